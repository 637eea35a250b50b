"""A legal matter is the supervisor's to speak of, and a stranger hears of no order: not even that there is none."""

import pytest
from support.replies import failures
from support.views import a_view, an_order, an_unverified_view

from assistant.case.diagnosis import Category
from assistant.case.reply import Part, PartKind, Reply
from assistant.case.view import CaseView
from assistant.drafting.checks import SCOPE
from assistant.drafting.held_back import admitted
from assistant.drafting.unsupported import unsupported
from assistant.drafting.writing import write_offline


def with_more(view: CaseView, sentence: str, kind: PartKind = PartKind.EXPLANATION) -> Reply:
    letter = write_offline(view).reply
    return Reply.of(letter.subject, letter.language, (*letter.parts, Part(kind=kind, text=sentence)))


def a_legal_matter(language: str) -> CaseView:
    words = "蜂蜜变质了，孩子吃坏肚子，我投诉，赔医药费" if language == "zh" else "The honey was spoiled, I will sue"
    return a_view(None, language, category=Category.COMPLAINT_OR_LEGAL, order=an_order(), words=words)


def language_of(sentence: str) -> str:
    return "en" if sentence.isascii() else "zh"


@pytest.mark.parametrize(
    "sentence",
    [
        "蜂蜜确实变质了，是我们的蜂蜜不干净，我们认错。",
        "医药费您别担心，您撤诉的话，我们好商量。",
        "这批货已经全部召回。",
        "我们对此负责到底。",
        "非常抱歉，蜂蜜在仓库里晒过。",
        "主管已经同意，这件事按您说的办。",
        "The honey was spoiled, and we are sorry.",
        "Our warehouse was too warm last week.",
        "If you drop the matter, we will find a way.",
        "We take it seriously, it was our fault.",
    ],
)
def test_an_answer_to_a_legal_matter_says_nothing_of_its_own(sentence: str) -> None:
    view = a_legal_matter(language_of(sentence))
    assert not list(admitted(write_offline(view).reply, view))
    assert unsupported(with_more(view, sentence), view)


@pytest.mark.parametrize(
    "sentence",
    [
        "得知孩子身体不适、已经就医，我们很难过，也非常重视您反映的情况。",
        "您提出的赔偿，需要主管核实后答复。",
        "核实清楚之前，我们先不下结论。",
        "给您带来的困扰，我们很抱歉。",
        "Until that is done, we would rather not draw any conclusions.",
        "We are sorry to read of this, and take what you wrote very seriously.",
        "Whether the honey was at fault, we cannot tell yet.",
        "Our supervisor will answer every point together.",
    ],
)
def test_but_may_show_sympathy_and_leave_the_matter_open(sentence: str) -> None:
    view = a_legal_matter(language_of(sentence))
    assert not list(admitted(with_more(view, sentence), view))


def test_and_may_tell_back_in_its_first_words_what_the_customer_wrote() -> None:
    words = "这个月收到你们六条短信，回T退订也没用，我要举报"
    view = a_view(None, "zh", category=Category.COMPLAINT_OR_LEGAL, order=an_order(), words=words)
    told = "反复收到短信、退订也没用。"
    assert not list(admitted(with_more(view, told, PartKind.ACKNOWLEDGEMENT), view))
    assert list(admitted(with_more(view, told), view))
    assert list(admitted(with_more(view, "短信确实是我们发的，退订也没用。", PartKind.ACKNOWLEDGEMENT), view))


def test_other_matters_are_not_held_back() -> None:
    view = a_view()
    assert not list(admitted(with_more(view, "蜂蜜确实变质了。"), view))


@pytest.mark.parametrize(
    "sentence",
    [
        "这个订单是有的。",
        "您的包裹已经签收了，在驿站等您。",
        "钱也付过了。",
        "没有这个订单号。",
        "我们没查到您的订单。",
        "系统显示一切正常。",
        "号码对得上。",
        "款已收。",
        "货还在仓库打包。",
        "快递正在派送。",
        "Your parcel was delivered yesterday.",
        "There is no such order.",
        "We can see your order.",
        "The payment has been received.",
        "It has been sent out.",
        "Our records show it at the depot.",
    ],
)
def test_a_stranger_hears_nothing_of_an_order(sentence: str) -> None:
    view = an_unverified_view(language_of(sentence))
    assert SCOPE not in failures(write_offline(view).reply, view)
    assert SCOPE in failures(with_more(view, sentence), view)


@pytest.mark.parametrize(
    "sentence",
    [
        "您说包裹一直没到，我们理解您的着急。",
        "订单的情况我们只能告诉下单的本人。",
        "付款后 48 小时内发货是一般的规定。",
        "如果订单是别人的，请由本人来信。",
        "核对好以后我们马上为您查包裹到了哪里。",
        "Order details are only for the person who placed the order.",
        "You say that the parcel was left outside.",
        "In general, an unpaid order is cancelled by itself.",
        "We will answer that as soon as it is confirmed.",
    ],
)
def test_but_hears_rules_and_their_own_words(sentence: str) -> None:
    view = an_unverified_view(language_of(sentence))
    assert SCOPE not in failures(with_more(view, sentence), view)
