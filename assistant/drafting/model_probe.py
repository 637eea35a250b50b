"""What `doctor` finds out about a profile: which way of asking for a form its endpoint knows, and how long it takes."""

from collections.abc import Iterator
from typing import NamedTuple, get_args

from assistant.drafting.answers import Form, Short
from assistant.drafting.model import ChatModel, Meter
from assistant.drafting.model_usage import Turn
from assistant.errors import ModelError
from assistant.settings import Method, ModelSettings

_ASKED = 'Answer {"answer": "pong"}, and nothing else.'


class Pong(Form):
    answer: Short


class Probe(NamedTuple):
    """One tiny call. `problem` is None when it came back well."""

    model: str
    method: Method
    seconds: float
    problem: ModelError | None


def check_profile(name: str, profile: ModelSettings, api_key: str | None) -> str:
    """One tiny call the way that the profile says: what `doctor` says when all is well. Raises a ModelError."""
    probe = _probe(profile, api_key, profile.model, profile.method)
    if probe.problem is not None:
        raise probe.problem
    return f"{name}: {profile.model} answers in {probe.seconds:.1f} s ({profile.method})"


def probe_profile(profile: ModelSettings, api_key: str | None) -> Iterator[Probe]:
    """A tiny call of each kind to each model of the profile."""
    for model in dict.fromkeys((profile.understand_model or profile.model, profile.model)):
        for method in get_args(Method):
            yield _probe(profile, api_key, model, method)


def _probe(profile: ModelSettings, api_key: str | None, model: str, method: Method) -> Probe:
    meter = Meter()
    once = profile.model_copy(update={"method": method, "retries": 0})
    try:
        ChatModel(once, api_key, model).ask([Turn("user", _ASKED)], Pong, meter.count)
    except ModelError as error:
        return Probe(model, method, meter.usage.seconds, error)
    return Probe(model, method, meter.usage.seconds, None)
