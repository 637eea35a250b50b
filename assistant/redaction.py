"""One logging filter for everything that must not be in a log: passwords, tokens, phones, mail addresses."""

import logging
import re

_PATTERNS = (
    (
        re.compile(r"(?i)\b(password|passwd|pwd|secret|token|api[_-]?key|authorization|bearer)(\s*[=:]\s*|\s+)\S+"),
        r"\1 ***",
    ),
    (re.compile(r"\bsk-[A-Za-z0-9_-]{8,}"), "***"),
    (re.compile(r"(?<!\d)(1[3-9]\d)\d{6}(\d{2})(?!\d)"), r"\1******\2"),
    (re.compile(r"([^\s<>\"'(),;:@])[^\s<>\"'(),;:@]*@([^\s<>\"'(),;:@]+)"), r"\1***@\2"),
)


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
