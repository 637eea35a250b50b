"""What `doctor` finds out about a profile: which way of asking for a form its models know, and how long it takes."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from assistant.drafting.model import ChatModel, Meter
from assistant.drafting.model_ledger import Purse
from assistant.drafting.model_methods import METHODS, PING, KnownMethods, Pong
from assistant.drafting.model_traffic import Traffic
from assistant.drafting.model_usage import tokens_of, tokens_of_form
from assistant.drafting.model_wire import public_address
from assistant.errors import ModelBudgetSpent, ModelError, ModelLockedOut, ModelNotThere, ModelUnavailable
from assistant.model_book import CallLedger
from assistant.settings import FixedMethod, Method, ModelSettings

_SHARED = (ModelUnavailable, ModelLockedOut, ModelBudgetSpent)
"""What neither another way of asking nor another model of the profile can change."""


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
        return isinstance(self.problem, (*_SHARED, ModelNotThere))


class Prober:
    """Asks the models of one profile. Its calls are booked and count against the day's budget, as all do.

    `timezone` is the shop's. Raises ConfigurationError, when it asks, for an address or a key that cannot be used.
    """

    def __init__(
        self,
        name: str,
        profile: ModelSettings,
        api_key: str | None,
        *,
        ledger: CallLedger,
        timezone: str,
        methods: KnownMethods,
        clock: Callable[[], datetime],
    ) -> None:
        self._profile, self._api_key, self._methods = profile, api_key, methods
        self._purse = Purse(name, profile, ledger, clock)
        self._timezone = timezone

    @property
    def models(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self._profile.understand_model or self._profile.model, self._profile.model)))

    def as_set(self) -> Iterator[Probe]:
        """A tiny call to each model, the way that the profile says."""
        for model in self.models:
            yield self._probe(model, self._profile.method)

    def every_way(self) -> Iterator[Probe]:
        """A tiny call of each kind to each model, as far as it can tell more than those before it."""
        for model in self.models:
            for method in METHODS:
                probe = self._probe(model, method)
                yield probe
                if isinstance(probe.problem, _SHARED):
                    return
                if probe.is_final:
                    break

    def _probe(self, model: str, method: Method) -> Probe:
        meter = Meter()
        once = self._profile.model_copy(update={"method": method, "retries": 0})
        chat = ChatModel(once, self._api_key, model, Traffic(once, quiet=True), self._methods)
        try:
            with self._purse.held(tokens_of(PING) + tokens_of_form(Pong), self._timezone):
                chat.ping(self._purse.noting(model, "doctor", meter.count))
        except ModelError as error:
            return Probe(model, method, meter.usage.seconds, error)
        return Probe(model, chat.method, meter.usage.seconds, None, counted=meter.usage.input_tokens > 0)


def remember(profile: ModelSettings, probes: Sequence[Probe], methods: KnownMethods) -> dict[str, FixedMethod]:
    """By model the first method that worked, kept for all who ask it."""
    found: dict[str, FixedMethod] = {}
    for probe in probes:
        if probe.problem is None and probe.method != "auto" and probe.model not in found:
            found[probe.model] = probe.method
            methods.learn(public_address(profile.base_url), probe.model, probe.method)
    return found
