"""Causes that the records bear out equally: code offers them, the drafter may say which is the main one."""

from support.cases import inquiry, order, verified
from support.views import a_view

from assistant.case.diagnosis import Category, Cause
from assistant.case.inquiry import Topic
from assistant.case.reply import TieBreak
from assistant.drafting.answers import TieAnswer, WriteAnswer
from assistant.drafting.assembling import tie_break_of
from assistant.process.causes import diagnose, tied_causes, with_main_cause

DAMAGED_AND_NOT_AS_SHOWN = (Topic.DAMAGED, Topic.DESCRIPTION)
"""No record tells more of one than of the other."""


def test_two_troubles_that_the_customer_alone_tells_of_are_a_tie() -> None:
    case = verified(order(), of=inquiry(*DAMAGED_AND_NOT_AS_SHOWN))
    assert tied_causes(case, diagnose(case)) == (Cause.DAMAGED_IN_TRANSIT, Cause.DESCRIPTION_GAP)


def test_one_trouble_is_none_and_a_wish_is_no_rival() -> None:
    for topics in ((Topic.DAMAGED,), (Topic.DAMAGED, Topic.RETURN), (Topic.DAMAGED, Topic.PRAISE)):
        case = verified(order(), of=inquiry(*topics))
        assert tied_causes(case, diagnose(case)) == ()


def test_the_choice_is_kept_with_its_reason_and_loses_no_cause() -> None:
    case = verified(order(), of=inquiry(*DAMAGED_AND_NOT_AS_SHOWN))
    diagnosis = diagnose(case)
    tied = tied_causes(case, diagnosis)
    chosen = with_main_cause(diagnosis, tied, TieBreak(cause=Cause.DESCRIPTION_GAP, reason="颜色差太多"))
    assert (chosen.category, chosen.cause) == (Category.PRODUCT_MISMATCH, Cause.DESCRIPTION_GAP)
    assert set(chosen.causes) == set(diagnosis.causes)
    assert "颜色差太多" in chosen.evidence[-1]


def test_a_cause_that_code_did_not_offer_changes_nothing() -> None:
    case = verified(order(), of=inquiry(*DAMAGED_AND_NOT_AS_SHOWN))
    diagnosis = diagnose(case)
    tied = tied_causes(case, diagnosis)
    for cause in (Cause.LOST, diagnosis.cause or Cause.LOST):
        assert with_main_cause(diagnosis, tied, TieBreak(cause=cause, reason="因为")) == diagnosis
    assert with_main_cause(diagnosis, (), TieBreak(cause=Cause.DESCRIPTION_GAP, reason="因为")) == diagnosis


def test_a_number_that_was_not_on_the_list_is_no_choice() -> None:
    view = a_view(tied=(Cause.STALLED, Cause.DELAYED))
    choices = {
        number: tie_break_of(WriteAnswer(parts=[], main_cause=TieAnswer(number=number, reason="r")), view)
        for number in (-1, 0, 1, 2, 3)
    }
    assert {number: choice.cause for number, choice in choices.items() if choice} == {
        1: Cause.STALLED,
        2: Cause.DELAYED,
    }
    assert tie_break_of(WriteAnswer(parts=[], main_cause=None), view) is None
