"""A part need not list what is beyond doubt: a sentence of the plain letter, the customer's own words."""

import pytest
from support.views import a_view

from assistant.case.diagnosis import Cause
from assistant.case.reply import Part, PartKind
from assistant.case.view import CaseView
from assistant.drafting.naming_sources import with_sources
from assistant.drafting.sentences import sentences
from assistant.drafting.writing import write_offline


def sources_of(text: str, view: CaseView, *listed: str) -> tuple[str, ...]:
    return with_sources(Part(kind=PartKind.EXPLANATION, text=text, sources=listed), view).sources


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sentence_of_the_plain_letter_brings_its_sources_into_another_part(language: str) -> None:
    view = a_view(Cause.STALLED, language)
    facts = next(part for part in write_offline(view).reply.parts if part.kind is PartKind.FACTS)
    assert set(facts.sources) <= set(sources_of(sentences(facts.text)[0], view))


def test_another_value_of_the_case_brings_none() -> None:
    view = a_view(Cause.STALLED)
    assert sources_of("您的退款 31.50 元会在11月30日(周一)到账。", view) == ()


@pytest.mark.parametrize("text", ["订单金额和您说的 308 元不一样。", "That is not the 308 that you mentioned."])
def test_what_the_customer_said_rests_on_the_mail(text: str) -> None:
    view = a_view(Cause.STALLED, words="我付了 308 元。 I paid 308.")
    assert sources_of(text, view) == ("customer.words",)


@pytest.mark.parametrize(
    "text",
    [
        "我们会退您 308 元。",  # nobody says that the customer said so
        "We will pay you 308.",
        "您说的 309 元我们没有查到。",  # the customer did not
    ],
)
def test_what_only_the_mail_has_is_not_ours_to_say(text: str) -> None:
    assert sources_of(text, a_view(Cause.STALLED, words="我付了 308 元。 I paid 308.")) == ()


def test_a_part_that_lists_what_it_states_is_left_as_it_is() -> None:
    view = a_view(Cause.STALLED)
    number = view.source("order.number")
    assert number is not None
    assert sources_of(f"您的订单是 {number.text}。", view, "order.number") == ("order.number",)
