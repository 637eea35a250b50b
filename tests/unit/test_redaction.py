"""What must not be in a log, and what must stay readable there."""

import io
import logging

import pytest

from assistant.redaction import RedactingFilter, redacted

CANARIES = ("hunter2", "sk-abcdef123456", "13812345678", "li.mei@mail.example")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("login failed, password=hunter2", "login failed, password=***"),
        ("Password: hunter2", "Password: ***"),
        ("Authorization: Bearer hunter2", "Authorization: ***"),
        ('{"api_key": "hunter2"}', '{"api_key": ***}'),
        ("token hunter2 refused", "token *** refused"),
        ("key sk-abcdef123456 refused", "key *** refused"),
        ("postgresql://shop:hunter2@db.example/desk", "postgresql://***@db.example/desk"),
        ("call 13812345678 now", "call 138******78 now"),
        ("mail from li.mei@mail.example", "mail from l***@mail.example"),
        ("order 2026110912345 of 13 mails", "order 2026110912345 of 13 mails"),
    ],
)
def test_secrets_and_personal_data_are_masked_and_the_rest_stays(text: str, kept: str) -> None:
    assert redacted(text) == kept


def logged(message: str, *arguments: object, error: Exception | None = None) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactingFilter())
    logger = logging.Logger("test")
    logger.addHandler(handler)
    logger.warning(message, *arguments, exc_info=error)
    return stream.getvalue()


def test_arguments_of_a_log_line_are_masked_too() -> None:
    line = logged("from %s, password=%s, %s, key %s", CANARIES[3], CANARIES[0], CANARIES[2], CANARIES[1])
    assert not any(canary in line for canary in CANARIES)
    assert line.startswith("from l***@mail.example")


def test_the_words_of_an_exception_are_masked_too() -> None:
    try:
        raise ValueError(" ".join(f"password={canary}" for canary in CANARIES))
    except ValueError as error:
        line = logged("it failed", error=error)
    assert "Traceback" in line
    assert not any(canary in line for canary in CANARIES)
