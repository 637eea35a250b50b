"""`python -m evals.letters`: the twenty mails with today's offline replies, as `replies.md` holds them for a reader.

The reader sees no case, no check and no expected result. What was rated is in `rounds/`, with the ratings beside it.
"""

from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import yaml

from assistant.case.email import Email
from assistant.demo.sample import SUPPORT_ADDRESS, TRUSTED_AUTHSERV_ID
from assistant.mailbox.parsing import parse
from assistant.orders.memory import ShopFileOrders
from assistant.settings import Settings
from assistant.wiring import build_drafter, build_pipeline, open_knowledge_in_memory
from evals.recording.sample import NOW, recorded_mails, recorded_shop

HERE = Path(__file__).parent
CHINESE = (
    "address_change", "damaged_photo", "delivered_not_received", "refund_not_noticed", "invoice_request",
    "ordered_as_sent", "price_protection", "product_question", "stalled_repeat", "defect_gbk",
)  # fmt: skip
ENGLISH = ("in_transit_on_time", "return_in_window", "shipping_overdue_html", "ambiguous", "number_without_factor")


def letters() -> list[tuple[str, Email, str]]:
    """Name, mail and reply, Chinese and English in turn."""
    demo, own = recorded_mails(), _own_mails()
    chinese = [(name, demo[name]) for name in CHINESE]
    english = [*((name, demo[name]) for name in ENGLISH), *own.items()]
    mails = [mail for pair in zip(chinese, english, strict=True) for mail in pair]
    orders = ShopFileOrders(recorded_shop())
    settings = Settings()
    knowledge = open_knowledge_in_memory(settings, orders.shop().timezone)
    pipeline = build_pipeline(settings, orders, knowledge, build_drafter(settings, "offline"))
    replies = []
    for name, email in mails:
        reply = pipeline.work(email, NOW).case_file.reply
        replies.append((name, email, reply.text if reply else ""))
    knowledge.close()
    return replies


def _own_mails() -> dict[str, Email]:
    return {mail["name"]: _parsed(mail) for mail in yaml.safe_load((HERE / "mails.yaml").read_text("utf-8"))}


def _parsed(mail: dict[str, str]) -> Email:
    message = EmailMessage()
    domain = mail["from"].partition("@")[2]
    message["Authentication-Results"] = f"{TRUSTED_AUTHSERV_ID}; dmarc=pass header.from={domain}"
    message["From"], message["To"], message["Subject"] = mail["from"], SUPPORT_ADDRESS, mail["subject"]
    message["Date"] = format_datetime(NOW)
    message.set_content(mail["text"])
    own = frozenset({SUPPORT_ADDRESS})
    return parse(message.as_bytes(), own_addresses=own, trusted_authserv_ids=(TRUSTED_AUTHSERV_ID,), read_at=NOW)


def main() -> None:
    for number, (_, email, reply) in enumerate(letters(), start=1):
        print(f"\n\n######## {number} ########\n--- MAIL ---\nSubject: {email.subject}\n\n{email.text}")
        print(f"\n--- REPLY ---\n{reply}")


if __name__ == "__main__":
    main()
