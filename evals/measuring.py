"""What the measuring commands share: the pipeline without its search, mails as they arrive, and a held-back third."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from assistant.case.diagnosis import Cause
from assistant.case.email import Address, Email, Screening, SenderCheck
from assistant.case.knowledge import Passage, Playbook, Policy
from assistant.case.shop import ShopFile
from assistant.drafting.offline import OfflineDrafter
from assistant.knowledge.playbooks import load_playbooks, playbook_for, policy
from assistant.orders.memory import ShopFileOrders
from assistant.pipeline import Pipeline
from assistant.resources import packaged
from assistant.working_days import working_days

VOUCHED = SenderCheck(verdict="passed", evidence=("dmarc=pass",))
STRANGER = "someone@elsewhere.example"


class PolicyAlone:
    """The playbooks without the search."""

    def __init__(self) -> None:
        self._playbooks = load_playbooks(packaged("kb") / "playbooks")

    def policy(self, at: datetime) -> Policy:
        return policy(self._playbooks, at)

    def playbook(self, cause: Cause, at: datetime) -> Playbook | None:
        return playbook_for(self._playbooks, cause, at)

    def search(self, text: str, **_: object) -> Sequence[Passage]:
        return ()

    def notices(self, cause: Cause, **_: object) -> Sequence[Passage]:
        return ()


def held_back(key: str) -> bool:
    """Whether a case belongs to the third that nothing may be tuned on, by a hash of its key."""
    return hashlib.sha256(key.encode("utf-8")).digest()[0] % 3 == 0


def offline_pipeline(shop: ShopFile) -> Pipeline:
    return Pipeline(ShopFileOrders(shop), PolicyAlone(), OfflineDrafter(), working_days(shop.shop.timezone))


def a_mail(text: str, date: datetime, sender: str = STRANGER, check: SenderCheck = SenderCheck()) -> Email:  # noqa: B008
    """A mail of new words only, as parsing would hand it on."""
    return Email(
        raw_sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        message_id=None,
        sender=Address(email=sender),
        subject="",
        date=date,
        text=text,
        full_text=text,
        screening=Screening(kind="customer"),
        sender_check=check,
    )


def share(right: int, of: int) -> str:
    return f"{right:3d} of {of:3d}  {right / of:5.0%}" if of else "  none"
