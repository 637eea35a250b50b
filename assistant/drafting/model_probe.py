"""What `doctor` finds out about a profile: which way of asking for a form its endpoint knows, and how long it takes."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.drafting.model import ChatModel, Meter
from assistant.drafting.model_methods import METHODS, PING, KnownMethods, Pong
from assistant.drafting.model_traffic import Traffic
from assistant.drafting.model_wire import public_address
from assistant.errors import ModelError, ModelLockedOut, ModelUnavailable
from assistant.settings import FixedMethod, Method, ModelSettings


class Probe(NamedTuple):
    """One tiny call. `problem` is None when it came back well; `counted`: the endpoint said how many tokens it took."""

    model: str
    method: Method
    seconds: float
    problem: ModelError | None
    counted: bool = True

    @property
    def is_final(self) -> bool:
        """No other way of asking can change it."""
        return isinstance(self.problem, ModelUnavailable | ModelLockedOut)


def check_profile(name: str, profile: ModelSettings, api_key: str | None, methods: KnownMethods | None = None) -> str:
    """One tiny call the way that the profile says: what `doctor` says when all is well. Raises a ModelError."""
    probe = _probe(profile, api_key, profile.model, profile.method, methods)
    if probe.problem is not None:
        raise probe.problem
    return f"{name}: {profile.model} answers in {probe.seconds:.1f} s ({probe.method})"


def probe_profile(profile: ModelSettings, api_key: str | None) -> Iterator[Probe]:
    """A tiny call of each kind to each model of the profile, until one fails for a reason that they all share."""
    for model in models_of(profile):
        for method in METHODS:
            probe = _probe(profile, api_key, model, method)
            yield probe
            if probe.is_final:
                break


def models_of(profile: ModelSettings) -> tuple[str, ...]:
    return tuple(dict.fromkeys((profile.understand_model or profile.model, profile.model)))


def remember(profile: ModelSettings, probes: Sequence[Probe], methods: KnownMethods) -> dict[str, FixedMethod]:
    """By model the first method that worked, kept for all who ask it."""
    found: dict[str, FixedMethod] = {}
    for probe in probes:
        if probe.problem is None and probe.method != "auto" and probe.model not in found:
            found[probe.model] = probe.method
            methods.learn(public_address(profile.base_url), probe.model, probe.method)
    return found


def _probe(
    profile: ModelSettings, api_key: str | None, model: str, method: Method, methods: KnownMethods | None = None
) -> Probe:
    meter = Meter()
    once = profile.model_copy(update={"method": method, "retries": 0})
    chat = ChatModel(once, api_key, model, Traffic(once, quiet=True), methods)
    try:
        chat.ask(PING, Pong, meter.count)
    except ModelError as error:
        return Probe(model, method, meter.usage.seconds, error)
    return Probe(model, chat.method, meter.usage.seconds, None, counted=meter.usage.input_tokens > 0)
