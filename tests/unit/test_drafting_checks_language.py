"""Every sentence of a letter is in its language and script; names of the case and quoted words of the mail aside."""

import pytest
from support.replies import failures
from support.resolutions import RESOLUTIONS
from support.views import a_line, a_view, an_order

from assistant.case.diagnosis import Cause
from assistant.case.reply import Part, PartKind, Reply
from assistant.case.view import CaseView
from assistant.drafting.checks import LANGUAGE
from assistant.drafting.writing import write_offline

STALLED = RESOLUTIONS[Cause.STALLED][0]


def findings(sentence: str, language: str, **changes: object) -> str:
    view: CaseView = a_view(Cause.STALLED, language, **STALLED, **changes)
    letter = write_offline(view).reply
    assert LANGUAGE not in failures(letter, view)
    longer = tuple(
        Part(kind=part.kind, text=f"{part.text}\n{sentence}", sources=part.sources)
        if part.kind is PartKind.SOLUTION
        else part
        for part in letter.parts
    )
    return failures(Reply.of(letter.subject, letter.language, longer), view).get(LANGUAGE, "")


@pytest.mark.parametrize(
    "sentence",
    [
        "Nous vous remboursons.",
        "We will refund you.",
        "전액 환불해 드립니다.",
        "全額返金いたします。",
        "Мы вернём деньги.",
        "سنعيد المال.",
        "rеfund 给您。",
        "我们会 refund 给您。",
        "退 款 给 您 。",
        "钱·退·给·您。",
        "您放心，money back in full。",
    ],
)
def test_a_chinese_letter_says_nothing_in_another_language_or_script(sentence: str) -> None:
    assert findings(sentence, "zh")


@pytest.mark.parametrize(
    "sentence",
    [
        "Wir erstatten Ihnen den vollen Betrag.",
        "Vous serez remboursée intégralement demain.",
        "Le devolveremos el dinero mañana.",
        "Il rimborso è in arrivo.",
        "Thank you, nous vous rembourserons demain.",
        "Het geld wordt teruggestuurd in een dag.",
        "O dinheiro está a caminho para você.",
        "Wir sind dran; das Geld kommt zu Ihnen.",
        "Вернём всё.",
        "全額返金。",
        "We will rеfund the mug.",
        "Kami akan kembalikan wang anda.",
    ],
)
def test_an_english_letter_says_nothing_in_another_language_or_script(sentence: str) -> None:
    assert findings(sentence, "en")


@pytest.mark.parametrize(
    "sentence",
    [
        "您用 APP 或者电脑都可以看到。",
        "这个 USB 接口我们再核实一下。",
        "您写的“where is my parcel”我们看到了。",
        "您提到的 iPhone 我们会再看一下。",
        "承运的是 ZTO。",
        "运单 A 和 B 我们都会看。",
    ],
)
def test_a_chinese_letter_may_have_names_and_quote_the_mail(sentence: str) -> None:
    words = "Where is my parcel？我用 iPhone 下的单，三天没有动静了"
    assert findings(sentence, "zh", words=words) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "Many thanks, Emma.",
        "Good news: nothing lost.",
        "You asked “c'est où, mon colis”; we are looking.",
        "It is the Café Crème mug that you ordered.",
        "Café Crème mug, red.",
        "Tracking number 78012345678901.",
        "Déjà vu is no fun, we know.",
    ],
)
def test_an_english_letter_may_have_names_and_quote_the_mail(sentence: str) -> None:
    order = an_order(lines=(a_line(product="Café Crème mug"),))
    assert findings(sentence, "en", words="C'est où, mon colis? It has not moved", order=order) == ""
