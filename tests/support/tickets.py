"""A desk with a shop, agents and realistic tickets, stored through the records' own API: for its tests and pictures."""

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from support.records import Records, case_file, email

from assistant.case.case_file import CaseFile
from assistant.case.diagnosis import Role
from assistant.case.email import Address, Attachment, Email, Screening
from assistant.case.knowledge import Passage, Policy, RoleLimits
from assistant.case.reply import Check, Part, PartKind, Reply, Source
from assistant.case.shop import ShopFile
from assistant.desk.app import create_app
from assistant.desk.services import DeskServices, KnowledgeChange, MailboxHealth
from assistant.mailbox.html import sanitise
from assistant.orders.memory import ShopFileOrders
from assistant.orders.versions import order_version
from assistant.records.audit import Audit
from assistant.records.database import Database, open_database
from assistant.records.migrate import migrate
from assistant.records.raw import RawStore
from assistant.records.values import Draft, SavedDraft
from assistant.settings import DeskSettings

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
PASSWORD = "open sesame 8"
AGENTS = {"xiaoli": Role.AGENT, "wang": Role.SENIOR, "anna": Role.SUPERVISOR}
FORBIDDEN = "999.99"
"""The offline stand-in for the drafting checks fails a text that holds this amount."""


def ago(**past: float) -> datetime:
    return NOW - timedelta(**past)


def iso(**past: float) -> str:
    return ago(**past).isoformat()


def shop_file(**orders: Any) -> ShopFile:
    """The shop's records; an order given by number (`o2026111800231={...}`) has these fields changed."""
    return ShopFile.model_validate(
        {
            "schema": 1,
            "shop": {"name": "暖阳生活", "timezone": "Asia/Shanghai", "currency": "CNY"},
            "customers": [
                {"id": "C1", "name": "李梅", "email": "li.mei@mail.example", "phones": ["13812345678"]},
                {"id": "C2", "name": "陈思远", "email": "chensy@post.example", "phones": ["13900001111"]},
                {"id": "C3", "name": "Emma Clarke", "email": "emma@clarke.example", "phones": ["+447700900123"]},
            ],
            "orders": [order | orders.get(f"o{order['number']}", {}) for order in _ORDERS],
            "contacts": [
                {"customer_id": "C1", "at": iso(days=2), "channel": "chat", "category": "logistics",
                 "summary": "询问保温杯何时送到", "promise": "24 小时内回复快递查询结果"},
                {"customer_id": "C1", "at": iso(days=41), "channel": "phone", "summary": "咨询保温杯清洗方法"},
            ],
        }
    )  # fmt: skip


_ORDERS: list[dict[str, Any]] = [
    {"number": "2026111800231", "customer_id": "C1", "placed_at": iso(days=5), "status": "shipped", "total": "99.00",
     "recipient": {"name": "李梅", "phone": "13812345678", "city": "杭州市", "district": "西湖区"},
     "lines": [{"sku": "CUP-R", "product": "保温杯", "variant": {"颜色": "红色"}, "quantity": 1, "paid": "99.00"}],
     "shipments": [{"carrier": "中通", "tracking_number": "ZT7730112233445", "shipped_at": iso(days=4, hours=2),
                    "promised_at": iso(days=1),
                    "events": [{"at": iso(days=3, hours=6), "place": "嘉兴", "text": "离开嘉兴转运中心，下一站杭州"}]}]},
    {"number": "2026111500077", "customer_id": "C2", "placed_at": iso(days=8), "status": "delivered", "total": "159.00",
     "lines": [{"sku": "COAT-M", "product": "羊毛开衫", "variant": {"尺码": "M", "颜色": "燕麦色"}, "quantity": 1,
                "paid": "159.00", "picked": {"sku": "COAT-M", "quantity": 1}}],
     "shipments": [{"carrier": "顺丰", "tracking_number": "SF1442233889", "shipped_at": iso(days=7),
                    "delivered_at": iso(days=2), "signed_by": "本人"}]},
    {"number": "2026110900412", "customer_id": "C3", "placed_at": iso(days=14), "status": "delivered",
     "total": "268.00",
     "lines": [{"sku": "LAMP-W", "product": "Reading lamp", "variant": {"colour": "white"}, "quantity": 1,
                "paid": "268.00"}],
     "shipments": [{"carrier": "SF Express", "tracking_number": "SF1550099887", "shipped_at": iso(days=12),
                    "delivered_at": iso(days=1)}]},
]  # fmt: skip


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


@dataclass
class SampleDesk:
    """The desk's records, its shop, and what was handed to the stand-ins for other stations."""

    records: Records
    orders: ShopFileOrders
    delivered: list[int] = field(default_factory=list)
    worked: list[int] = field(default_factory=list)
    redrafted: list[int] = field(default_factory=list)
    mails: dict[int, Email] = field(default_factory=dict)
    files: dict[tuple[int, str], bytes] = field(default_factory=dict)
    now: datetime = NOW
    mailboxes: Sequence[MailboxHealth] = (MailboxHealth("support@shop.example", ok=True, checked_at=ago(seconds=50)),)

    def __post_init__(self) -> None:
        for name, role in AGENTS.items():
            self.records.users.add(name, role, PASSWORD, language="en")

    @property
    def services(self) -> DeskServices:
        records = self.records
        return DeskServices(
            tickets=records.tickets,
            messages=records.messages,
            approvals=records.approvals,
            deliveries=records.deliveries,
            promises=records.promises,
            users=records.users,
            audit=Audit(records.database),
            orders=self.orders,
            order_version=self.version_of,
            check=checked,
            sanitise=sanitise,
            read_mail=lambda message_id: self.mails[message_id],
            attachment=lambda message_id, part: self.files[message_id, part],
            deliver=self.delivered.append,
            work=self.worked.append,
            redraft=self.redrafted.append,
            health=lambda: self.mailboxes,
            knowledge_changes=lambda since: (
                KnowledgeChange("new", "双十一预售商品延迟发货说明", ago(hours=20)),
                KnowledgeChange("expired", "双十一满减规则", ago(hours=9)),
            ),
            policy=policy,
            clock=lambda: self.now,
            settings=DeskSettings(),
        )

    @property
    def app(self) -> FastAPI:
        return create_app(self.services)

    def version_of(self, number: str | None) -> str | None:
        order = self.orders.order(number) if number else None
        return order_version(order) if order else None

    def file(
        self,
        mail: Email,
        *,
        waited: timedelta = timedelta(hours=2),
        files: dict[str, bytes] | None = None,
        passages: Sequence[Passage] = (),
        sources: Sequence[Source] = (),
        **case: Any,
    ) -> SavedDraft:
        """A mail received `waited` ago and worked; `case` are the case file's keys that differ from the builder's."""
        message_id = self.records.receive(at=self.now - waited)
        worked = CaseFile.model_validate(case_file(mail).model_dump(by_alias=True) | case)
        saved = self.records.tickets.save_case(
            message_id, mail, worked,
            passages=passages, sources=sources, order_version=self.version_of(worked.order.number),
        )  # fmt: skip
        self.mails[message_id] = mail
        self.files |= {(message_id, part): content for part, content in (files or {}).items()}
        return saved

    def draft(self, saved: SavedDraft) -> Draft:
        assert saved.draft_id is not None
        return self.records.tickets.draft(saved.draft_id)


def sample_desk(folder: Path, shop: ShopFile | None = None) -> tuple[SampleDesk, Callable[[], None]]:
    """An empty desk on a database of its own, and what closes it."""
    database: Database = open_database(f"sqlite:///{folder / 'desk.sqlite'}")
    migrate(database)
    desk = SampleDesk(Records(database, RawStore(folder / "raw")), ShopFileOrders(shop or shop_file()))
    return desk, database.close


def checked(draft: Draft, text: str) -> tuple[Check, ...]:
    """A stand-in for the drafting checks: one rule, so that tests can make it fail."""
    fails = FORBIDDEN in text
    detail = f"“{FORBIDDEN}” is in none of the sources of this sentence." if fails else ""
    return (Check(name="figures_supported", passed=not fails, detail=detail), Check(name="no_absolutes", passed=True))


def policy(at: datetime) -> Policy:
    """The sample shop's role limits; the numbers that the desk does not show are all 1."""
    numbers: dict[str, Any] = {
        name: 1 for name in Policy.model_fields if name not in {"limits", "sources"}
    }  # fmt: skip
    limit = {"refund_without_return": "50", "coupon": "20", "freight": "30", "replacement": "200", "refund": "0"}
    limits = {
        Role.AGENT: RoleLimits.model_validate(limit),
        Role.SENIOR: RoleLimits.model_validate(dict.fromkeys(limit, "500")),
        Role.SUPERVISOR: RoleLimits.model_validate(dict.fromkeys(limit)),
    }
    return Policy.model_validate(numbers | {"limits": limits})


def inquiry(**changes: Any) -> dict[str, Any]:
    return {
        "language": "zh", "order_numbers": (), "phones": (), "items": (), "claims": (), "requests": (),
        "emotion": "calm", "urgent": False,
    } | changes  # fmt: skip


def reply(subject: str, language: str, **parts: str | tuple[str, tuple[str, ...]]) -> Reply:
    """`facts="…"`, or `facts=("…", ("order:status",))` with its sources."""
    made = []
    for kind, said in parts.items():
        text, sources = (said, ()) if isinstance(said, str) else said
        made.append(Part(kind=PartKind(kind), text=text, sources=sources))
    return Reply.of(subject, "zh" if language == "zh" else "en", tuple(made))


def stalled(desk: SampleDesk, **changes: Any) -> SavedDraft:
    """李梅 is angry: her red thermos has not moved for three days, and this is not her first contact."""
    mail = email(
        "我的保温杯到底什么时候能到？上次客服说24小时内给答复，三天了一点动静都没有！\n订单号 2026111800231，再不处理我就退款。\n\n李梅",
        message_id="<cup-1@mail.example>",
        subject="保温杯三天没有物流更新，等不了了！",
        date=ago(hours=2),
        full_text="我的保温杯到底什么时候能到？上次客服说24小时内给答复，三天了一点动静都没有！\n订单号 2026111800231，再不处理我就退款。\n\n"
        "李梅\n\n发自我的iPhone\n\n在 2026年11月21日，暖阳生活客服 写道：\n> 您好，您的包裹正在运输途中，请耐心等待。",
    )
    given: dict[str, Any] = {
        "inquiry": inquiry(order_numbers=("2026111800231",), requests=("expedite", "refund"), emotion="angry",
                           items=("保温杯",), claims=("三天了一点动静都没有",)),
        "identity": {"level": "verified", "scope": "act", "customer_id": "C1",
                     "evidence": ("the address is the account's", "mx.shop.example: dmarc=pass header.from=mail.example")},
        "contacts": {"repeat": True, "last_at": iso(days=2), "summary": "询问保温杯何时送到"},
        "order": {"outcome": "locked", "number": "2026111800231",
                  "candidates": ({"number": "2026111800231", "reason": "its number is in the mail; fits the item"},)},
        "facts": (
            {"id": "f1", "field": "number", "record": "2026111800231", "customer": "2026111800231", "result": "match"},
            {"id": "f2", "field": "status", "record": "shipped"},
            {"id": "f3", "field": "lines.0.product", "record": "保温杯", "customer": "保温杯", "result": "match"},
            {"id": "f4", "field": "lines.0.variant.颜色", "record": "红色"},
            {"id": "f5", "field": "total", "record": "99.00"},
            {"id": "f6", "field": "shipments.0.carrier", "record": "中通"},
            {"id": "f7", "field": "shipments.0.tracking_number", "record": "ZT7730112233445"},
            {"id": "f8", "field": "shipments.0.promised_at", "record": "2026-11-22T16:30+08:00"},
            {"id": "f9", "field": "shipments.0.events.0",
             "record": "2026-11-20T10:30+08:00 嘉兴 离开嘉兴转运中心，下一站杭州"},
        ),
        "claims": (
            {"id": "c1", "text": "三天了一点动静都没有", "verdict": "confirmed", "facts": ("f9",)},
            {"id": "c2", "text": "上次客服说24小时内给答复", "verdict": "confirmed", "facts": ()},
        ),
        "diagnosis": {"category": "logistics", "cause": "stalled", "confidence": 0.93,
                      "secondary": ({"category": "logistics", "cause": "delayed"},),
                      "evidence": ("no event for 70 h; stalled from 48 h on", "the promised date passed 16 h ago")},
        "actions": ({"kind": "trace_with_courier", "role": "agent", "policy": "playbook:stalled@1f3a9c",
                     "arguments": {"carrier": "中通", "tracking_number": "ZT7730112233445"}},
                    {"kind": "coupon", "role": "agent", "policy": "playbook:stalled@1f3a9c",
                     "arguments": {"amount": "10.00", "currency": "CNY"}}),
        "reply": reply(
            "Re: 保温杯三天没有物流更新，等不了了！", "zh",
            greeting="李梅您好：",
            acknowledgement="让您等了这么久，还要再来问一次，非常抱歉。上次说好 24 小时内给您答复，是我们没有做到。",
            facts=("您的订单 2026111800231（红色保温杯）由中通承运，运单号 ZT7730112233445。最近一次物流更新是 11 月 20 日 10:30，"
                   "包裹离开嘉兴转运中心，之后没有新的记录。", ("order:number", "tracking:0")),
            explanation=("超过 48 小时没有更新，我们按物流停滞处理。", ("article:stalled#1",)),
            solution=("我们已向中通加急查件。如果 24 小时内没有结果，您可以选择补发或全额退款。", ("policy:trace_answer_hours",)),
            commitment="明天（11 月 24 日）16:30 之前，我们会主动写信告诉您查询结果。",
            closing="暖阳生活客服",
        ),
        "promises": ({"text": "告知中通查件结果", "due": (NOW + timedelta(days=1)).isoformat(), "event": None},),
        "checks": ({"name": "figures_supported", "passed": True}, {"name": "no_absolutes", "passed": True}),
    }  # fmt: skip
    passages = (
        Passage(id="stalled#1", article_id="stalled", title="物流停滞处理规则", heading="何时算停滞",
                text="物流信息超过 48 小时（大促期间 72 小时）没有更新，按停滞处理，向快递加急查件。", version="1f3a9c77",
                language="zh"),
    )  # fmt: skip
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
        sender="chensy@post.example", message_id="<coat-1@post.example>",
        subject="开衫尺码发错了", date=ago(hours=5),
    )  # fmt: skip
    mail = mail.model_copy(update={"sender": Address(email="chensy@post.example", name="陈思远")})
    given: dict[str, Any] = {
        "inquiry": inquiry(order_numbers=("2026111500077",), requests=("exchange",), emotion="disappointed"),
        "identity": {"level": "verified", "scope": "read", "customer_id": "C2",
                     "evidence": ("order 2026111500077 with the last 4 digits of the registered phone",)},
        "order": {"outcome": "locked", "number": "2026111500077",
                  "candidates": ({"number": "2026111500077", "reason": "its number is in the mail"},)},
        "facts": (
            {"id": "f1", "field": "status", "record": "delivered"},
            {"id": "f2", "field": "lines.0.variant.尺码", "record": "M", "customer": "L", "result": "mismatch"},
            {"id": "f3", "field": "lines.0.picked.sku", "record": "COAT-M"},
            {"id": "f4", "field": "shipments.0.delivered_at", "record": "2026-11-21T16:30+08:00"},
        ),
        "claims": ({"id": "c1", "text": "我买的开衫是L码", "verdict": "contradicted", "facts": ("f2",)},
                   {"id": "c2", "text": "收到的是M码", "verdict": "confirmed", "facts": ("f3",)}),
        "diagnosis": {"category": "product_mismatch", "cause": "ordered_as_sent", "confidence": 0.88,
                      "evidence": ("the order line says M, and M was packed",)},
        "actions": ({"kind": "exchange_at_customer_cost", "role": "agent", "policy": "playbook:ordered_as_sent@77ab01",
                     "arguments": {}},),
        "reply": reply("Re: 开衫尺码发错了", "zh", greeting="您好：", acknowledgement="衣服不合身，换一件就好，不麻烦。",
                       facts=("订单 2026111500077 记录的尺码是 M，仓库发出的也是 M。", ("order:lines",)),
                       solution="签收 7 天内可以换成 L 码，寄回运费由您承担；收到后 1 个工作日内寄出。", closing="暖阳生活客服"),
    }  # fmt: skip
    return desk.file(mail, waited=timedelta(hours=5), **(given | changes))


def damaged_lamp(desk: SampleDesk, **changes: Any) -> SavedDraft:
    """Emma's lamp came broken, with a photo: the refund is above an agent's limit."""
    content = picture()
    mail = email(
        "Hello,\n\nmy reading lamp (order 2026110900412) arrived yesterday with a cracked shade, photo attached.\n"
        "I would like my money back, please. It was meant for my mother's birthday on Friday.\n\nEmma Clarke",
        sender="emma@clarke.example", message_id="<lamp-1@clarke.example>",
        subject="Lamp arrived broken", date=ago(minutes=50),
        attachments=(Attachment(name="cracked lamp.png", type="image/png", size=len(content), sha256="0" * 64, part="2"),
                     Attachment(name="delivery note.pdf", type="application/pdf", size=48213, sha256="0" * 64, part="3")),
    )  # fmt: skip
    mail = mail.model_copy(update={"sender": Address(email="emma@clarke.example", name="Emma Clarke")})
    given: dict[str, Any] = {
        "inquiry": inquiry(language="en", order_numbers=("2026110900412",), requests=("refund",),
                           emotion="disappointed", urgent=True),
        "identity": {"level": "claimed", "scope": "read", "customer_id": "C3",
                     "evidence": ("the address is the account's; no trusted server vouches for it",)},
        "order": {"outcome": "locked", "number": "2026110900412",
                  "candidates": ({"number": "2026110900412", "reason": "its number is in the mail"},)},
        "facts": ({"id": "f1", "field": "status", "record": "delivered"},
                  {"id": "f2", "field": "lines.0.product", "record": "Reading lamp", "customer": "reading lamp",
                   "result": "match"},
                  {"id": "f3", "field": "total", "record": "268.00"}),
        "claims": ({"id": "c1", "text": "arrived yesterday with a cracked shade", "verdict": "not_in_records",
                    "facts": ()},),
        "diagnosis": {"category": "product_mismatch", "cause": "damaged_in_transit", "confidence": 0.81,
                      "evidence": ("a photo is attached", "delivered 24 h ago")},
        "actions": ({"kind": "refund", "role": "supervisor", "policy": "playbook:damaged_in_transit@c0ffee",
                     "arguments": {"amount": "268.00", "currency": "CNY"}},),
        "reply": reply("Re: Lamp arrived broken", "en", greeting="Dear Emma,",
                       acknowledgement="I am sorry that the lamp reached you broken, just before the birthday.",
                       facts=("Order 2026110900412, one white reading lamp, was delivered yesterday.", ("order:status",)),
                       solution="We refund 268.00 CNY to the card you paid with; you can keep or discard the lamp.",
                       commitment="We write again by 25 November to confirm the refund.", closing="Sunny Living"),
    }  # fmt: skip
    return desk.file(
        mail, waited=timedelta(minutes=50), files={"2": content, "3": b"%PDF-1.4 note"}, **(given | changes)
    )


def stranger(desk: SampleDesk, **changes: Any) -> SavedDraft:
    mail = email(
        "请问我的快递到哪了？急用！", sender="user88421@post.example", message_id="<where-1@post.example>", subject="快递",
        date=ago(hours=7),
    )  # fmt: skip
    mail = mail.model_copy(update={"sender": Address(email="user88421@post.example")})
    given: dict[str, Any] = {
        "inquiry": inquiry(emotion="anxious"),
        "identity": {"level": "unknown", "scope": "none", "customer_id": None,
                     "evidence": ("the address is no account's and no order number is given",)},
        "order": {"outcome": "not_found", "number": None, "candidates": ()},
        "diagnosis": {"category": "logistics", "confidence": 0.4, "evidence": ("asks where a parcel is",)},
        "actions": ({"kind": "ask_customer", "role": "agent", "arguments": {"ask": ["order_number"]}},),
        "reply": reply("Re: 快递", "zh", greeting="您好：", acknowledgement="我们明白您着急。",
                       questions="请告诉我们订单号和下单手机号的后四位，我们马上为您查询。", closing="暖阳生活客服"),
        "status": "needs_information",
    }  # fmt: skip
    return desk.file(mail, waited=timedelta(hours=7), **(given | changes))


def complaint(desk: SampleDesk, **changes: Any) -> SavedDraft:
    mail = email(
        "你们卖的奶瓶消毒锅漏电，把我手烫伤了！我已经拍照留证，三天内不给说法就去12315投诉并联系媒体。",
        sender="zhao@post.example", message_id="<legal-1@post.example>", subject="产品漏电致伤，请立即处理", date=ago(hours=1),
    )  # fmt: skip
    mail = mail.model_copy(update={"sender": Address(email="zhao@post.example", name="赵先生")})
    given: dict[str, Any] = {
        "inquiry": inquiry(emotion="threatening", urgent=True, requests=("compensation",)),
        "identity": {"level": "unknown", "scope": "none", "customer_id": None,
                     "evidence": ("the address is no account's and no order number is given",)},
        "order": {"outcome": "not_found", "number": None, "candidates": ()},
        "diagnosis": {"category": "complaint_or_legal", "confidence": 0.97, "evidence": ("injury", "regulator")},
        "actions": ({"kind": "escalate", "role": "supervisor", "arguments": {"to": "supervisor"}},),
        "reply": reply("Re: 产品漏电致伤，请立即处理", "zh", greeting="赵先生您好：",
                       acknowledgement="得知您受了伤，我们非常重视，请先照顾好自己。",
                       commitment="主管会在今天 20:00 前亲自联系您。", closing="暖阳生活客服"),
        "status": "escalated",
    }  # fmt: skip
    return desk.file(mail, waited=timedelta(hours=1), **(given | changes))


def doubtful(desk: SampleDesk, **changes: Any) -> SavedDraft:
    """A draft whose amount stands in no source."""
    mail = email(
        "I paid twice for the same order, please look.", sender="emma@clarke.example", message_id="<pay-1@clarke.example>",
        subject="Charged twice?", date=ago(hours=3),
    )  # fmt: skip
    mail = mail.model_copy(update={"sender": Address(email="emma@clarke.example", name="Emma Clarke")})
    given: dict[str, Any] = {
        "inquiry": inquiry(language="en", emotion="confused"),
        "identity": {"level": "verified", "scope": "act", "customer_id": "C3", "evidence": ("the address is the account's",)},
        "order": {"outcome": "locked", "number": "2026110900412", "candidates": ()},
        "diagnosis": {"category": "payment_and_order", "cause": "duplicate_charge", "confidence": 0.6},
        "actions": ({"kind": "give_information", "role": "agent"},),
        "reply": reply("Re: Charged twice?", "en", greeting="Dear Emma,",
                       facts=f"We see one payment of {FORBIDDEN} CNY.", closing="Sunny Living"),
        "checks": ({"name": "figures_supported", "passed": False,
                    "detail": f"“{FORBIDDEN}” is in none of the sources of this sentence."},),
        "status": "needs_attention",
    }  # fmt: skip
    return desk.file(mail, waited=timedelta(hours=3), **(given | changes))


def answered(desk: SampleDesk, **changes: Any) -> SavedDraft:
    mail = email(
        "换货什么时候寄出？", sender="chensy@post.example", message_id="<coat-9@post.example>", subject="换货进度",
        date=ago(hours=3),
    )  # fmt: skip
    mail = mail.model_copy(update={"sender": Address(email="chensy@post.example", name="陈思远")})
    return desk.file(mail, waited=timedelta(hours=3), **changes)


def html_mail(desk: SampleDesk, html: str, **changes: Any) -> SavedDraft:
    mail = email("See the picture below.", message_id="<html-1@mail.example>", subject="HTML", html=html)
    return desk.file(mail.model_copy(update={"date": ago(hours=4)}), **changes)


def screened(desk: SampleDesk, kind: str, sender: str, subject: str, reason: str) -> SavedDraft:
    mail = email("-", sender=sender, kind=kind, subject=subject, date=ago(hours=6))
    mail = mail.model_copy(
        update={
            "sender": Address(email=sender),
            "screening": Screening.model_validate({"kind": kind, "reason": reason}),
        }
    )
    return desk.file(mail, waited=timedelta(hours=6), identity={"level": "unknown", "scope": "none", "customer_id": None, "evidence": ()})  # fmt: skip  # noqa: E501


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
