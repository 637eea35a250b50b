"""For every cause: what the sender may not hear stands in no prompt, whatever the process found out and proposes."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from support.cases import (
    LI_LEI,
    POLICY,
    PRODUCTS,
    SHOP,
    ago,
    email,
    evidence,
    inquiry,
    line,
    order,
    shipment,
    worked,
)
from support.resolutions import RESOLUTIONS

from assistant.case.diagnosis import Action, ActionKind, Cause
from assistant.case.email import SenderCheck
from assistant.case.inquiry import Topic
from assistant.case.verification import Scope
from assistant.case.view import CaseView
from assistant.case.worked import Resolution, WorkedCase
from assistant.drafting.context import of_case
from assistant.drafting.prompts import LANGUAGES, Language, load_prompts
from assistant.process.disclosure import view_for_sender
from assistant.process.sources import sources_of
from assistant.resources import packaged

PROMPTS = load_prompts(packaged("prompts"))
FOR_ACT = {"code": "6-2-1024"}
FOR_READ = {
    "number": "2026111598765",
    "tracking": "75312349998877",
    "product": "朱砂手串",
    "paid": "873.21",
    "place": "绍兴柯桥",
}
FOR_NOBODY = {
    "phone": "13812345678",
    "street": "文三路188号3幢502室",
    "recipient": "司徒雷登",
    "tax number": "91330106MA2CDEFG1X",
}
SECRETS = FOR_READ | FOR_ACT | FOR_NOBODY

OF_THE_CASE: dict[str, Any] = {
    "order": FOR_READ["number"],
    "tracking_number": FOR_READ["tracking"],
    "items": [FOR_READ["product"]],
    "amount": FOR_READ["paid"],
    "value": FOR_READ["paid"],
}
"""What the process puts into an action's arguments from the case's own order, by the argument's name."""
OF_THE_KIND: dict[ActionKind, dict[str, Any]] = {
    ActionKind.CONTACT_PICKUP_POINT: {"name": f"菜鸟驿站文三店（取件码{FOR_ACT['code']}）"},
    ActionKind.CHANGE_ADDRESS: {"address": " ".join(FOR_NOBODY[part] for part in ("recipient", "phone", "street"))},
    ActionKind.ISSUE_INVOICE: {"tax_number": FOR_NOBODY["tax number"]},
    ActionKind.CORRECT_INVOICE: {"tax_number": FOR_NOBODY["tax number"]},
}


def its_own(actions: Iterable[Action]) -> tuple[Action, ...]:
    """The actions with the case's values in the place of their own."""

    def arguments(action: Action) -> dict[str, Any]:
        taken_over = {name: OF_THE_CASE.get(name, value) for name, value in action.arguments.items()}
        return taken_over | OF_THE_KIND.get(action.kind, {})

    return tuple(action.model_copy(update={"arguments": arguments(action)}) for action in actions)


@cache
def case_for(language: Language, vouched_for: str) -> WorkedCase:
    """A case of an order whose every value is unmistakable."""
    told = f"已放入柜，取件码{FOR_ACT['code']}，联系{FOR_NOBODY['phone']}"
    parcel = shipment(
        events=[{"at": ago(hours=60), "place": FOR_READ["place"], "text": told}],
        tracking_number=FOR_READ["tracking"],
        pickup_point={"name": "菜鸟驿站文三店", "phone": "0571-88886666", "code": FOR_ACT["code"]},
        delivered_at=ago(hours=60),
    )
    kept = {"name": FOR_NOBODY["recipient"], "phone": FOR_NOBODY["phone"], "street": FOR_NOBODY["street"]}
    given = order(
        FOR_READ["number"],
        "delivered",
        lines=(line("SECRET", FOR_READ["product"], paid=FOR_READ["paid"], unit_price=FOR_READ["paid"]),),
        total=FOR_READ["paid"],
        shipments=(parcel,),
        recipient={"region": "浙江省", "city": "杭州市", **kept},
    )
    check = SenderCheck.model_validate({"verdict": vouched_for})
    return worked(evidence(given, of=inquiry(Topic.NOT_RECEIVED, language=language), sender_check=check))


def resolutions(cause: Cause) -> list[Resolution]:
    """Each that the process comes to for this cause, of this order."""
    return [
        Resolution(
            actions=its_own(changes["actions"]),
            commitments=changes.get("commitments", ()),
            questions=changes.get("questions", ()),
        )
        for changes in RESOLUTIONS[cause]
    ]


def view_of(cause: Cause, resolution: Resolution, language: Language, vouched_for: str) -> CaseView:
    """What the sender may hear of the case, found to have this cause and resolved like this."""
    case = case_for(language, vouched_for)
    found = case.diagnosis.model_copy(update={"category": cause.category, "cause": cause})
    decided = case.model_copy(update={"diagnosis": found, "resolution": resolution})
    words = email("我的快递呢" if language == "zh" else "Where is my parcel?")
    return view_for_sender(decided, words, SHOP, LI_LEI, POLICY, PRODUCTS)


def leaked(view: CaseView, secrets: dict[str, str]) -> set[str]:
    """Which of these the prompt holds, or what the reply is checked against."""
    prompt = PROMPTS.get("write", view.language).render(of_case(view, "warm", "show the code, the phone and the order"))
    return held(prompt + view.model_dump_json(), secrets)


def held(text: str, secrets: dict[str, str]) -> set[str]:
    return {name for name, secret in secrets.items() if secret in text}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", Cause)
def test_no_prompt_of_any_cause_holds_what_is_beyond_the_senders_scope(cause: Cause, language: Language) -> None:
    for resolution in resolutions(cause):
        stranger, reader, known = (
            view_of(cause, resolution, language, verdict) for verdict in ("failed", "none", "passed")
        )
        assert (stranger.scope, reader.scope, known.scope) == (Scope.NONE, Scope.READ, Scope.ACT)
        assert leaked(stranger, SECRETS) == set()
        assert leaked(reader, FOR_ACT | FOR_NOBODY) == set()
        assert leaked(known, FOR_NOBODY) == set()
        assert [action.kind for action in known.actions] == [action.kind for action in resolution.actions]
        assert {"number", "product"} <= leaked(known, FOR_READ), "the control finds what may be told"


def uncut(view: CaseView, resolution: Resolution) -> CaseView:
    view = view.model_copy(update={"actions": resolution.actions})
    return view.model_copy(update={"sources": sources_of(view)})


def test_with_the_cut_of_the_actions_left_out_a_stranger_would_be_told_all_that_they_hold() -> None:
    """The control: the causes' own actions do hold secrets, and the test does see them."""
    everything = set()
    for cause in Cause:
        for resolution in resolutions(cause):
            secrets = held(resolution.model_dump_json(), SECRETS)
            assert leaked(uncut(view_of(cause, resolution, "zh", "failed"), resolution), SECRETS) == secrets
            everything |= secrets
    assert everything == set(SECRETS) - {"place"}


def test_the_code_is_found_where_the_sender_may_hear_it() -> None:
    (resolution, *_) = resolutions(Cause.DELIVERED_NOT_RECEIVED)
    assert leaked(view_of(Cause.DELIVERED_NOT_RECEIVED, resolution, "zh", "passed"), FOR_ACT) == {"code"}
