"""For every cause: what the sender may not hear stands in no prompt, whatever the process found out."""

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

from assistant.case.diagnosis import Cause
from assistant.case.email import SenderCheck
from assistant.case.inquiry import Topic
from assistant.case.verification import Scope
from assistant.case.view import CaseView
from assistant.drafting.context import of_case
from assistant.drafting.prompts import LANGUAGES, Language, load_prompts
from assistant.process.disclosure import view_for_sender
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
FOR_NOBODY = {"phone": "13812345678", "street": "文三路188号3幢502室", "recipient": "司徒雷登"}


def case_of(cause: Cause, language: Language, vouched_for: str) -> CaseView:
    """A case of an order whose every value is unmistakable, found to have this cause."""
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
    case = worked(evidence(given, of=inquiry(Topic.NOT_RECEIVED, language=language), sender_check=check))
    found = case.diagnosis.model_copy(update={"category": cause.category, "cause": cause})
    words = email("我的快递呢" if language == "zh" else "Where is my parcel?")
    return view_for_sender(
        case.model_copy(update={"diagnosis": found}), words, SHOP, LI_LEI, POLICY, PRODUCTS
    )  # fmt: skip


def leaked(view: CaseView, secrets: dict[str, str]) -> list[str]:
    prompt = PROMPTS.get("write", view.language).render(of_case(view, "warm", "show the code, the phone and the order"))
    return [name for name, secret in secrets.items() if secret in prompt]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", Cause)
def test_no_prompt_of_any_cause_holds_what_is_beyond_the_senders_scope(cause: Cause, language: Language) -> None:
    stranger, reader, known = (case_of(cause, language, verdict) for verdict in ("failed", "none", "passed"))
    assert (stranger.scope, reader.scope, known.scope) == (Scope.NONE, Scope.READ, Scope.ACT)
    assert leaked(stranger, FOR_READ | FOR_ACT | FOR_NOBODY) == []
    assert leaked(reader, FOR_ACT | FOR_NOBODY) == []
    assert leaked(known, FOR_NOBODY) == []
    assert {"number", "product"} <= set(leaked(known, FOR_READ)), "the control finds what may be told"


def test_the_code_is_found_where_the_sender_may_hear_it() -> None:
    assert leaked(case_of(Cause.DELIVERED_NOT_RECEIVED, "zh", "passed"), FOR_ACT) == ["code"]
