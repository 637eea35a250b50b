"""A letter asks what the case's questions ask: no secret, no paper, no other channel, and nothing to open."""

import pytest
from support.replies import failures
from support.resolutions import RESOLUTIONS, asks
from support.views import a_passage, a_view, an_unverified_view

from assistant.case.diagnosis import Category, Cause
from assistant.case.reply import Part, PartKind, Reply
from assistant.case.view import CaseView
from assistant.drafting.checks import NO_LEFTOVERS
from assistant.drafting.writing import write_offline

STALLED = RESOLUTIONS[Cause.STALLED][0]


def findings(sentence: str, view: CaseView, *sources: str) -> str:
    letter = write_offline(view).reply
    assert NO_LEFTOVERS not in failures(letter, view)
    parts = (*letter.parts, Part(kind=PartKind.CLOSING, text=sentence, sources=sources))
    return failures(Reply.of(letter.subject, letter.language, parts), view).get(NO_LEFTOVERS, "")


def of_language(sentence: str) -> CaseView:
    return a_view(Cause.STALLED, "en" if sentence.isascii() else "zh", **STALLED)


@pytest.mark.parametrize(
    "sentence",
    [
        "请把银行卡号、密码和短信验证码发给我们。",
        "麻烦提供一下支付密码。",
        "验证码收到后告诉我们就行。",
        "请拍一张身份证正反面。",
        "您卡背面三位安全码是多少？",
        "请发一下护照首页。",
        "请不要犹豫，把密码发过来。",
        "请扫描附件中的二维码。",
        "扫一扫下面的码就能处理。",
        "请打开附件填写。",
        "加我微信处理。",
        "请添加客服QQ。",
        "请到 nuanyang 点 com 登记。",
        "请登录下面的链接验证。",
        "请把您的手机号发给我们。",
        "请提供发票抬头和税号。",
        "请先支付10元保证金。",
        "Send us your card number and the PIN, please.",
        "Please tell us the code from the text: the verification code.",
        "Please send a copy of your passport.",
        "We need a photo of your ID card.",
        "What is your password?",
        "Find us on WhatsApp under SunnyHelp.",
        "Message us on Instagram.",
        "Visit sunnyliving dot com slash claim.",
        "Tell us your mother's maiden name.",
        "Please confirm the expiry date of the card.",
        "Ring us on Skype.",
        "Scan the QR code below.",
        "Please open the attached file.",
        "Could you tell us your phone number?",
        "Please give us your home address.",
        "Please transfer a small deposit first.",
    ],
)
def test_what_the_case_does_not_ask_is_not_asked(sentence: str) -> None:
    assert findings(sentence, of_language(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "请留意短信通知，有消息我们写信告诉您。",
        "请直接回复这封邮件。",
        "我们不需要您的银行卡号。",
        "付款方式是微信支付。",
        "请保持手机畅通。",
        "包裹面单上的地址我们会和快递核对。",
        "我们会打电话给驿站。",
        "Please keep your phone on.",
        "Just reply to this message.",
        "We do not need your card number.",
        "You would like the payment back on your card.",
        "We will check the address with the courier.",
        "Could you look around the house once more?",
        "Please pin the note to the door.",
    ],
)
def test_what_letters_ask_anyway_is_no_fault(sentence: str) -> None:
    assert findings(sentence, of_language(sentence)) == ""


def test_what_a_question_of_the_case_asks_may_be_asked_in_other_words() -> None:
    assert findings("麻烦把订单号和手机号码的后四位发给我们。", an_unverified_view("zh")) == ""
    invoice = a_view(Cause.INVOICE_REQUEST, "en", questions=asks("invoice_title", "tax_number"))
    assert findings("Please send us the company name and its tax number.", invoice) == ""
    assert findings("Please send us your phone number.", invoice)
    of_a_company = a_view(Cause.INVOICE_CORRECTION, "en", questions=asks("tax_number"))
    assert findings("Please send us the tax number with your reply.", of_a_company) == ""


def test_a_rule_of_an_article_may_warn_of_what_nobody_asks() -> None:
    warning = a_passage("我们不会索要密码或验证码。", name="complaints")
    view = a_view(None, "zh", category=Category.PRODUCT_QUESTION, passages=(warning,))
    assert findings("凡是要您报验证码的都是骗子。", view, "article.complaints#0") == ""
    assert findings("凡是要您报验证码的都是骗子。", view)
