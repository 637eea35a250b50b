"""What the two mail doors share: protection on the wire, and a server's words made fit to be shown.

Stations do not import each other, and this must not exist twice: certificates and host names are always verified, plain
text never leaves this machine, and neither a password nor somebody's address is repeated from a server's answer.
"""

import ipaddress
import re
import socket
import ssl
from collections.abc import Iterable
from pathlib import Path

from assistant.errors import ConfigurationError
from assistant.settings import ServerSettings

LONGEST_WORDS = 200
_ADDRESS = re.compile(r"[^\s<>\"'(),;:@]+@[^\s<>\"'(),;:]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def place(server: ServerSettings) -> str:
    return f"{server.host}:{server.port}"


def require_protection(server: ServerSettings) -> None:
    """Raises ConfigurationError when the settings would send a login or mail unprotected over a network."""
    if server.security == "none" and not is_loopback(server.host):
        raise ConfigurationError(
            f"The connection to {place(server)} would not be encrypted.",
            'Set its security to "ssl" or "starttls"; "none" is for servers on this machine only.',
        )


def is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Verifies the certificate and the host name against `ca_file` alone, or the system's authorities without one."""
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # ssl.SSLError is one: a file that holds no certificate
        raise ConfigurationError(
            f"The ca_file cannot be used: {ca_file}: {error.strerror or 'not a certificate'}.",
            "It must hold the certificate authority's certificate in PEM form.",
        ) from None


def server_words(words: str | bytes | None, hide: Iterable[str | None] = ()) -> str:
    """A server's answer as one short printable line, without what is in `hide` and without mail addresses."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words or ""
    for secret in hide:
        if secret:
            text = text.replace(secret, "***")
    text = _ADDRESS.sub("[address]", _UNPRINTABLE.sub(" ", text)).strip()
    return text if len(text) <= LONGEST_WORDS else f"{text[:LONGEST_WORDS]}…"


def network_trouble(error: OSError, server: ServerSettings) -> tuple[str, str]:
    """A connection that could not be made or kept, as a sentence and a hint."""
    where = place(server)
    match error:
        case ssl.SSLCertVerificationError():
            reason = getattr(error, "verify_message", "") or "it does not fit the host name"
            return (
                f"The certificate of {where} cannot be trusted: {reason.rstrip('.')}.",
                "Check the host name; for a certificate authority of your own, set ca_file to its certificate.",
            )
        case ssl.SSLError():
            return (
                f"No TLS connection could be made with {where}.",
                'Check port and security: "ssl" is usual on 993 and 465, "starttls" on 143 and 587.',
            )
        case socket.gaierror():
            return f"The mail server {server.host} was not found.", "Check the host name and the network connection."
        case ConnectionRefusedError():
            return f"Nothing answers at {where}.", "Check host and port, and whether the mail server is running."
        case TimeoutError():
            return (
                f"The mail server {where} did not answer within {server.timeout:g} seconds.",
                "Check host, port and firewall; a port that expects TLS also stays silent without it.",
            )
        case _:
            reason = error.strerror or type(error).__name__
            return f"The connection to {where} failed: {reason}.", "Check the network; it is tried again."
