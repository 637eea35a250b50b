"""Realistic tickets, stored through the records' own API: for tests of the desk and its pictures."""

import struct
import zlib
from datetime import timedelta
from typing import Any

from assistant.case.email import Address, Attachment, Screening
from assistant.case.knowledge import Passage
from assistant.case.reply import Part, PartKind, Reply, Source
from assistant.records.values import SavedDraft
from support.records import email
from support.sample_desk import FORBIDDEN, SampleDesk
from support.sample_shop import NOW, ago, iso


def picture(width: int = 240, height: int = 160) -> bytes:
    """A PNG of a cracked lamp, roughly: a gradient with a dark line through it."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            crack = abs(x - width // 2 - 14 * ((y // 20) % 2) + y // 4) < 3
            rows += bytes((60, 45, 40) if crack else (225 - y // 3, 205 - x // 8, 180 - y // 4))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def inquiry(**changes: Any) -> dict[str, Any]:
    return {
        "language": "zh",
        "order_numbers": (),
        "phones": (),
        "items": (),
        "claims": (),
        "requests": (),
        "emotion": "calm",
        "urgent": False,
    } | changes


def reply(subject: str, language: str, **parts: str | tuple[str, tuple[str, ...]]) -> Reply:
    """`facts="…"`, or `facts=("…", ("order:status",))` with its sources."""
    made = []
    for kind, said in parts.items():
        text, sources = (said, ()) if isinstance(said, str) else said
        made.append(Part(kind=PartKind(kind), text=text, sources=sources))
    return Reply.of(subject, "zh" if language == "zh" else "en", tuple(made))


ANGRY_WORDS = (
    "我的保温杯到底什么时候能到？上次客服说24小时内给答复，三天了一点动静都没有！\n"
    "订单号 2026111800231，再不处理我就退款。\n\n李梅"
)


def stalled(desk: SampleDesk, **changes: Any) -> SavedDraft:
    """李梅 is angry: her red thermos has not moved for three days, and this is not her first contact."""
    mail = email(
        ANGRY_WORDS,
        message_id="<cup-1@mail.example>",
        subject="保温杯三天没有物流更新，等不了了！",
        date=ago(hours=2),
        full_text=f"{ANGRY_WORDS}\n\n发自我的iPhone\n\n在 2026年11月21日，客服 写道：\n> 您的包裹正在运输途中。",
    )
    given: dict[str, Any] = {
        "inquiry": inquiry(
            order_numbers=("2026111800231",),
            requests=("expedite", "refund"),
            emotion="angry",
            items=("保温杯",),
            claims=("三天了一点动静都没有",),
        ),
        "identity": {
            "level": "verified",
            "scope": "act",
            "customer_id": "C1",
            "evidence": ("the address is the account's", "mx.shop.example: dmarc=pass header.from=mail.example"),
        },
        "contacts": {"repeat": True, "last_at": iso(days=2), "summary": "询问保温杯何时送到"},
        "order": {
            "outcome": "locked",
            "number": "2026111800231",
            "candidates": ({"number": "2026111800231", "reason": "its number is in the mail; fits the item (保温杯)"},),
        },
        "facts": (
            {"id": "f1", "field": "number", "record": "2026111800231", "customer": "2026111800231", "result": "match"},
            {"id": "f2", "field": "status", "record": "shipped"},
            {"id": "f3", "field": "lines.0.product", "record": "保温杯", "customer": "保温杯", "result": "match"},
            {"id": "f4", "field": "lines.0.variant.颜色", "record": "红色"},
            {"id": "f5", "field": "total", "record": "99.00"},
            {"id": "f6", "field": "shipments.0.carrier", "record": "中通"},
            {"id": "f7", "field": "shipments.0.tracking_number", "record": "ZT7730112233445"},
            {"id": "f8", "field": "shipments.0.promised_at", "record": "2026-11-22T16:30+08:00"},
            {
                "id": "f9",
                "field": "shipments.0.events.0",
                "record": "2026-11-20T10:30+08:00 嘉兴 离开嘉兴转运中心，下一站杭州",
            },
        ),
        "claims": (
            {"id": "c1", "text": "三天了一点动静都没有", "verdict": "confirmed", "facts": ("f9",)},
            {"id": "c2", "text": "上次客服说24小时内给答复", "verdict": "confirmed", "facts": ()},
        ),
        "diagnosis": {
            "category": "logistics",
            "cause": "stalled",
            "confidence": 0.93,
            "secondary": ({"category": "logistics", "cause": "delayed"},),
            "evidence": ("no event for 70 h; the limit is 48 h", "promised for 2026-11-22T16:30+08:00"),
        },
        "actions": (
            {
                "kind": "trace_with_courier",
                "role": "agent",
                "policy": "playbook:stalled@1f3a9c",
                "arguments": {"carrier": "中通", "tracking_number": "ZT7730112233445"},
            },
            {
                "kind": "coupon",
                "role": "agent",
                "policy": "playbook:stalled@1f3a9c",
                "arguments": {"amount": "10.00", "currency": "CNY"},
            },
        ),
        "reply": reply(
            "Re: 保温杯三天没有物流更新，等不了了！",
            "zh",
            greeting="李梅您好：",
            acknowledgement="让您等了这么久，还要再来问一次，非常抱歉。上次说好 24 小时内给您答复，是我们没有做到。",
            facts=(
                "您的订单 2026111800231（红色保温杯）由中通承运，运单号 ZT7730112233445。"
                "最近一次物流更新是 11 月 20 日 10:30，包裹离开嘉兴转运中心，之后没有新的记录。",
                ("order:number", "tracking:0"),
            ),
            explanation=("超过 48 小时没有更新，我们按物流停滞处理。", ("article:stalled#1",)),
            solution=(
                "我们已向中通加急查件。如果 24 小时内没有结果，您可以选择补发或全额退款。",
                ("policy:trace_answer_hours",),
            ),
            commitment="明天（11 月 24 日）16:30 之前，我们会主动写信告诉您查询结果。",
            closing="暖阳生活客服",
        ),
        "promises": ({"text": "告知中通查件结果", "due": (NOW + timedelta(days=1)).isoformat(), "event": None},),
        "checks": ({"name": "grounded_numbers", "passed": True}, {"name": "no_absolutes", "passed": True}),
    }
    passages = (
        Passage(
            id="stalled#1",
            article_id="stalled",
            title="物流停滞处理规则",
            heading="何时算停滞",
            text="物流信息超过 48 小时（大促期间 72 小时）没有更新，按停滞处理，向快递加急查件。",
            version="1f3a9c77",
            language="zh",
        ),
    )
    sources = (
        Source(id="order:number", kind="order", text="订单号 2026111800231"),
        Source(id="tracking:0", kind="tracking", text="11-20 10:30 嘉兴 离开嘉兴转运中心，下一站杭州"),
        Source(id="article:stalled#1", kind="article", text="物流信息超过 48 小时没有更新，按停滞处理。"),
        Source(id="policy:trace_answer_hours", kind="policy", text="24 小时内答复查件结果"),
    )
    return desk.file(mail, passages=passages, sources=sources, **(given | changes))


def wrong_size(desk: SampleDesk, **changes: Any) -> SavedDraft:
    """陈思远 remembers L, the order says M."""
    mail = email(
        "你好，我买的开衫是L码，收到的是M码，太小了，麻烦换一下。订单2026111500077，手机尾号1111。",
        sender="chensy@post.example",
        message_id="<coat-1@post.example>",
        subject="开衫尺码发错了",
        date=ago(hours=5),
    )
    mail = mail.model_copy(update={"sender": Address(email="chensy@post.example", name="陈思远")})
    given: dict[str, Any] = {
        "inquiry": inquiry(order_numbers=("2026111500077",), requests=("exchange",), emotion="disappointed"),
        "identity": {
            "level": "verified",
            "scope": "read",
            "customer_id": "C2",
            "evidence": ("order 2026111500077 with the last 4 digits of the registered phone",),
        },
        "order": {
            "outcome": "locked",
            "number": "2026111500077",
            "candidates": ({"number": "2026111500077", "reason": "its number is in the mail"},),
        },
        "facts": (
            {"id": "f1", "field": "status", "record": "delivered"},
            {"id": "f2", "field": "lines.0.variant.尺码", "record": "M", "customer": "L", "result": "mismatch"},
            {"id": "f3", "field": "lines.0.picked.sku", "record": "COAT-M"},
            {"id": "f4", "field": "shipments.0.delivered_at", "record": "2026-11-21T16:30+08:00"},
        ),
        "claims": (
            {"id": "c1", "text": "我买的开衫是L码", "verdict": "contradicted", "facts": ("f2",)},
            {"id": "c2", "text": "收到的是M码", "verdict": "confirmed", "facts": ("f3",)},
        ),
        "diagnosis": {
            "category": "product_mismatch",
            "cause": "ordered_as_sent",
            "confidence": 0.88,
            "evidence": ("the order line says M / 燕麦色",),
        },
        "actions": (
            {
                "kind": "exchange_at_customer_cost",
                "role": "agent",
                "policy": "playbook:ordered_as_sent@77ab01",
                "arguments": {},
            },
        ),
        "reply": reply(
            "Re: 开衫尺码发错了",
            "zh",
            greeting="您好：",
            acknowledgement="衣服不合身，换一件就好，不麻烦。",
            facts=("订单 2026111500077 记录的尺码是 M，仓库发出的也是 M。", ("order:lines",)),
            solution="签收 7 天内可以换成 L 码，寄回运费由您承担；收到后 1 个工作日内寄出。",
            closing="暖阳生活客服",
        ),
    }
    return desk.file(mail, waited=timedelta(hours=5), **(given | changes))


def damaged_lamp(desk: SampleDesk, **changes: Any) -> SavedDraft:
    """Emma's lamp came broken, with a photo: the refund is above an agent's limit."""
    content = picture()
    mail = email(
        "Hello,\n\nmy reading lamp (order 2026110900412) arrived yesterday with a cracked shade, photo attached.\n"
        "I would like my money back, please. It was meant for my mother's birthday on Friday.\n\nEmma Clarke",
        sender="emma@clarke.example",
        message_id="<lamp-1@clarke.example>",
        subject="Lamp arrived broken",
        html="<p>Hello,</p><p>my reading lamp arrived yesterday with a <b>cracked</b> shade.</p>",
        date=ago(minutes=50),
        attachments=(
            Attachment(name="cracked lamp.png", type="image/png", size=len(content), sha256="0" * 64, part="2"),
            Attachment(name="delivery note.pdf", type="application/pdf", size=48213, sha256="0" * 64, part="3"),
        ),
    )
    mail = mail.model_copy(update={"sender": Address(email="emma@clarke.example", name="Emma Clarke")})
    given: dict[str, Any] = {
        "inquiry": inquiry(
            language="en", order_numbers=("2026110900412",), requests=("refund",), emotion="disappointed", urgent=True
        ),
        "identity": {
            "level": "claimed",
            "scope": "read",
            "customer_id": "C3",
            "evidence": ("the address is the account's; no trusted server vouches for it",),
        },
        "order": {
            "outcome": "locked",
            "number": "2026110900412",
            "candidates": ({"number": "2026110900412", "reason": "its number is in the mail"},),
        },
        "facts": (
            {"id": "f1", "field": "status", "record": "delivered"},
            {
                "id": "f2",
                "field": "lines.0.product",
                "record": "Reading lamp",
                "customer": "reading lamp",
                "result": "match",
            },
            {"id": "f3", "field": "total", "record": "268.00"},
        ),
        "claims": (
            {"id": "c1", "text": "arrived yesterday with a cracked shade", "verdict": "not_in_records", "facts": ()},
        ),
        "diagnosis": {
            "category": "product_mismatch",
            "cause": "damaged_in_transit",
            "confidence": 0.81,
            "evidence": ("1 photo attached", "delivered 2026-11-22T16:30+08:00"),
        },
        "actions": (
            {
                "kind": "refund",
                "role": "supervisor",
                "policy": "playbook:damaged_in_transit@c0ffee",
                "arguments": {"amount": "268.00", "currency": "CNY"},
            },
        ),
        "reply": reply(
            "Re: Lamp arrived broken",
            "en",
            greeting="Dear Emma,",
            acknowledgement="I am sorry that the lamp reached you broken, just before the birthday.",
            facts=("Order 2026110900412, one white reading lamp, was delivered yesterday.", ("order:status",)),
            solution="We refund 268.00 CNY to the card you paid with; you can keep or discard the lamp.",
            commitment="We write again by 25 November to confirm the refund.",
            closing="Sunny Living",
        ),
    }
    return desk.file(
        mail, waited=timedelta(minutes=50), files={"2": content, "3": b"%PDF-1.4 note"}, **(given | changes)
    )


def stranger(desk: SampleDesk, **changes: Any) -> SavedDraft:
    mail = email(
        "请问我的快递到哪了？急用！",
        sender="user88421@post.example",
        message_id="<where-1@post.example>",
        subject="快递",
        date=ago(hours=7),
    )
    mail = mail.model_copy(update={"sender": Address(email="user88421@post.example")})
    given: dict[str, Any] = {
        "inquiry": inquiry(emotion="anxious"),
        "identity": {
            "level": "unknown",
            "scope": "none",
            "customer_id": None,
            "evidence": ("the address is no account's and no order number is given",),
        },
        "order": {"outcome": "not_found", "number": None, "candidates": ()},
        "diagnosis": {"category": "logistics", "confidence": 0.4, "evidence": ("asks where a parcel is",)},
        "actions": ({"kind": "ask_customer", "role": "agent", "arguments": {"ask": ["order_number"]}},),
        "reply": reply(
            "Re: 快递",
            "zh",
            greeting="您好：",
            acknowledgement="我们明白您着急。",
            questions="请告诉我们订单号和下单手机号的后四位，我们马上为您查询。",
            closing="暖阳生活客服",
        ),
        "status": "needs_information",
    }
    return desk.file(mail, waited=timedelta(hours=7), **(given | changes))


def complaint(desk: SampleDesk, **changes: Any) -> SavedDraft:
    mail = email(
        "你们卖的奶瓶消毒锅漏电，把我手烫伤了！我已经拍照留证，三天内不给说法就去12315投诉并联系媒体。",
        sender="zhao@post.example",
        message_id="<legal-1@post.example>",
        subject="产品漏电致伤，请立即处理",
        date=ago(hours=1),
    )
    mail = mail.model_copy(update={"sender": Address(email="zhao@post.example", name="赵先生")})
    given: dict[str, Any] = {
        "inquiry": inquiry(emotion="threatening", urgent=True, requests=("compensation",)),
        "identity": {
            "level": "unknown",
            "scope": "none",
            "customer_id": None,
            "evidence": ("the address is no account's and no order number is given",),
        },
        "order": {"outcome": "not_found", "number": None, "candidates": ()},
        "diagnosis": {"category": "complaint_or_legal", "confidence": 0.97, "evidence": ("injury", "regulator")},
        "actions": ({"kind": "escalate", "role": "supervisor", "arguments": {"to": "supervisor"}},),
        "reply": reply(
            "Re: 产品漏电致伤，请立即处理",
            "zh",
            greeting="赵先生您好：",
            acknowledgement="得知您受了伤，我们非常重视，请先照顾好自己。",
            commitment="主管会在今天 20:00 前亲自联系您。",
            closing="暖阳生活客服",
        ),
        "status": "escalated",
    }
    return desk.file(mail, waited=timedelta(hours=1), **(given | changes))


def doubtful(desk: SampleDesk, **changes: Any) -> SavedDraft:
    """A draft whose amount stands in no source."""
    mail = email(
        "I paid twice for the same order, please look.",
        sender="emma@clarke.example",
        message_id="<pay-1@clarke.example>",
        subject="Charged twice?",
        date=ago(hours=3),
    )
    mail = mail.model_copy(update={"sender": Address(email="emma@clarke.example", name="Emma Clarke")})
    given: dict[str, Any] = {
        "inquiry": inquiry(language="en", emotion="confused"),
        "identity": {
            "level": "verified",
            "scope": "act",
            "customer_id": "C3",
            "evidence": ("the address is the account's",),
        },
        "order": {"outcome": "locked", "number": "2026110900412", "candidates": ()},
        "diagnosis": {"category": "payment_and_order", "cause": "duplicate_charge", "confidence": 0.6},
        "actions": ({"kind": "give_information", "role": "agent"},),
        "reply": reply(
            "Re: Charged twice?",
            "en",
            greeting="Dear Emma,",
            facts=f"We see one payment of {FORBIDDEN} CNY.",
            closing="Sunny Living",
        ),
        "checks": (
            {
                "name": "grounded_numbers",
                "passed": False,
                "detail": f"“{FORBIDDEN}” is in none of the sources of this sentence.",
            },
        ),
        "status": "needs_attention",
    }
    return desk.file(mail, waited=timedelta(hours=3), **(given | changes))


def answered(desk: SampleDesk, **changes: Any) -> SavedDraft:
    mail = email(
        "换货什么时候寄出？",
        sender="chensy@post.example",
        message_id="<coat-9@post.example>",
        subject="换货进度",
        date=ago(hours=3),
    )
    mail = mail.model_copy(update={"sender": Address(email="chensy@post.example", name="陈思远")})
    return desk.file(mail, waited=timedelta(hours=3), **changes)


def html_mail(desk: SampleDesk, html: str, **changes: Any) -> SavedDraft:
    mail = email(
        "See the picture below.", message_id=f"<{zlib.crc32(html.encode())}@mail.example>", subject="HTML", html=html
    )
    return desk.file(mail.model_copy(update={"date": ago(hours=4)}), **changes)


def screened(desk: SampleDesk, kind: str, sender: str, subject: str, reason: str) -> SavedDraft:
    mail = email("-", sender=sender, kind=kind, subject=subject, date=ago(hours=6))
    mail = mail.model_copy(
        update={
            "sender": Address(email=sender),
            "screening": Screening.model_validate({"kind": kind, "reason": reason}),
        }
    )
    return desk.file(
        mail,
        waited=timedelta(hours=6),
        identity={"level": "unknown", "scope": "none", "customer_id": None, "evidence": ()},
    )


def quarantined(desk: SampleDesk, error: str = "The MIME structure is nested 1,000 deep.") -> int:
    message_id = desk.records.receive(at=ago(hours=9))
    desk.records.messages.quarantine(message_id, error)
    return message_id


def busy_day(desk: SampleDesk) -> dict[str, SavedDraft]:
    """One of everything, for pictures and for walking through all pages."""
    screened(
        desk,
        "bounce",
        "mailer-daemon@post.example",
        "Undelivered Mail Returned to Sender",
        "a delivery report (RFC 3464)",
    )
    screened(desk, "auto_reply", "wu@post.example", "自动回复：休假中", "Auto-Submitted: auto-replied")
    screened(desk, "bulk", "news@supplier.example", "December catalogue", "List-Unsubscribe is set")
    quarantined(desk)
    filed = {
        "stalled": stalled(desk),
        "wrong_size": wrong_size(desk),
        "lamp": damaged_lamp(desk),
        "stranger": stranger(desk),
        "complaint": complaint(desk),
        "doubtful": doubtful(desk),
    }
    filed["answered"] = answered(desk, promises=({"text": "寄出 L 码", "due": iso(hours=1), "event": None},))
    desk.records.approve(desk.draft(filed["answered"]), now=ago(minutes=20))
    return filed
