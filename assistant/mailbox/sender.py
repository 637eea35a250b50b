"""Who vouches for the sender: `Authentication-Results` (RFC 8601) of receiving servers that we trust.

Anybody can write such a field. Only those whose authserv-id is configured count, and of them only the topmost group of
neighbours: what stands further down was in the mail when it arrived. A receiving server has to remove such fields
before it adds its own (RFC 8601 5); where it did not and two of the group disagree about a method, the worse counts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import authres
from authres import dmarc
from authres.core import AuthenticationResult, AuthResError

from assistant.case.email import SenderCheck
from assistant.mailbox.fields import Fields, undecoded

_FIELD = "authentication-results"
_MAX_FIELD = 8_192
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_SERVER_ID = re.compile(r'\s*"?([A-Za-z0-9](?:[\w.:-]*))"?\s*(?:\d+\s*)?(?:;|$)')
_FEATURES = authres.FeatureContext(authres.core, dmarc)
_FAILED = frozenset({"fail", "hardfail", "softfail"})
_GENERIC_SECOND_LEVEL = frozenset({
    "com", "co", "net", "org", "gov", "edu", "ac", "or", "ne", "go", "gob", "mil", "nom", "ltd", "plc", "me",
    "sch", "id", "web",
})  # fmt: skip


Verdict = Literal["passed", "failed", "none"]


@dataclass(frozen=True, slots=True)
class _Result:
    method: str
    result: str
    domain: str
    """What was checked, in lower case: header.from, header.d or the domain of smtp.mailfrom; may be empty."""

    def __str__(self) -> str:
        return f"{self.method}={self.result}" + (f" for {self.domain}" if self.domain else "")


class _Malformed(ValueError):
    pass


def check_sender(fields: Fields, from_domain: str | None, trusted_authserv_ids: Sequence[str]) -> SenderCheck:
    """What trusted servers said about the domain of the From address.

    `from_domain` is None when there is not exactly one From address: then nothing can pass. `failed` needs a trusted
    server's word: DMARC failed, or DKIM or SPF did and nothing aligned passed. Never raises.
    """
    trusted = {name.strip().lower().rstrip(".") for name in trusted_authserv_ids}
    group = _trusted_group(fields, trusted)
    if not group:
        return SenderCheck()
    try:
        read = [(server, _results(value)) for server, value in group]
    except _Malformed as error:
        return SenderCheck(verdict="none", evidence=(f"{group[0][0]}: {error}",))
    evidence = tuple(f"{server}: {result}" for server, results in read for result in results)
    if from_domain is None:
        return SenderCheck(verdict="none", evidence=(*evidence, "there is not exactly one From address"))
    return SenderCheck(verdict=_verdict([results for _, results in read], from_domain.lower()), evidence=evidence)


def _trusted_group(fields: Fields, trusted: set[str]) -> list[tuple[str, str]]:
    """The topmost trusted fields that stand directly under each other: server and value without comments."""
    group: list[tuple[str, str]] = []
    for name, value in fields.entries:
        server, text = _server(value) if name == _FIELD else (None, "")
        if server in trusted and server is not None:
            group.append((server, text))
        elif group:
            break
    return group


def _server(value: bytes) -> tuple[str | None, str]:
    """The authserv-id in lower case (None if there is none), and the value with its comments removed."""
    text = undecoded(value[:_MAX_FIELD])
    for _ in range(8):  # comments nest; deeper ones are malformed and found so later
        text, found = _COMMENT.subn(" ", text)
        if not found:
            break
    match = _SERVER_ID.match(text)
    return (match[1].lower().rstrip(".") if match else None), text


def _results(value: str) -> list[_Result]:
    if "(" in value or len(value) >= _MAX_FIELD:
        raise _Malformed("its Authentication-Results cannot be read")
    try:
        header = authres.core.AuthenticationResultsHeader.parse_value(_FEATURES, value.rstrip("; \t"))
    except (AuthResError, ValueError, AttributeError, TypeError):  # the library lets its own slips through
        raise _Malformed("its Authentication-Results cannot be read") from None
    return [_result(item) for item in header.results if isinstance(item, AuthenticationResult)]


def _result(item: AuthenticationResult) -> _Result:
    properties = {f"{given.type}.{given.name}".lower(): str(given.value) for given in item.properties}
    wanted = {
        "dmarc": ("header.from",),
        "dkim": ("header.d", "header.i"),
        "spf": ("smtp.mailfrom", "smtp.mfrom"),
    }.get(item.method, ())
    value = next((properties[name] for name in wanted if properties.get(name)), "")
    return _Result(item.method, item.result, value.rpartition("@")[2].strip("\"'<>. ").lower())


def _verdict(groups: list[list[_Result]], from_domain: str) -> Verdict:
    results = [result for group in groups for result in group]
    if any(result.method == "dmarc" and result.result == "fail" for result in results):
        return "failed"
    if any(_passes(method, groups, from_domain) for method in ("dmarc", "dkim", "spf")):
        return "passed"
    checked = (result for result in results if result.method in ("dkim", "spf"))
    return "failed" if any(result.result in _FAILED for result in checked) else "none"


def _passes(method: str, groups: list[list[_Result]], from_domain: str) -> bool:
    """Every field that speaks of the method has an aligned pass: one smuggled in beside ours changes nothing."""
    speaking = [found for group in groups if (found := [result for result in group if result.method == method])]
    return bool(speaking) and all(_has_aligned_pass(method, found, from_domain) for found in speaking)


def _has_aligned_pass(method: str, results: Iterable[_Result], from_domain: str) -> bool:
    """DMARC speaks of the From domain itself (RFC 7489 11.1); DKIM and SPF may speak of one that covers it."""
    passed = [result.domain for result in results if result.result == "pass"]
    return any(domain == from_domain if method == "dmarc" else _covers(domain, from_domain) for domain in passed)


def _covers(domain: str, from_domain: str) -> bool:
    """`domain` is the From domain, or a parent of it that somebody can own (`example.com.cn`, not `com.cn`)."""
    if not domain:
        return False
    return domain == from_domain or (from_domain.endswith(f".{domain}") and not _is_public_suffix(domain))


def _is_public_suffix(domain: str) -> bool:
    """A cautious guess without the public suffix list: one label, or a generic label under a country's."""
    labels = domain.split(".")
    return len(labels) < 2 or (len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _GENERIC_SECOND_LEVEL)
