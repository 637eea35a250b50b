"""A model's solution is told by the plain letter or by a source; what neither says is a promise, in whatever words."""

import pytest
from support.views import a_commitment, a_view, an_action

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.knowledge import Language
from assistant.case.reply import PartKind, Reply
from assistant.drafting.unsupported import unsupported
from assistant.drafting.writing import write_offline


def found(sentence: str, language: Language, kind: PartKind = PartKind.SOLUTION) -> list[str]:
    """What is found once the sentence stands in the plain letter of a stalled parcel that is traced."""
    traced = {
        "actions": (an_action(ActionKind.TRACE_WITH_COURIER, carrier="中通快递"),),
        "commitments": (a_commitment(ActionKind.TRACE_WITH_COURIER),),
    }
    view = a_view(Cause.STALLED, language, **traced)
    letter = write_offline(view).reply
    assert unsupported(letter, view) == []
    assert kind in {part.kind for part in letter.parts}
    parts = tuple(
        part.model_copy(update={"text": f"{part.text}\n{sentence}"}) if part.kind is kind else part
        for part in letter.parts
    )
    return unsupported(Reply.of(letter.subject, language, parts), view)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "好的那只碗装箱待发。"),
        ("zh", "坏了随时寄来，店里包修。"),
        ("zh", "请放心，差价下午就到您账上。"),
        ("en", "Another bowl is boxed up for you."),
        ("en", "The director has signed off on this for you."),
        ("en", "Bring it back any time and our workshop puts it right."),
    ],
)
@pytest.mark.parametrize("kind", [PartKind.SOLUTION, PartKind.COMMITMENT])
def test_what_nothing_of_the_case_says_is_found(language: Language, sentence: str, kind: PartKind) -> None:
    assert sentence in "".join(found(sentence, language, kind))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "您不想来回折腾，我们明白。"),
        ("zh", "能不能赶上周三的生日，目前还不能确定。"),
        ("zh", "一有消息就写信告诉您。"),
        ("zh", "请先把外箱留着。"),
        ("zh", "您的几个问题："),
        ("en", "Whether it can come before Sunday, we cannot say yet."),
        ("en", "Please keep the box for now."),
        ("en", "Please keep the box and the label for now."),
        ("en", "We will look into it and write to you."),
    ],
)
def test_what_is_asked_left_open_or_always_ours_is_not(language: Language, sentence: str) -> None:
    assert found(sentence, language) == []


def test_what_stands_in_the_closing_is_the_other_checks() -> None:
    sentence = "The director has signed off on this for you."
    assert found(sentence, "en", PartKind.EXPLANATION)
    assert found(sentence, "en", PartKind.CLOSING) == []
