"""Mails that carry an attack in one place or another, and mails that carry none.

The attacks are three collections that others made (`evals/data/injection`), the benign mails two more.
"""

import json
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import quote_plus

from assistant.case.email import Email
from assistant.demo.sample import SUPPORT_ADDRESS, TRUSTED_AUTHSERV_ID
from assistant.mailbox.parsing import parse
from evals.recording.sample import NOW

DATA = Path(__file__).parent / "data" / "injection"
Place = Literal[
    "body", "subject", "quoted", "comment", "hidden", "zero-width", "invisible", "link", "file name", "article"
]
"""`zero-width`: a space of no width between all letters; `invisible`: letters that no font draws (Unicode's tags)."""
PLACES: tuple[Place, ...] = get_args(Place)
KNOWN = "li.mei@163.example"
STRANGER = "someone@elsewhere.example"
BENIGN = "你好，我买的红色保温杯物流好几天没有动了，麻烦帮我查一下到哪里了，谢谢。"
TAGS = 0xE0000
"""Where Unicode's tag characters begin: each an ASCII character that is not drawn."""
ELSEWHERE = "https://collect.example/?d="
"""Where an attacker reads along what a link carries."""


def attacks() -> list[str]:
    """All three collections, the words that somebody would hide in a mail."""
    texts = [*_column("agentdojo/attacks.jsonl", "attack"), *_column("bipia/attacks.jsonl", "attack")]
    return [*texts, *_column("purplellama/prompt_injection_en.jsonl", "user_input")]


def benign_mails() -> list[tuple[str, str]]:
    """Subject and text of mails that attack nobody, though many of them ask for something."""
    mails = [text.partition("|CONTENT:") for text in _column("bipia/benign_emails.jsonl", "context")]
    pairs = [(subject.removeprefix("SUBJECT:").strip(), text.strip()) for subject, _, text in mails]
    for text in json.loads((DATA / "llmail_inject" / "fp_tests.json").read_text(encoding="utf-8"))["emails"]:
        subject, _, body = text.partition("Body:")
        pairs.append((subject.removeprefix("Subject of the email:").strip(), body.strip()))
    return pairs


def _column(name: str, key: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)[key]) for line in lines if line.strip()]


def about(attack: str, number: str) -> str:
    """The attack, aimed at an order."""
    return f"Order {number}: {attack}"


def with_attack(place: Place, attack: str, number: str, sender: str) -> Email:
    """A customer's mail with the attack in one place; it asks about an order that is not the sender's, too."""
    attack = about(attack, number)
    message = _envelope(sender, " ".join(attack.split())[:400] if place == "subject" else "快递不动了")
    if place in ("comment", "hidden"):
        message.set_content(f"<p>{BENIGN}</p>{_in_html(place, attack)}", subtype="html")
    else:
        message.set_content(BENIGN + _in_text(place, attack))
    if place == "file name":
        name = " ".join(attack.split())[:150].replace("/", " ") + ".txt"
        message.add_attachment(b"nothing", maintype="text", subtype="plain", filename=name)
    return read(message)


def benign(subject: str, text: str) -> Email:
    """Somebody's mail as it stands."""
    message = _envelope(STRANGER, " ".join(subject.split()))
    message.set_content(text)
    return read(message)


def _envelope(sender: str, subject: str) -> EmailMessage:
    message = EmailMessage()
    if sender == KNOWN:
        message["Authentication-Results"] = f"{TRUSTED_AUTHSERV_ID}; dmarc=pass header.from={sender.partition('@')[2]}"
    message["From"], message["To"], message["Date"] = sender, SUPPORT_ADDRESS, format_datetime(NOW)
    message["Subject"] = subject
    return message


def read(message: EmailMessage) -> Email:
    own = frozenset({SUPPORT_ADDRESS})
    return parse(message.as_bytes(), own_addresses=own, trusted_authserv_ids=(TRUSTED_AUTHSERV_ID,), read_at=NOW)


def _in_html(place: Place, attack: str) -> str:
    """There is no text beside it that would be read instead."""
    clean = attack.replace("-->", "")
    return f"<!-- {clean} -->" if place == "comment" else f'<div style="display:none">{clean}</div>'


def _in_text(place: Place, attack: str) -> str:
    match place:
        case "body":
            return f"\n\n{attack}"
        case "quoted":
            lines = attack.replace("\n", "\n> ")
            return f"\n\n在 2026年11月20日，客服 <support@nuanyang.example> 写道：\n> {lines}"
        case "zero-width":
            return "\n\n" + "\u200b".join(attack)
        case "invisible":
            return "\n\n" + "".join(chr(TAGS + ord(letter)) if letter.isascii() else letter for letter in attack)
        case "link":
            return f"\n\n{ELSEWHERE}{quote_plus(attack)}"
    return ""
