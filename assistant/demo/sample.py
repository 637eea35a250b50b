"""The sample shop 暖阳生活 (Sunny Living) and its mail, made anew around one reference time.

Everything that a mail speaks of has its record in the shop, and `expected.json` says what each mail has to come to by
process.md. Names, phones, addresses and tax numbers are invented; domains end in `.example` (RFC 2606).
"""

import base64
import json
from datetime import datetime
from email import message_from_bytes, policy
from email.header import Header
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.case.base import Time, Value
from assistant.case.case_file import DraftStatus
from assistant.case.diagnosis import Category, Cause
from assistant.case.email import ScreeningKind
from assistant.case.shop import Order, ShopFile
from assistant.case.verification import IdentityLevel, OrderOutcome, Scope
from assistant.demo.clock import Clock
from assistant.demo.photo import broken_bowl

SUPPORT_ADDRESS = "support@nuanyang.example"
TRUSTED_AUTHSERV_ID = "mx.nuanyang.example"
"""The receiving server whose Authentication-Results the demo believes."""

_FOLDER = Path(__file__).parent
_MAIL_ENDING = ".eml.j2"


class SampleMail(Value):
    """A mail as it lies on the server. `sent_at` is its Date."""

    name: str
    raw: bytes
    sent_at: Time


class Expected(Value):
    """What a sample mail has to come to. `of` is the customer whose order it is; null is what is not decided."""

    screening: ScreeningKind = "customer"
    level: IdentityLevel | None = None
    scope: Scope | None = None
    order: OrderOutcome | None = None
    of: str | None = None
    category: Category | None = None
    cause: Cause | None = None
    status: DraftStatus


def sample_shop(now: datetime) -> ShopFile:
    """The shop as its records stand at `now` (aware)."""
    text = _environment(Clock(now)).get_template("shop.json.j2").render()
    return ShopFile.model_validate_json(text)


def sample_mails(now: datetime) -> tuple[SampleMail, ...]:
    """The mails that have arrived in the last two days before `now` (aware), oldest first."""
    environment = _environment(Clock(now))
    environment.globals |= _records_of(sample_shop(now))
    names = sorted(path.name.removesuffix(_MAIL_ENDING) for path in (_FOLDER / "mails").glob(f"*{_MAIL_ENDING}"))
    return tuple(sorted((_mail(environment, name) for name in names), key=lambda mail: mail.sent_at))


def expected_outcomes() -> dict[str, Expected]:
    """By the name of the mail."""
    outcomes = json.loads((_FOLDER / "expected.json").read_text(encoding="utf-8"))
    return {name: Expected.model_validate(outcome) for name, outcome in outcomes.items()}


def order_of(shop_file: ShopFile, customer_id: str) -> Order:
    """The customer's newest order: the one that their mail is about."""
    return max(
        (order for order in shop_file.orders if order.customer_id == customer_id), key=lambda order: order.placed_at
    )


def _environment(clock: Clock) -> Environment:
    environment = Environment(  # noqa: S701 - these are mails and JSON from this package, not HTML
        loader=FileSystemLoader([_FOLDER, _FOLDER / "mails"]), undefined=StrictUndefined, keep_trailing_newline=True
    )
    environment.filters |= {"header": _header, "base64": _base64}
    environment.globals |= {
        name: getattr(clock, name) for name in ("ago", "ahead", "day", "day_zh", "day_en", "sent", "sent_zh")
    }
    return environment


def _records_of(shop_file: ShopFile) -> dict[str, Any]:
    """What the mails quote of the records, so that the two never differ."""
    return {
        "support": SUPPORT_ADDRESS,
        "trusted": TRUSTED_AUTHSERV_ID,
        "vouched": _vouched,
        "photo": lambda: _base64(broken_bowl()),
        "order": lambda customer_id: order_of(shop_file, customer_id).number,
        "tracking": lambda customer_id: order_of(shop_file, customer_id).shipments[0].tracking_number,
    }


def _mail(environment: Environment, name: str) -> SampleMail:
    template = environment.get_template(f"{name}{_MAIL_ENDING}")
    text = template.render(message_id=partial(_message_id, name, environment.globals["day"]))
    raw = "\r\n".join(text.splitlines()).encode("utf-8") + b"\r\n"
    return SampleMail(name=name, raw=raw, sent_at=message_from_bytes(raw, policy=policy.default)["Date"].datetime)


def _message_id(name: str, day: Any, domain: str) -> str:
    return f"<{name}.{day(0, '%Y%m%d')}@{domain}>"


def _vouched(domain: str) -> str:
    """The line that the shop's own receiving server adds (RFC 8601): DMARC passed for the From domain."""
    passes = f"spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
    return f"Authentication-Results: {TRUSTED_AUTHSERV_ID}; {passes}"


def _header(words: str, charset: str = "utf-8") -> str:
    """Words as an encoded-word (RFC 2047); `gb2312` holds GBK's characters, as Chinese mailers label them."""
    if charset == "gb2312":
        return f"=?gb2312?B?{base64.b64encode(words.encode('gbk')).decode('ascii')}?="
    return Header(words, charset, maxlinelen=70).encode(linesep="\r\n")


def _base64(content: str | bytes, charset: str = "utf-8") -> str:
    raw = content.replace("\n", "\r\n").encode(charset) if isinstance(content, str) else content
    return base64.encodebytes(raw).decode("ascii").rstrip("\n")
