"""Small mails for the drafting tests."""

from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.case.email import Address, Attachment, Email, Screening
from assistant.case.inquiry import Inquiry
from assistant.case.shop import Product
from assistant.drafting.understanding import understand
from assistant.pipeline import Glossary

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)

GLOSSARY = Glossary(
    products=(
        Product(sku="CUP", name="便携式不锈钢保温杯", aliases=("保温杯", "水杯")),
        Product(sku="TEE", name="纯棉T恤"),
        Product(sku="MUG", name="Ceramic Travel Mug"),
        Product(sku="BUD", name="Wireless Earbuds Pro"),
    ),
    variants=("红色", "雾霾蓝", "L", "M", "128GB", "256GB", "Rose Gold"),
)


def a_mail(text: str, subject: str = "", quoted: str = "", attachments: tuple[Attachment, ...] = ()) -> Email:
    return Email(
        raw_sha256="0" * 64,
        message_id="<1@mail.example>",
        sender=Address(email="someone@mail.example"),
        subject=subject,
        date=MONDAY,
        text=text,
        quoted_text=quoted,
        full_text=text + quoted,
        attachments=attachments,
        screening=Screening(kind="customer"),
    )


def an_attachment(name: str, kind: str = "image/jpeg") -> Attachment:
    return Attachment(name=name, type=kind, size=10, sha256="0" * 64, part="2")


def understood(text: str, subject: str = "", quoted: str = "", attachments: tuple[Attachment, ...] = ()) -> Inquiry:
    return understand(a_mail(text, subject, quoted, attachments), GLOSSARY)
