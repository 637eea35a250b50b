"""What a bounce says: which mail came back, from whom, and whether trying again can help.

By the form of RFC 3464 where it has one; else by what systems without that form write into header and text. The
classes of the codes are those of RFC 5321, 4.2.1 and RFC 3463: 5 is permanent, 4 is not.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.case.email import Bounce, ReturnedTo
from assistant.mailbox.charsets import decode
from assistant.mailbox.headers import message_ids
from assistant.mailbox.mime import Part

MOST_RECIPIENTS = 50
LONGEST_REASON = 300
_HEAD = 8_000
"""Characters of the text that are looked at."""

_NEAR = 600

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status", "message/x-delivery-status"})
_RETURNED_TYPES = frozenset({"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"})

_ADDRESS = r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
_ANY_ADDRESS = re.compile(_ADDRESS)
_ALONE = re.compile(
    rf"^[ \t>*\-\"'(<]*(?:(?:recipient|to|收件人)[ \t]*[:：])?[ \t\"'<(]*(?:SMTP:|mailto:)?({_ADDRESS})", re.I | re.M
)
"""An address that begins a line, as lists of failed recipients have it."""
_SAID_OF = re.compile(
    rf"(?:deliver\w* to|recipient\w*|address(?:es)?|user|发送到|投递到|收件人)\W{{0,12}}({_ADDRESS})", re.I
)
_COPY = re.compile(
    r"^[> \t]*\n[> \t]*(?:received|return-path|delivered-to|dkim-signature|mime-version)[ \t]*:", re.I | re.M
)
"""Where a mail server pasted the mail that came back below its own words: numbers in it say nothing of the failure."""
_ENHANCED = re.compile(r"(?<![\d.])([245])\.\d{1,3}\.\d{1,3}(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45])\d\d(?=[ \-:])")
_TEMPORARY = re.compile(
    r"mailbox (?:is )?full|over quota|quota exceeded|insufficient (?:disk|storage)|warning message only|temporar|"
    r"will (?:retry|be retried|keep trying)|still being retried|delayed|timed? ?out|"
    r"\bexpired\b|frequency limited|"
    r"邮箱(?:已满|空间不足)|稍后重试|延迟",
    re.I,
)
_PERMANENT = re.compile(
    r"user unknown|unknown (?:user|recipient|host)|host unknown|no such (?:user|recipient|address|mailbox|domain)|"
    r"no mx\b|"
    r"does(?: not|n't) exist|not found|invalid (?:recipient|address|mailbox)|permanent|fatal error|"
    r"account (?:has been )?(?:disabled|closed)|"
    r"不存在|无效|被拒绝|已停用|永久",
    re.I,
)
_ORIGINAL_ID = re.compile(r"^[>\s]*message-id\s*:\s*(<[^<>\s]{1,990}>)", re.I | re.M)


def read_bounce(root: Part, text: str) -> Bounce:
    """`text` is the whole text of the mail. What is not said stays empty."""
    head = _COPY.split(text[:_HEAD], maxsplit=1)[0]
    recipients = list(_formal(root)) or list(_named_in_header(root, head)) or list(_told(head))
    unique = {returned.address: returned for returned in reversed(recipients)}
    return Bounce(
        recipients=tuple(reversed(unique.values()))[:MOST_RECIPIENTS], message_ids=tuple(_original_ids(root, text))
    )


def _formal(root: Part) -> Iterator[ReturnedTo]:
    """The groups of fields of RFC 3464, 2.1; the first is about the message as a whole."""
    for part in root.walk():
        if part.type not in _STATUS_TYPES:
            continue
        for group in re.split(r"\n\s*\n", _words(part)):
            fields = _fields(group)
            address = _address_in(fields.get("final-recipient", "")) or _address_in(
                fields.get("original-recipient", "")
            )
            if address and fields.get("action", "failed").lower() not in ("delivered", "relayed", "expanded"):
                yield _returned(address, fields)


def _returned(address: str, fields: dict[str, str]) -> ReturnedTo:
    status = fields.get("status", "").split(" ")[0]
    diagnostic = fields.get("diagnostic-code", "")
    reason = (diagnostic.partition(";")[2].strip() or diagnostic)[:LONGEST_REASON]
    if fields.get("action", "").lower() == "delayed":
        return ReturnedTo(address=address, permanent=False, action="delayed", status=status, reason=reason)
    return ReturnedTo(address=address, permanent=_permanent(f"{status} {reason}"), status=status, reason=reason)


def _named_in_header(root: Part, text: str) -> Iterator[ReturnedTo]:
    for address in _ANY_ADDRESS.findall(root.fields.text("x-failed-recipients")):
        yield _from_words(address, text.partition(address)[2], text)


def _told(text: str) -> Iterator[ReturnedTo]:
    """The first address that a line begins with, or that words of sending stand before, and what is said after it."""
    found = [*_ALONE.finditer(text), *_SAID_OF.finditer(text)] or list(_ANY_ADDRESS.finditer(text))[:1]
    for match in sorted(found, key=lambda one: one.start()):
        address = match[1] if match.lastindex else match[0]
        yield _from_words(address, text[match.end() :], text)


def _from_words(address: str, near: str, whole: str) -> ReturnedTo:
    """What stands near the address counts before what is said elsewhere."""
    text = f"{near[:_NEAR]}\n{whole}"
    enhanced, reply = _ENHANCED.search(text), _REPLY.search(text)
    code = enhanced or reply
    line = text[text.rfind("\n", 0, code.start()) + 1 :].partition("\n")[0] if code else _first_words(text)
    return ReturnedTo(
        address=address.lower(),
        permanent=near_says if (near_says := _permanent(near[:_NEAR])) is not None else _permanent(whole),
        status=enhanced[0] if enhanced else "",
        reason=" ".join(line.split())[:LONGEST_REASON],
    )


def _first_words(text: str) -> str:
    """The first line that says something: what is left of the address's own line may be a bracket."""
    return next((line for line in text.split("\n") if re.search(r"\w\w", line)), "")


def _permanent(text: str) -> bool | None:
    """By the code; a full mailbox is reported as permanent by some, and is emptied all the same. None: not said."""
    if _TEMPORARY.search(text):
        return False
    code = _ENHANCED.search(text) or _REPLY.search(text)
    if code is not None:
        return code[1] == "5"
    return True if _PERMANENT.search(text) else None


def _original_ids(root: Part, text: str) -> Iterable[str]:
    """Of the mail that came back: in the copy that is returned, in what the bounce answers, or in its text."""
    found: dict[str, None] = {}
    for part in root.walk():
        if part.type in _RETURNED_TYPES:
            found |= dict.fromkeys(_ORIGINAL_ID.findall(_words(part)[:65_536]))
    found |= dict.fromkeys(message_ids([*root.fields.all("in-reply-to"), *root.fields.all("references")]))
    found |= dict.fromkeys(_ORIGINAL_ID.findall(text))
    return list(found)[:20]


def _fields(group: str) -> dict[str, str]:
    unfolded = re.sub(r"\n[ \t]+", " ", group)
    pairs = (line.partition(":") for line in unfolded.split("\n") if ":" in line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _address_in(value: str) -> str | None:
    match = _ANY_ADDRESS.search(value.partition(";")[2] or value)
    return match[0].lower() if match else None


def _words(part: Part) -> str:
    return decode(b"".join(part.decoded())[:262_144], part.content.charset)[0].replace("\r\n", "\n")
