"""One logging filter for everything that must not be in a log: passwords, tokens, phones, mail addresses."""

import logging
import re

_URL_LOGIN = (re.compile(r"(?<=://)\S*@"), "***@")
_URL_PARAMETER = (re.compile(r"(?i)([?&]\w*(?:password|passwd|secret|token|key)=)[^&\s]*"), r"\1***")

_NAMED = re.compile(
    r"(?i)(?<![a-z])(password|passwd|pwd|secret|token|api[_-]?key|authorization(?! code)|bearer)\b"
    r"([\"']?\s*[=:]\s*|\s+)(?:bearer\s+|basic\s+)?(?:\"[^\"]*\"|'[^']*'|\S+)"
)
"""A word for a secret, and what follows it: after a sign, or only after a space."""

_PATTERNS = (
    _URL_LOGIN,
    _URL_PARAMETER,
    (_NAMED, r"\1\2***"),
    (re.compile(r"\bsk-[A-Za-z0-9_-]{8,}"), "***"),
    (re.compile(r"(?<!\d)(1[3-9]\d)\d{6}(\d{2})(?!\d)"), r"\1******\2"),
    (re.compile(r"([^\s<>\"'(),;:@/*])[^\s<>\"'(),;:@/*]*@([^\s<>\"'(),;:@]+)"), r"\1***@\2"),
)


def without_login(url: str) -> str:
    """A URL, or any other setting, without the user, password and keys that may be in it."""
    for pattern, instead in (_URL_LOGIN, _URL_PARAMETER):
        url = pattern.sub(instead, url)
    return url


def redacted(text: str) -> str:
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


class RedactingFilter(logging.Filter):
    """Rewrites each record's finished message, and the words of an exception that it carries."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(record.getMessage()), ()
        if record.exc_info and record.exc_info[1] is not None:
            formatter = logging.Formatter()
            record.exc_text = redacted(formatter.formatException(record.exc_info))
            record.exc_info = None
        return True
