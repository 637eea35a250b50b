"""The door to the mail server that takes our answers: the only user of SMTP.

What matters here is one line in time: the moment when the content begins to be handed over. Before it, every failure is
harmless and says whether to try again. After it, only the server's own answer tells whether the customer gets the mail;
without one the delivery is unknown and must never be repeated by itself (RFC 5321, 4.2.5 and 4.5.3.2.6). Nor is it
after a "not now" to the whole content: filters and relays are known to say that of mail that they have passed on.
"""

import base64
import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Literal

from assistant.case.base import Value
from assistant.errors import (
    DeliveryError,
    DeliveryLoginRefused,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUnknown,
    InputError,
)
from assistant.mail_servers import network_trouble, place, require_protection, server_words, tls_context
from assistant.oauth import AccessToken, oauthbearer, xoauth2
from assistant.outbox.addresses import needs_smtputf8, wire_address
from assistant.settings import ServerSettings

FINAL_ANSWER_SECONDS = 600.0
"""How long the server may take to accept the whole content (RFC 5321, 4.5.3.2.6); less makes two copies of one mail."""
_FAREWELL_SECONDS = 5.0
_OUR_NAME = "[127.0.0.1]"
"""For EHLO: an address literal, as mail programs send it; no look-up, and nothing about this machine."""
_LONE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")

LIBRARY_ERRORS = (smtplib.SMTPException, OSError, ValueError)
"""Everything that smtplib, ssl and socket raise."""


class RecipientResult(Value):
    """`answer` is the server's, without addresses."""

    address: str
    state: Literal["accepted", "postponed", "refused"]
    code: int
    answer: str


class DeliveryResult(Value):
    """The server took the mail for at least one recipient. It is not sent again for the others."""

    recipients: tuple[RecipientResult, ...]
    answer: str

    @property
    def complete(self) -> bool:
        return all(recipient.state == "accepted" for recipient in self.recipients)


def send(
    settings: ServerSettings,
    login: str,
    password: str | None,
    envelope_from: str,
    recipients: Sequence[str],
    raw: bytes,
    *,
    final_answer_seconds: float = FINAL_ANSWER_SECONDS,
) -> DeliveryResult:
    """Hand one message over, once. Without a password it does not log in.

    Raises DeliveryPostponed (nothing was handed over, try again), DeliveryRefused (the server does not take it, or, as
    DeliveryLoginRefused, does not let us in), DeliveryUnknown (it may have been handed over), InputError (an address or
    the content cannot be sent) and ConfigurationError.
    """
    sender, addresses = wire_address(envelope_from), [wire_address(address) for address in recipients]
    if _LONE_LINE_END.search(raw):
        raise InputError("The mail has line ends that are not CRLF.", "Compose it anew.")
    with _before_the_content(settings, password), _session(settings, login, password) as smtp:
        _expect_success(smtp.mail(sender, _options(smtp, [sender, *addresses], raw)), settings, password)
        results = tuple(_offer(smtp, address, settings, password) for address in addresses)
        _require_a_taker(results, settings)
        _expect(354, smtp.docmd("DATA"), settings, password)
        answer = _hand_over(smtp, raw, settings, final_answer_seconds)
    return DeliveryResult(recipients=results, answer=answer)


def check(settings: ServerSettings, login: str, password: str | None) -> str:
    """Connect, protect, log in and leave: what `doctor` says when all is well. Raises what is wrong."""
    with _before_the_content(settings, password), _session(settings, login, password) as smtp:
        _expect_success(smtp.noop(), settings, password)
        protection = smtp.sock.version() if isinstance(smtp.sock, ssl.SSLSocket) else "this machine only"
    return f"{place(settings)} answers ({protection}), " + ("login accepted" if password else "without login")


# The session, up to the content


@contextmanager
def _before_the_content(settings: ServerSettings, password: str | None) -> Iterator[None]:
    try:
        yield
    except LIBRARY_ERRORS as error:
        raise translated(error, settings, password) from None


@contextmanager
def _session(settings: ServerSettings, login: str, password: str | None) -> Iterator[smtplib.SMTP]:
    require_protection(settings)
    smtp = _dial(settings)
    try:
        if settings.security == "starttls":
            smtp.starttls(context=tls_context(settings.ca_file))
        smtp.ehlo_or_helo_if_needed()
        if password is not None:
            _log_in(smtp, login, password)
        yield smtp
    finally:
        _leave(smtp)


def _dial(settings: ServerSettings) -> smtplib.SMTP:
    where = (settings.host, settings.port, _OUR_NAME)
    if settings.security == "ssl":
        context = tls_context(settings.ca_file)
        return smtplib.SMTP_SSL(*where, timeout=settings.timeout, context=context)
    return smtplib.SMTP(*where, timeout=settings.timeout)


def _log_in(smtp: smtplib.SMTP, login: str, password: str) -> None:
    """One try by one mechanism, in UTF-8 (RFC 4616); smtplib's own goes on after a no, and is ASCII only."""
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if isinstance(password, AccessToken):
        code, answer = _present(smtp, login, password, offered)
    elif "PLAIN" in offered:
        code, answer = smtp.docmd("AUTH", f"PLAIN {_base64(f'{chr(0)}{login}{chr(0)}{password}')}")
    elif "LOGIN" in offered:
        code, answer = smtp.docmd("AUTH", "LOGIN")
        for words in (login, password):
            if code == 334:
                code, answer = smtp.docmd(_base64(words))
    else:
        raise smtplib.SMTPNotSupportedError("AUTH PLAIN or LOGIN")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _present(smtp: smtplib.SMTP, login: str, token: AccessToken, offered: Sequence[str]) -> tuple[int, bytes]:
    """A server that says no explains it first (RFC 7628, 3.2.3) and wants an answer to that."""
    if "OAUTHBEARER" in offered and "XOAUTH2" not in offered:
        words, farewell = oauthbearer(login, token, str(smtp._host), smtp.sock.getpeername()[1]), "AQ=="  # type: ignore[attr-defined,union-attr]
        code, answer = smtp.docmd("AUTH", f"OAUTHBEARER {_base64(words)}")
    else:
        farewell = ""
        code, answer = smtp.docmd("AUTH", f"XOAUTH2 {_base64(xoauth2(login, token))}")
    return smtp.docmd(farewell) if code == 334 else (code, answer)


def _base64(words: str | bytes) -> str:
    return base64.b64encode(words.encode("utf-8") if isinstance(words, str) else words).decode("ascii")


def _leave(smtp: smtplib.SMTP) -> None:
    """What has been answered stands, whatever happens at the farewell."""
    with suppress(*LIBRARY_ERRORS):
        if smtp.sock is not None:
            smtp.sock.settimeout(_FAREWELL_SECONDS)
        smtp.quit()
    smtp.close()


def _options(smtp: smtplib.SMTP, addresses: Sequence[str], raw: bytes) -> list[str]:
    """Extensions that this mail needs. A server without one would garble the mail, so it is not sent there."""
    options = [f"SIZE={len(raw)}"] if smtp.has_extn("size") else []
    head = raw.partition(b"\r\n\r\n")[0]
    if not head.isascii() or any(map(needs_smtputf8, addresses)):
        options += [_needed(smtp, "SMTPUTF8")]
    if not raw.isascii():
        options += [_needed(smtp, "8BITMIME", "BODY=8BITMIME")]
    return options


def _needed(smtp: smtplib.SMTP, extension: str, option: str | None = None) -> str:
    if not smtp.has_extn(extension.lower()):
        raise smtplib.SMTPNotSupportedError(extension)
    return option or extension


def _offer(smtp: smtplib.SMTP, address: str, settings: ServerSettings, password: str | None) -> RecipientResult:
    code, answer = smtp.rcpt(address)
    if code == 421:  # the server is closing the connection
        raise _failure(code, answer, settings, password)
    state: Literal["accepted", "postponed", "refused"] = "refused"
    if code in (250, 251):
        state = "accepted"
    elif not 500 <= code <= 599:
        state = "postponed"
    return RecipientResult(address=address, state=state, code=code, answer=server_words(answer, hide=(password,)))


def _require_a_taker(results: Sequence[RecipientResult], settings: ServerSettings) -> None:
    if any(result.state == "accepted" for result in results):
        return
    reasons = "; ".join(f"{result.code} {result.answer}" for result in results) or "no recipient was given"
    if any(result.state == "postponed" for result in results):
        raise DeliveryPostponed(f"{place(settings)} does not take the recipient now: {reasons}.", "It is tried again.")
    raise DeliveryRefused(f"{place(settings)} refused the recipient: {reasons}.", "Check the customer's address.")


# The content


def _hand_over(smtp: smtplib.SMTP, raw: bytes, settings: ServerSettings, seconds: float) -> str:
    content = dot_stuffed(raw)
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(seconds)
        smtp.send(content)
        code, answer = smtp.getreply()
    except LIBRARY_ERRORS as error:
        raise _unknown(settings, "the connection was lost or timed out") from error
    if 200 <= code <= 299:
        return server_words(answer)
    if 500 <= code <= 599:
        raise _failure(code, answer, settings, None)
    if 400 <= code <= 499:
        raise _not_now(code, answer, settings)
    raise _unknown(settings, "its answer could not be understood")


def _not_now(code: int, answer: bytes | str, settings: ServerSettings) -> DeliveryRefused:
    words = f"{code} {server_words(answer)}".strip()
    return DeliveryRefused(
        f"{place(settings)} read the whole mail and did not take it now: {words}.",
        "Once the content was handed over it is not repeated by itself; approve it again to send it again.",
    )


def dot_stuffed(raw: bytes) -> bytes:
    """The content as it is sent: leading dots doubled, ended by a line with one dot (RFC 5321, 4.5.2)."""
    ended = raw if raw.endswith(b"\r\n") else raw + b"\r\n"
    return re.sub(rb"^\.", b"..", ended, flags=re.MULTILINE) + b".\r\n"


def _unknown(settings: ServerSettings, what: str) -> DeliveryUnknown:
    return DeliveryUnknown(
        f"Nobody knows whether {place(settings)} took the mail: {what} while the content was handed over.",
        "Look into the Sent folder or ask the customer before sending again; it is not repeated by itself.",
    )


# Refusals


def translated(error: Exception, settings: ServerSettings, password: str | None = None) -> DeliveryError:
    """`error` is one of LIBRARY_ERRORS, raised before the content began to be handed over."""
    where = place(settings)
    match error:
        case smtplib.SMTPAuthenticationError() if 500 <= error.smtp_code <= 599:
            words = server_words(error.smtp_error, hide=(password,))
            return DeliveryLoginRefused(f"{where} refused the login: {words}.", "Check user name and password.")
        case smtplib.SMTPResponseException():
            return _failure(error.smtp_code, error.smtp_error, settings, password)
        case smtplib.SMTPServerDisconnected():
            return DeliveryPostponed(f"{where} closed the connection before taking the mail.", "It is tried again.")
        case smtplib.SMTPNotSupportedError():
            lacking = server_words(str(error), hide=(password,))
            return DeliveryRefused(f"{where} does not offer what this needs: {lacking}.", "Check port and security.")
        case smtplib.SMTPException():
            words = server_words(str(error), hide=(password,))
            return DeliveryRefused(f"{where} and we do not understand each other: {words}.", "Check host and port.")
        case OSError():
            return DeliveryPostponed(*network_trouble(error, settings))
        case _:
            return DeliveryRefused(f"The settings for {where} cannot be used.", "Check host, user name and password.")


def _failure(code: int, answer: bytes | str, settings: ServerSettings, password: str | None) -> DeliveryError:
    words = f"{code} {server_words(answer, hide=(password,))}".strip()
    if 500 <= code <= 599:
        return DeliveryRefused(f"{place(settings)} refused the mail: {words}.", "Read the reason; it is not repeated.")
    return DeliveryPostponed(f"{place(settings)} does not take the mail now: {words}.", "It is tried again.")


def _expect(code: int, reply: tuple[int, bytes], settings: ServerSettings, password: str | None) -> None:
    if reply[0] != code:
        raise _failure(*reply, settings, password)


def _expect_success(reply: tuple[int, bytes], settings: ServerSettings, password: str | None) -> None:
    if not 200 <= reply[0] <= 299:
        raise _failure(*reply, settings, password)
