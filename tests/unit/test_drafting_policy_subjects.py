"""A number of the shop's policy says how long what that policy is about takes, and nothing else."""

import pytest
from support.replies import failures, reworded
from support.views import a_view

from assistant.case.diagnosis import Cause
from assistant.case.knowledge import Language
from assistant.case.reply import PartKind
from assistant.drafting.checks import GROUNDED_NUMBERS
from assistant.drafting.writing import write_offline


def is_blocked(sentence: str, policy: str, language: Language) -> bool:
    view = a_view(Cause.IN_TRANSIT_ON_TIME, language)
    letter = write_offline(view).reply
    told = next(part.text for part in letter.parts if part.kind is PartKind.EXPLANATION)
    reply = reworded(letter, PartKind.EXPLANATION, f"{told}\n{sentence}", f"policy.{policy}")
    return GROUNDED_NUMBERS in failures(reply, view)


OF_ANOTHER_RULE: list[tuple[Language, str, str]] = [
    ("zh", "return_window_days", "想换颜色也在 7 天内。"),
    ("zh", "return_window_days", "钱 7 天内进您的账户。"),
    ("zh", "return_window_days", "保养要每 7 天一次。"),
    ("zh", "answer_hours", "新的 24 小时内就能发走。"),
    ("zh", "answer_hours", "24 小时内有人上门取走。"),
    ("zh", "invoice_working_days", "纸质的 3 个工作日内邮寄给您。"),
    ("zh", "quality_exchange_days", "照片请在 15 天内发来。"),
    ("zh", "refund_after_return_days", "您要在 7 天内把它寄出。"),
    ("zh", "price_protection_days", "差额 7 天内到账。"),
    ("en", "return_window_days", "You can swap the colour within 7 days."),
    ("en", "return_window_days", "The money is in your account within 7 days."),
    ("en", "answer_hours", "A new one goes out within 24 hours."),
    ("en", "invoice_working_days", "A paper copy is mailed within 3 working days."),
    ("en", "quality_exchange_days", "Please take the photos within 15 days."),
    ("en", "price_protection_days", "The difference arrives within 7 days."),
]
ITS_OWN: list[tuple[Language, str, str]] = [
    ("zh", "return_window_days", "签收后 7 天内可以无理由退货。"),
    ("zh", "return_window_days", "从签收的次日算起，一共 7 天，过了就不能退了。"),
    ("zh", "answer_hours", "我们会在 24 小时内给您答复。"),
    ("zh", "refund_after_return_days", "仓库收到退货后 7 天内退款。"),
    ("zh", "invoice_working_days", "电子发票 3 个工作日内开好。"),
    ("zh", "quality_exchange_days", "质量问题 15 天内可以换。"),
    ("zh", "price_protection_days", "价保期是付款后 7 天。"),
    ("zh", "warranty_months", "保修期 12 个月。"),
    ("en", "return_window_days", "You can return it within 7 days."),
    ("en", "answer_hours", "You will hear from us within 24 hours."),
    ("en", "refund_after_return_days", "We refund you within 7 days of getting the goods back."),
    ("en", "invoice_working_days", "The invoice is issued within 3 working days."),
    ("en", "quality_exchange_days", "If it is faulty, it can be exchanged within 15 days."),
    ("en", "price_protection_days", "The price is protected for 7 days."),
]


@pytest.mark.parametrize(("language", "policy", "sentence"), OF_ANOTHER_RULE)
def test_a_span_of_another_rule_is_held(language: Language, policy: str, sentence: str) -> None:
    assert is_blocked(sentence, policy, language)


@pytest.mark.parametrize(("language", "policy", "sentence"), ITS_OWN)
def test_a_span_of_the_rule_itself_is_told(language: Language, policy: str, sentence: str) -> None:
    assert not is_blocked(sentence, policy, language)
