"""Every sample mail through the whole pipeline, the model's part played from recorded pairs."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.drafting.model_drafter import ModelDrafter
from assistant.drafting.offline import OfflineDrafter
from assistant.orders.memory import ShopFileOrders
from assistant.pipeline import Drafted, Pipeline, Understood, Verification, Written
from assistant.resources import packaged
from assistant.settings import Settings
from assistant.wiring import build_pipeline, open_knowledge_in_memory
from evals.recording.endpoint import Endpoint, running_endpoint
from evals.recording.pairs import Pairs
from evals.recording.sample import NOW, recorded_mails, recorded_shop


@dataclass(frozen=True)
class Run:
    """One mail's way. `drafted` is None while a request of it waits for an answer."""

    name: str
    understood: Understood
    verification: Verification | None = None
    written: Written | None = None
    drafted: Drafted | None = None


def run_all(pairs: Pairs, *, park: bool = False, names: Collection[str] | None = None) -> Iterator[Run]:
    """One after the other; with `park`, what nobody answered is written down, and the mail's later steps wait.

    `names`: of these mails alone.
    """
    with running_endpoint(pairs, park=park) as endpoint, _pipeline(endpoint) as pipeline:
        for name, email in recorded_mails().items():
            if names is not None and name not in names:
                continue
            endpoint.begin(name)
            understood = pipeline.read(email)
            if pairs.waiting and pairs.waiting[-1].startswith(f"{name}."):
                yield Run(name, understood)
                continue
            verification = pipeline.verify(email, understood.inquiry, NOW)
            written = pipeline.answer(verification.view)
            waits = bool(pairs.waiting) and pairs.waiting[-1].startswith(f"{name}.")
            drafted = None if waits else pipeline.file(email, understood, verification, written)
            yield Run(name, understood, verification, written, drafted)


@contextmanager
def _pipeline(endpoint: Endpoint) -> Iterator[Pipeline]:
    settings = Settings()
    orders = ShopFileOrders(recorded_shop())
    knowledge = open_knowledge_in_memory(settings, orders.shop().timezone)
    drafter = ModelDrafter("recorded", endpoint.profile(), None, packaged("prompts"), fallback=OfflineDrafter())
    try:
        yield build_pipeline(settings, orders, knowledge, drafter)
    finally:
        knowledge.close()
