"""What rests on the customer's words alone is told as theirs: the 69 yuan of a mail are no record of a payment."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.case.reply import Source
from assistant.case.view import CaseView
from assistant.drafting import naming
from assistant.drafting.grounding import Grounds
from assistant.drafting.offers import without_what_is_open
from assistant.drafting.states import tells_the_customers
from assistant.drafting.tokens import Calendar, Kind
from assistant.drafting.wording import Finding

_KINDS: tuple[Kind, ...] = ("date", "moment", "amount")
_FAULT = "only the customer says this; tell it as theirs, or as the records have it"


def told_as_ours(sentence: str, sources: Sequence[Source], view: CaseView, calendar: Calendar) -> Iterator[Finding]:
    """Days, amounts and couriers that only the customer's words have, in a sentence that does not say so. “Tomorrow”
    may be taken up as it is, and so may what is left open: “whether the 10 yuan can be given back”.
    """
    records = list(_records(sources, view))
    if records == list(sources):
        return
    if sentence.endswith(("？", "?")) or tells_the_customers(sentence):
        return
    sentence = without_what_is_open(sentence)
    whole, ours = Grounds.of(sources, calendar), Grounds.of(records, calendar)
    stated = whole.missing(sentence, _KINDS)
    for words in ours.missing(sentence, _KINDS):
        if words not in stated and any(character.isdigit() for character in words):
            yield Finding(words, _FAULT)
    for carrier in naming.foreign_carriers(sentence, records):
        yield Finding(carrier, _FAULT)


def _records(sources: Iterable[Source], view: CaseView) -> Iterator[Source]:
    """Without the mail, and of a claim what the record says."""
    for source in sources:
        kind, _, number = source.id.partition(".")
        if kind == "claim" and number.isdigit() and int(number) < len(view.claims):
            yield source.model_copy(update={"text": view.claims[int(number)].record or ""})
        elif source.id != "customer.words":
            yield source
