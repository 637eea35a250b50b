"""What mail servers do each in their own way: names of the Sent folder, words for "later", conditions for a login."""

import re

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

_RESPONSE_CODE = re.compile(r"\[([A-Z-]+)")
_LATER_CODES = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "OVERQUOTA", "THROTTLED"})
"""RFC 5530, and what Gmail and Exchange say when they throttle."""
_LATER_WORDS = re.compile(
    r"too many|try again|try later|temporar|throttl|frequen|exceeded .*limit|not available|unavailable", re.IGNORECASE
)

_LOGIN_HINTS = (
    (("gmail.com", "googlemail.com"), "Gmail needs an app password (Google account, Security, 2-step verification)."),
    (
        ("office365.com", "outlook.com", "hotmail.com"),
        "Microsoft has switched passwords off for IMAP and SMTP in most accounts; ask the administrator.",
    ),
    (("qq.com",), "QQ needs the authorization code (授权码) from its settings, with IMAP/SMTP switched on there."),
    (
        ("163.com", "126.com", "yeah.net"),
        "NetEase needs the client authorization code (客户端授权密码), with IMAP/SMTP switched on in its settings.",
    ),
    (("yahoo.com", "icloud.com", "me.com"), "This provider needs an app password made in the account's settings."),
)
_ANY_LOGIN_HINT = "Check user name and password; many providers need a password made for mail programs."


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
