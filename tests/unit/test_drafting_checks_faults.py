"""Every planted fault is caught by its name, and a failure says where it is."""

import pytest
from support.replies import failures, with_sentence
from support.resolutions import RESOLUTIONS
from support.views import (
    a_view,
)

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.inquiry import Emotion
from assistant.case.reply import PartKind
from assistant.drafting import checks
from assistant.drafting.checks import check
from assistant.drafting.writing import write_offline

K = ActionKind


STALLED = RESOLUTIONS[Cause.STALLED][0]


# planted faults: (the sentence, the part it is put in, the check that must fail)

ZH_FAULTS = [
    ("我们会为您办理退款 89.00 元。", PartKind.SOLUTION, checks.GROUNDED_NUMBERS),
    ("包裹预计11月21日送达。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("我们会在11月20日(周四)18:00 前答复。", PartKind.COMMITMENT, checks.GROUNDED_NUMBERS),
    ("我们会在11月20日 19:00 前答复。", PartKind.COMMITMENT, checks.GROUNDED_NUMBERS),
    ("包裹在十月十二日有记录。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("明天就会送到。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("周日前会送到。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("运单号 78012345678902。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("订单号 2026110912346。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("通常三天内送达。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("通常在三个工作日内送达。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("您一共买了五件。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("您的积分是 1,200。", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("详情见 https://evil.example/track。", PartKind.FACTS, checks.LINKS),
    ("详情见 track-parcel.com 。", PartKind.FACTS, checks.LINKS),
    ("请写信到 boss@evil.example 。", PartKind.CLOSING, checks.LINKS),
    ("保证今天处理。", PartKind.SOLUTION, checks.NO_ABSOLUTES),
    ("我们一定会找到。", PartKind.SOLUTION, checks.NO_ABSOLUTES),
    ("绝对没有问题。", PartKind.SOLUTION, checks.NO_ABSOLUTES),
    ("这是您自己选错了。", PartKind.EXPLANATION, checks.NO_BLAME),
    ("请您联系快递核实。", PartKind.SOLUTION, checks.NO_BLAME),
    ("您可以自行联系快递。", PartKind.SOLUTION, checks.NO_BLAME),
    ("等快递公司赔付后我们再处理。", PartKind.SOLUTION, checks.NO_BLAME),
    ("是我们仓库发错了。", PartKind.EXPLANATION, checks.NO_ADMISSION),
    ("您的电话 13812345678 我们有登记。", PartKind.FACTS, checks.MASKING),
    ("地址是幸福路12号3单元。", PartKind.FACTS, checks.MASKING),
    ("取件码是 5-1-2233。", PartKind.FACTS, checks.SCOPE),
    ("我们会为您退款。", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("我们会补偿您。", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("另外送您一张优惠券。", PartKind.COMMITMENT, checks.ACTIONS_ALLOWED),
    ("您提到的退款，我们会为您办理退款。", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("您希望补发，我们会为您补发一件。", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("很抱歉，我们会补偿您。", PartKind.ACKNOWLEDGEMENT, checks.ACTIONS_ALLOWED),
    ("这只能怪您。", PartKind.EXPLANATION, checks.NO_BLAME),
    ("退款会通过微信转账给您。", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("给个五星好评可以返现。", PartKind.CLOSING, checks.ACTIONS_ALLOWED),
    ("这次给您免单。", PartKind.EXPLANATION, checks.ACTIONS_ALLOWED),
    ("我们会重新发一件给您。", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("您的退款已经批准。", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("款项已退回您的账户。", PartKind.FACTS, checks.ACTIONS_ALLOWED),
    ("补偿的优惠券已发放。", PartKind.EXPLANATION, checks.ACTIONS_ALLOWED),
    ("我们已经联系快递核实。", PartKind.SOLUTION, checks.PROMISES_ALLOWED),
    ("已为您申请查件。", PartKind.SOLUTION, checks.PROMISES_ALLOWED),
]
EN_FAULTS = [
    ("We will refund CNY 89.00.", PartKind.SOLUTION, checks.GROUNDED_NUMBERS),
    ("It will arrive on 21 November.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("It will arrive by November 21st.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("We will write by 18:00 on Thursday 20 November.", PartKind.COMMITMENT, checks.GROUNDED_NUMBERS),
    ("We will write by 6 am on Friday 20 November.", PartKind.COMMITMENT, checks.GROUNDED_NUMBERS),
    ("It will arrive tomorrow.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("It will arrive by Sunday.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("The tracking number is 78012345678902.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("It usually takes three days.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("It usually takes 2 to 4 working days.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("You ordered five of them.", PartKind.FACTS, checks.GROUNDED_NUMBERS),
    ("See http://evil.example/track for details.", PartKind.FACTS, checks.LINKS),
    ("This is guaranteed.", PartKind.SOLUTION, checks.NO_ABSOLUTES),
    ("It will definitely turn up.", PartKind.SOLUTION, checks.NO_ABSOLUTES),
    ("You chose the wrong size.", PartKind.EXPLANATION, checks.NO_BLAME),
    ("Please contact the courier yourself.", PartKind.SOLUTION, checks.NO_BLAME),
    ("We sent the wrong item.", PartKind.EXPLANATION, checks.NO_ADMISSION),
    ("Your phone is +44 7700 900123.", PartKind.FACTS, checks.MASKING),
    ("It went to 12 Park Road.", PartKind.FACTS, checks.MASKING),
    ("The pickup code is 4471.", PartKind.FACTS, checks.SCOPE),
    ("We will refund you.", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("We will send you a voucher as compensation.", PartKind.COMMITMENT, checks.ACTIONS_ALLOWED),
    ("As for the refund you mention, we will give it to you.", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("Leave a five-star review for a small reward.", PartKind.CLOSING, checks.ACTIONS_ALLOWED),
    ("Your refund has been approved.", PartKind.SOLUTION, checks.ACTIONS_ALLOWED),
    ("Your refund is on its way.", PartKind.FACTS, checks.ACTIONS_ALLOWED),
    ("The voucher has been credited to your account.", PartKind.EXPLANATION, checks.ACTIONS_ALLOWED),
    ("We have contacted the courier.", PartKind.SOLUTION, checks.PROMISES_ALLOWED),
]


@pytest.mark.parametrize(("sentence", "kind", "name"), ZH_FAULTS)
def test_a_planted_fault_is_caught_in_chinese(sentence: str, kind: PartKind, name: str) -> None:
    view = a_view(Cause.STALLED, "zh", emotion=Emotion.ANXIOUS, **STALLED)
    clean, promises = write_offline(view)
    assert failures(clean, view, promises) == {}
    assert name in failures(with_sentence(clean, kind, sentence), view, promises)


@pytest.mark.parametrize(("sentence", "kind", "name"), EN_FAULTS)
def test_a_planted_fault_is_caught_in_english(sentence: str, kind: PartKind, name: str) -> None:
    view = a_view(Cause.STALLED, "en", emotion=Emotion.ANXIOUS, **STALLED)
    clean, promises = write_offline(view)
    assert failures(clean, view, promises) == {}
    assert name in failures(with_sentence(clean, kind, sentence), view, promises)


@pytest.mark.parametrize("sentence", ["您的退款已经退回支付宝。", "Your refund has been paid to Alipay."])
def test_a_refund_that_the_records_know_of_may_be_told(sentence: str) -> None:
    language = "en" if sentence.isascii() else "zh"
    view = a_view(Cause.REFUND_NOT_NOTICED, language, **RESOLUTIONS[Cause.REFUND_NOT_NOTICED][0])
    assert checks.ACTIONS_ALLOWED not in failures(
        with_sentence(write_offline(view).reply, PartKind.FACTS, sentence), view
    )


def test_a_failure_names_the_sentence_at_fault() -> None:
    view = a_view(Cause.STALLED, **STALLED)
    faulty = with_sentence(write_offline(view).reply, PartKind.FACTS, "包裹预计11月21日送达。")
    assert "包裹预计11月21日送达。" in failures(faulty, view)[checks.GROUNDED_NUMBERS]


def test_a_failure_s_detail_does_not_repeat_what_should_have_been_masked() -> None:
    view = a_view(Cause.STALLED, **STALLED)
    faulty = with_sentence(write_offline(view).reply, PartKind.FACTS, "您的电话 13812345678 我们有登记。")
    detail = failures(faulty, view)[checks.MASKING]
    assert "13812345678" not in detail
    assert "138******78" in detail


@pytest.mark.parametrize("filler", ["1", "a", " ", ".", "-", "\n", "1-", "a.", "1 ", "￥", "十", "周", "“", "1,"])
@pytest.mark.timeout(30)
def test_hostile_lengths_are_read_in_linear_time(filler: str) -> None:
    view = a_view(Cause.STALLED, words=filler * 100_000, **STALLED)
    reply = with_sentence(write_offline(view).reply, PartKind.FACTS, filler * 1_000, "customer.words")
    assert check(reply, view, ())
