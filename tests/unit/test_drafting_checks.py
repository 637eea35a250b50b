"""What we write ourselves passes every check."""

import pytest
from support.replies import offline_failures
from support.resolutions import RESOLUTIONS, actions, asks, commitments
from support.views import (
    a_claim,
    a_passage,
    a_view,
    an_order,
    an_unverified_view,
    at,
)

from assistant.case.diagnosis import ActionKind, Category, Cause
from assistant.case.inquiry import Emotion, Request, StatementKind
from assistant.case.verification import Scope, Verdict
from assistant.case.view import CaseView
from assistant.drafting import checks
from assistant.drafting.checks import check
from assistant.drafting.writing import write_offline

K = ActionKind


STALLED = RESOLUTIONS[Cause.STALLED][0]
HISTORY = {"repeat": True, "last_contact_at": at(16, 9), "last_promise": "保证24小时内回复，绝对不拖"}

SITUATIONS = [
    {},
    {"scope": Scope.ACT, "urgent": True, "emotion": Emotion.ANGRY, **HISTORY},
    {"name": None, "emotion": Emotion.SARCASTIC, "requests": (Request.COMPENSATION, Request.CALL_BACK)},
    {"secondary": (Cause.INVOICE_REQUEST, Cause.SYNC_LAG), "emotion": Emotion.CONFUSED},
]


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cause", list(Cause))
def test_our_own_replies_pass_every_check(cause: Cause, language: str, situation: dict[str, object]) -> None:
    for resolution in RESOLUTIONS[cause]:
        assert offline_failures(a_view(cause, language, **{**resolution, **situation})) == {}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cause", list(Cause))
def test_every_secondary_cause_passes_every_check(cause: Cause, language: str) -> None:
    for resolution in RESOLUTIONS[cause]:
        view = a_view(Cause.IN_TRANSIT_ON_TIME, language, **resolution)
        assert offline_failures(view.model_copy(update={"secondary": (cause,)})) == {}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", list(StatementKind))
@pytest.mark.parametrize("record", [None, "99.00", "shipped", "2026-11-13T14:20+08:00"])
def test_a_contradiction_that_we_address_passes_every_check(
    kind: StatementKind, record: str | None, language: str
) -> None:
    claim = a_claim(kind, Verdict.CONTRADICTED, said="3", record=record)
    assert offline_failures(a_view(Cause.STALLED, language, claims=(claim,), **STALLED)) == {}


@pytest.mark.parametrize(
    "view",
    [
        an_unverified_view("zh"),
        an_unverified_view("en", emotion=Emotion.ANXIOUS),
        an_unverified_view(
            "zh",
            words="付款后多久发货",
            passages=(a_passage("付款后 48 小时内发货，见 https://shop.example/rules 。"),),
        ),
        a_view(
            None,
            "zh",
            category=Category.LOGISTICS,
            order_unsettled=True,
            questions=asks("which_order", "11月9日 保温杯"),
        ),
        a_view(None, "en", category=Category.LOGISTICS, order_unsettled=True, questions=asks("order_number")),
        a_view(None, "zh", category=Category.PRAISE, emotion=Emotion.GRATEFUL),
        a_view(None, "en", passages=(a_passage("Hand wash only, guaranteed leak-proof.", "en"),)),
        a_view(None, "zh", passages=(a_passage("保温 6 小时，不可放入洗碗机。"),)),
        a_view(
            None,
            "zh",
            category=Category.COMPLAINT_OR_LEGAL,
            emotion=Emotion.THREATENING,
            order=an_order(),
            actions=actions(K.ESCALATE),
            commitments=commitments(K.ESCALATE),
        ),
        a_view(
            None,
            "en",
            category=Category.COMPLAINT_OR_LEGAL,
            scope=Scope.NONE,
            name=None,
            actions=actions(K.ESCALATE),
            commitments=commitments(K.ESCALATE),
        ),
    ],
)
def test_our_replies_outside_the_pools_pass_every_check(view: CaseView) -> None:
    assert offline_failures(view) == {}


def test_every_check_reports_once_under_its_own_name() -> None:
    view = a_view(**STALLED)
    reply, promises = write_offline(view)
    names = [result.name for result in check(reply, view, promises)]
    assert len(names) == len(set(names)) == 16
    assert checks.GROUNDED_NUMBERS in names
