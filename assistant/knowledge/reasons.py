"""Why a passage was found, for people who wonder."""

from assistant.case.base import Value
from assistant.case.knowledge import Passage


class Leg(Value):
    """One way of finding, in one passage: how much it agrees, and the passage's rank by it alone; null: no match."""

    agreement: float
    rank: int | None


class Reason(Value):
    """Why a passage was found."""

    meaning: Leg
    words: Leg
    concepts: Leg
    translated: Leg
    """General words, between a question and a passage of different languages."""
    asked: Leg
    """The questions that its article carries."""
    asked_as: str
    """The one of them that is nearest to what was asked; empty where none is near."""
    matched: tuple[str, ...]
    """Concepts and words that it shares with the question, those that say most first."""
    boosted: bool
    """The diagnosed cause or category is the passage's own."""


class FoundPassage(Value):
    passage: Passage
    reason: Reason
