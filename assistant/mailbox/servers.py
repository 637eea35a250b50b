"""What mail servers do each in their own way: names of the Sent folder, words for "later", conditions for a login."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

USUAL_SENT_NAMES = (
    "Sent",
    "Sent Items",
    "Sent Messages",
    "Sent Mail",
    "已发送",
    "已发送邮件",
    "已发邮件",
    "已傳送",
    "寄件備份",
)
"""Last part of the folder's name, for servers that do not mark one as \\Sent (RFC 6154); earlier ones are preferred."""

_UNSELECTABLE = {rb"\noselect", rb"\nonexistent"}

_RESPONSE_CODE = re.compile(r"\[([A-Z-]+)")
_LATER_CODES = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "OVERQUOTA", "THROTTLED"})
"""RFC 5530, and what Gmail and Exchange say when they throttle."""
_LATER_WORDS = re.compile(
    r"too many|try again|try later|temporar|throttl|frequen|exceeded .*limit|not available|unavailable", re.IGNORECASE
)

_LOGIN_HINTS = (
    (
        ("gmail.com", "googlemail.com"),
        "Gmail needs an app password; make one in the Google account under Security, 2-step verification.",
    ),
    (
        ("office365.com", "outlook.com", "hotmail.com"),
        "Microsoft has switched passwords off for IMAP and SMTP in most accounts; ask the administrator.",
    ),
    (("qq.com",), "QQ needs the authorization code (授权码) from its settings, with IMAP/SMTP switched on there."),
    (
        ("163.com", "126.com", "yeah.net"),
        "NetEase needs the client authorization code (客户端授权密码), with IMAP/SMTP switched on in its settings.",
    ),
    (("yahoo.com", "icloud.com", "me.com"), "This provider needs an app password; make one in the account's settings."),
)
_ANY_LOGIN_HINT = "Check user name and password; many providers need one made for mail programs only (an app password)."


class Folder(NamedTuple):
    """`flags` in lower case; `delimiter` stands between the levels of `name`."""

    name: str
    flags: frozenset[bytes]
    delimiter: str


def usable_folders(listed: Iterable[tuple[Sequence[bytes], bytes | None, str]]) -> list[Folder]:
    """Those of a LIST answer that can hold mail."""
    folders = [
        Folder(name, frozenset(flag.lower() for flag in flags), (delimiter or b"/").decode("ascii", "replace"))
        for flags, delimiter, name in listed
    ]
    return [folder for folder in folders if not folder.flags & _UNSELECTABLE]


def sent_folder_among(folders: Sequence[Folder]) -> str | None:
    for folder in folders:
        if rb"\sent" in folder.flags:
            return folder.name
    by_last_part = {folder.name.rpartition(folder.delimiter)[2].lower(): folder.name for folder in folders}
    return next((by_last_part[name.lower()] for name in USUAL_SENT_NAMES if name.lower() in by_last_part), None)


def says_later(words: str) -> bool:
    """Whether a refusal is about now (throttled, too many connections) and not about us."""
    code = _RESPONSE_CODE.search(words)
    return (code is not None and code[1] in _LATER_CODES) or bool(_LATER_WORDS.search(words))


def login_hint(host: str) -> str:
    name = host.lower()
    for domains, hint in _LOGIN_HINTS:
        if any(name == domain or name.endswith(f".{domain}") for domain in domains):
            return hint
    return _ANY_LOGIN_HINT
