"""New words and old ones, as Chinese and English mail programs part them."""

import pytest

from assistant.mailbox.quotes import is_forwarded, split

OLD = "尊敬的顾客：您的订单已发货。"


@pytest.mark.parametrize(
    "history",
    [
        f"------------------ 原始邮件 ------------------\n发件人: \"客服\" <s@shop.example>;\n发送时间: x\n\n{OLD}",
        f"------------------\xa0原始邮件\xa0------------------\n发件人: x\n\n{OLD}",
        f"------------------ Original ------------------\nFrom: x\n\n{OLD}",
        f"在 2026-11-01 10:05:00，\"客服\" <s@shop.example> 写道：\n\n{OLD}",
        f"在2026年11月1日 10:05，客服<s@shop.example>写道：\n\n{OLD}",
        f"在 2026年11月1日，下午8:45，客服 <s@shop.example> 写道：\n\n> {OLD}",
        f"客服 <s@shop.example> 于2026年11月1日周日 10:05写道：\n\n> {OLD}",
        f"客服 <s@shop.example> 於 2026年11月1日 週日 上午10:05寫道：\n\n> {OLD}",
        f"________________\n发件人: 客服 <s@shop.example>\n发送时间: 2026年11月1日\n收件人: 王\n主题: x\n\n{OLD}",
        f"发件人： 客服\n发送时间： 2026-11-01 10:05\n收件人： 王喆\n抄送： \n主题： 发货\n{OLD}",
        f"---- 回复的原邮件 ----\n| 发件人 | 客服<s@shop.example> |\n| 日期 | 2026年11月1日 |\n\n{OLD}",
        f"寄件者: 客服\n寄件日期: 2026年11月1日\n收件者: 王\n主旨: x\n\n{OLD}",
        f"On Sun, Nov 1, 2026 at 10:05 AM Shop <s@shop.example> wrote:\n\n> {OLD}",
        f"On Sun, Nov 1, 2026 at 10:05 AM A Very Long Shop Name <\ns@shop.example> wrote:\n\n> {OLD}",
        f"At 2026-11-01 10:05:00, \"Shop\" <s@shop.example> wrote:\n{OLD}",
        f"-----Original Message-----\nFrom: Shop\nSent: Sunday\n\n{OLD}",
        f"From: Shop <s@shop.example>\nSent: Sunday, November 1, 2026 10:05 AM\nTo: Wang\nSubject: x\n\n{OLD}",
        f"*From:* Shop <s@shop.example>\n*Sent:* Sunday\n*To:* Wang\n*Subject:* x\n\n{OLD}",
        f"---------- Forwarded message ---------\nFrom: Shop\n\n{OLD}",
        f"-------- 转发邮件信息 --------\n发件人：客服\n\n{OLD}",
        f"客服于2026年11月1日周日写道：\n\n{OLD}",
        f"发信人：客服\n日期：2026年11月1日\n收信人：王喆\n标题：发货\n\n{OLD}",
        f"-----邮件原件-----\n发件人: 客服 [mailto:s@shop.example]\n发送时间: 2026年11月1日 10:05\n\n{OLD}",
        f"-------- 原始信息 --------\n由： 客服 <s@shop.example>\n日期： 2026/11/1 10:05 (GMT+08:00)\n\n{OLD}",
        f"--------- 之前的邮件 ---------\n发件人: 客服 <s@shop.example>\n日期: 2026年11月1日\n\n{OLD}",
        f"El domingo, 1 de noviembre de 2026, Tienda escribió:\n\n> {OLD}",
        f"суббота, 1 ноября 2026 г. пользователь Shop написал:\n\n> {OLD}",
        f"Dne 1.11.2026 v 10:05 Obchod napsal(a):\n\n> {OLD}",
        f"su 1. marrask. 2026 klo 10.05 Kauppa (s@shop.example) kirjoitti:\n\n> {OLD}",
        f"2026. 11. 1. 오전 10:05, Shop <s@shop.example> 작성:\n\n> {OLD}",
        f"Shop (s@shop.example) wrote:\n\n> {OLD}",
        f"Anna via Shop Support wrote:\n\n> {OLD}",
        f"2026-11-01 10:05 GMT+08:00 Shop Support\n\n> {OLD}",
        f"Expéditeur : Shop\nEnvoyé : dimanche 1 novembre 2026\nDestinataire : Wang\nObjet : x\n\n{OLD}",
        f"Lähettäjä: Shop\nLähetetty: 1. marraskuuta 2026\nVastaanottaja: Wang\nAihe: x\n\n{OLD}",
        f"Kimden: Shop\nGönderilme: 1 Kasım 2026\nKime: Wang\nKonu: x\n\n{OLD}",
        f"Début du message transféré :\n\n{OLD}",
        f"> {OLD}",
    ],
)  # fmt: skip
def test_history_is_taken_out_and_the_sign_off_stays(history: str) -> None:
    new, quoted = split(f"您好，还没有收到。\n\n谢谢！\n王喆\n\n\n{history}")
    assert new == "您好，还没有收到。\n\n谢谢！\n王喆"
    assert OLD in quoted


@pytest.mark.parametrize(
    "line",
    [
        "发自我的iPhone", "发自我的 iPhone", "发自我的华为手机", "发送自我的 iPhone", "发自网易邮箱大师",
        "来自 Outlook for iOS",
        "從我的 iPhone 傳送", "获取 Outlook for iOS", "[发自我的小米手机]", "Sent from my iPhone",
        "Sent from Yahoo Mail on Android",
        "Sent from my Galaxy", "Get Outlook for iOS<https://aka.ms/o0ukef>", "Sent from Mail for Windows 10",
    ],
)  # fmt: skip
def test_an_apps_signature_is_taken_out(line: str) -> None:
    assert split(f"还没到\n\n{line}") == ("还没到", line)
    assert split(f"还没到\n\n{line}\n\n在 2026-11-01 10:05，x <s@shop.example> 写道：\n> 旧")[0] == "还没到"


@pytest.mark.parametrize(
    "text",
    [
        "发件人写错了地址，我在 2026年11月1日 给你们写道歉信时填错了。\n主题：修改收货地址\n请改为 5 栋 801。\n\n王喆",
        "来自杭州的王喆",
        "The parcel was sent from your warehouse on Monday, then nothing.",
        "Sent from Shanghai on 1 November, still not here",
        "Last week your colleague wrote: we will refund you. When?",
        "On Monday I called.\nHe said:\nit is lost",
        "尺码：L\n颜色：红\n数量：2\n地址：5栋",
        "To: whom it may concern",
        "A\n---\nB",
        "价格 > 100 元",
        "寄件人：王喆\n收件人：退货组\n日期：11月1日\n快递单号：SF1234567890123",
        "From: Hangzhou\nTo: Shanghai\nDate: 1 November\nIt has not moved since.",
        "----- 退货信息 -----\n寄件人：王喆\n收件人：退货组",
        "以下是订单信息\n2026-11-01 10:05 下单\n2026-11-02 09:00 发货\n到现在没有收到",
        "退货\n________\n发件人：王喆\n主题：退货单",
        "| 尺码 | L |\n| 颜色 | 红 |",
    ],
)
def test_what_the_customer_wrote_is_left_alone(text: str) -> None:
    assert split(text) == (text, "")


def test_answers_between_quoted_lines_are_new_words() -> None:
    text = (
        "On 1 Nov 2026 at 10:05, Shop <s@shop.example> wrote:\n> Which colour?\n\nRed.\n\n> Which size?\n\nL.\n\nWang"
    )
    new, quoted = split(text)
    assert new == "Red.\n\n\nL.\n\nWang"
    assert "Which size?" in quoted


def test_a_signature_after_its_delimiter_is_kept_apart() -> None:
    assert split("hello\n\nWang\n-- \nWang Zhe\nHangzhou") == ("hello\n\nWang", "-- \nWang Zhe\nHangzhou")


def test_an_apps_visiting_card_is_taken_out() -> None:
    card = "| |\n王喆\n|\n|\n邮箱：wz@mail.example\n|\n\n签名由 网易邮箱大师 定制"
    assert split(f"还没到\n\n{card}\n\n在2026年11月1日 10:05，客服 写道：\n{OLD}")[0] == "还没到"


def test_an_empty_reply_has_no_new_words() -> None:
    assert split("在 2026-11-01 10:05，x <s@shop.example> 写道：\n\n请提供手机号 1234")[0] == ""
    assert split("> 在 2026-11-01 10:05，x <s@shop.example> 写道：\n> 请提供手机号 1234")[0] == ""


def test_pasted_lines_that_no_program_introduced_are_the_writers() -> None:
    assert split("> only this") == ("> only this", "")


@pytest.mark.parametrize(
    ("subject", "text", "forwarded"),
    [
        ("Fwd: order", "see below", True),
        ("FW: order", "", True),
        ("转发：订单", "", True),
        ("转发: 订单", "", True),
        ("order", "look\n\n---------- Forwarded message ---------\nFrom: x\n\ny", True),
        ("order", "Begin forwarded message:\n\nFrom: x", True),
        ("Re: Fwd: order", "thanks", False),
        ("order", "On 1 Nov 2026 at 10:05, x <a@b.example> wrote:\n> ------- Forwarded message -------\n> y", False),
        ("转账没有到", "转账", False),
        ("order", "hello", False),
    ],
)
def test_a_forwarded_mail_is_recognised(subject: str, text: str, forwarded: bool) -> None:
    assert is_forwarded(subject, text) is forwarded


@pytest.mark.parametrize("name", ["Emma", "Sunny Living Customer Support", "Monika", "Once more, Ella"])
def test_a_name_that_begins_like_an_introduction_stays_below_the_writers_words(name: str) -> None:
    text = (
        f"Where is my lamp?\n\nRegards,\n{name}\n\nOn Mon, 9 Nov 2026 at 10:00, Shop <s@shop.example> wrote:\n> Hello"
    )
    assert split(text)[0] == f"Where is my lamp?\n\nRegards,\n{name}"
