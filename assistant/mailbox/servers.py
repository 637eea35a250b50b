"""What mail servers do each in their own way, in one table: conditions for a login, words for "later", Sent folders."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Provider(NamedTuple):
    """`domains`: ends of its servers' names. `login_hint`: what to do when it refuses a login.

    `demands_id`: it opens no folder for who has not said its name (RFC 2971), whether it offers ID or not.
    `files_sent_itself`: what goes out over its SMTP is in Sent already. `later` are words of a refusal that passes,
    `refusal` those of one that does not, though they sound like it. `sent` are names of its Sent folder.
    """

    name: str
    domains: tuple[str, ...] = ()
    login_hint: str = (
        "Check user name and password; many providers need one made for mail programs only (an app password)."
    )
    demands_id: bool = False
    files_sent_itself: bool = False
    later: str = ""
    refusal: str = ""
    sent: tuple[str, ...] = ()


ANY = Provider(
    "any server",
    later=r"too many|try again|try later|temporar|throttl|frequen|exceeded .*limit|not available|unavailable",
    sent=("Sent", "Sent Items", "Sent Messages", "Sent Mail"),
)

PROVIDERS = (
    Provider(
        "NetEase 163",
        ("163.com", "126.com", "yeah.net", "netease.com"),
        "NetEase needs the client authorization code (客户端授权密码), with IMAP/SMTP switched on in its settings.",
        demands_id=True,  # else SELECT says: NO Unsafe Login. Please contact kefu@188.com for help
        later=r"system (?:is )?busy",
        sent=("已发送",),
    ),
    Provider(
        "QQ",
        ("qq.com", "exmail.qq.com"),
        "QQ needs the authorization code (授权码) from its settings, with IMAP/SMTP switched on there.",
        demands_id=True,
        # Whatever is wrong, it says: Login fail. Account is abnormal, service is not open, password is incorrect,
        # login frequency limited, or system is busy.
        refusal=r"password is incorrect",
        sent=("Sent Messages", "已发送"),
    ),
    Provider(
        "Alibaba Mail",
        ("aliyun.com", "alibaba.com", "mxhichina.com"),
        "Alibaba Mail needs IMAP/SMTP switched on by the administrator, and, where one is "
        "required, the code for mail programs (客户端专用密码).",
        sent=("已发送", "已发送邮件"),
    ),
    Provider(
        "Gmail",
        ("gmail.com", "googlemail.com", "google.com"),
        "Gmail needs an app password; make one in the Google account under Security, 2-step verification. Or set "
        "[mailboxes.NAME.oauth], then: draftdesk mailbox login NAME.",
        files_sent_itself=True,
        later=r"bandwidth limits|simultaneous connections",
        sent=("已发邮件", "寄件備份"),
    ),
    Provider(
        "Outlook",
        ("office365.com", "outlook.com", "hotmail.com", "live.com"),
        "Microsoft has switched passwords off for IMAP and SMTP; set [mailboxes.NAME.oauth], then: draftdesk mailbox "
        "login NAME. With OAuth: check that username is the mailbox's own address and that IMAP is on for it.",
        files_sent_itself=True,
        later=r"authenticated but not connected|backoff time|server busy",
        sent=("Sent Items", "已发送邮件", "已傳送"),
    ),
    Provider(
        "Yahoo, iCloud",
        ("yahoo.com", "icloud.com", "me.com"),
        "This provider needs an app password; make one in the account's settings.",
    ),
    # Dovecot has no name of its own: whoever runs it gives it one. Its codes are those of RFC 5530.
    Provider("Dovecot", later=r"internal error occurred|maximum number of connections|waiting for authentication"),
)
"""What could be learnt from the servers' documents and from reports about them; `ANY` is for all others."""

USUAL_DRAFTS_NAMES = ("Drafts", "Draft", "草稿箱", "草稿夹", "草稿", "草稿匣")

_UNSELECTABLE = {rb"\noselect", rb"\nonexistent"}

_RESPONSE_CODE = re.compile(r"\[([A-Z-]+)")
_LATER_CODES = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "OVERQUOTA", "THROTTLED", "SERVERBUG"})
"""RFC 5530, and what Gmail and Exchange say when they throttle."""
_ANYWHERE = (ANY, *(provider for provider in PROVIDERS if not provider.domains))


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


def provider_of(host: str) -> Provider:
    """Whose server it is, by its name; `ANY` for everybody else's."""
    name = host.lower()
    for provider in PROVIDERS:
        if any(name == domain or name.endswith(f".{domain}") for domain in provider.domains):
            return provider
    return ANY


def sent_folder_among(folders: Sequence[Folder]) -> str | None:
    """The one marked \\Sent (RFC 6154), else the first whose last part is a usual name; earlier ones are preferred."""
    return _marked_or_named(folders, rb"\sent", [name for provider in (ANY, *PROVIDERS) for name in provider.sent])


def drafts_folder_among(folders: Sequence[Folder]) -> str | None:
    return _marked_or_named(folders, rb"\drafts", USUAL_DRAFTS_NAMES)


def _marked_or_named(folders: Sequence[Folder], mark: bytes, names: Sequence[str]) -> str | None:
    for folder in folders:
        if mark in folder.flags:
            return folder.name
    by_name = {folder.name.rpartition(folder.delimiter)[2].lower(): folder.name for folder in folders}
    return next((by_name[name.lower()] for name in names if name.lower() in by_name), None)


def says_later(words: str, host: str = "") -> bool:
    """Whether a refusal is about now (throttled, too many connections) and not about us."""
    provider = provider_of(host)
    if provider.refusal and re.search(provider.refusal, words, re.IGNORECASE):
        return False
    code = _RESPONSE_CODE.search(words)
    patterns = (one.later for one in (provider, *_ANYWHERE) if one.later)
    return (code is not None and code[1] in _LATER_CODES) or any(re.search(p, words, re.IGNORECASE) for p in patterns)


def login_hint(host: str) -> str:
    return provider_of(host).login_hint
