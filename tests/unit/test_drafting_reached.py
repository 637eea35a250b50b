"""A letter says that the parcel is where its newest entry has it, and not where that one sends it."""

import pytest
from support.replies import failures, with_sentence
from support.views import a_shipment, a_view, an_order, at

from assistant.case.diagnosis import Cause
from assistant.case.reply import PartKind
from assistant.case.view import EventView
from assistant.drafting.checks import GROUNDED_NAMES
from assistant.drafting.writing import write_offline

SENT_ON = EventView(at=at(12, 9, 30), place="福建泉州分拨中心", text="已发往厦门思明网点")


def is_blocked(sentence: str, language: str, event: EventView = SENT_ON) -> bool:
    view = a_view(Cause.IN_TRANSIT_ON_TIME, language, order=an_order(shipments=(a_shipment(last_event=event),)))
    reply = with_sentence(write_offline(view).reply, PartKind.FACTS, f"\n{sentence}")
    return GROUNDED_NAMES in failures(reply, view)


NOT_THERE = {
    "zh": [
        "包裹昨晚已经抵达厦门。",
        "目前停在思明网点。",
        "包裹现在厦门了。",
        "它已经进入厦门市区。",
        "快件今早到了福建厦门，下午有人送。",
        "快件现已到您当地的站点。",
        "司机已经把它装上车了。",
        "包裹已经离您不远了。",
        "它离开厦门网点了。",
        "包裹已经清关。",
    ],
    "en": [
        "It arrived in Xiamen this morning.",
        "It is in Xiamen now.",
        "Your parcel is already near Xiamen.",
        "It has left Xiamen.",
        "The parcel is sitting at the depot nearest to you.",
        "It is on the van already.",
        "It has passed customs.",
        "It is just around the corner from you.",
        "Your rider has it with him.",
    ],
}
THERE = {
    "zh": [
        "包裹正从泉州发往厦门。",
        "最新一条记录在泉州分拨中心。",
        "包裹已经离开泉州，发往厦门思明网点。",
        "到达厦门后会派送。",
        "预计周六送到厦门。",
        "包裹目前在泉州到厦门的路上。",
        "您的收货地址在厦门。",
        "它是不是已经到了厦门，我们会核实。",
        "您说包裹已经到了厦门，我们会核实。",
        "包裹还没有到厦门。",
    ],
    "en": [
        "It is on its way from Quanzhou to Xiamen.",
        "It has left Quanzhou.",
        "The latest entry is from Quanzhou.",
        "Once it arrives in Xiamen, the courier will ring you.",
        "It is due in Xiamen on Saturday 14 November.",
        "It has not reached Xiamen yet.",
        "If you are at home, the driver can hand it over.",
    ],
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_where_the_parcel_has_not_come_it_is_not_said_to_be(language: str) -> None:
    assert [sentence for sentence in NOT_THERE[language] if not is_blocked(sentence, language)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_where_it_has_come_and_where_it_goes_may_be_told(language: str) -> None:
    assert [sentence for sentence in THERE[language] if is_blocked(sentence, language)] == []


@pytest.mark.parametrize(
    ("language", "text", "sentence"),
    [
        ("zh", "快件已到达厦门思明网点", "包裹已经到了厦门。"),
        ("zh", "快件已到达厦门思明网点", "包裹已经到了当地的网点。"),
        ("en", "快件已到达厦门思明网点", "It is at your local depot in Xiamen."),
        ("en", "清关中", "The parcel is in customs."),
        ("en", "派送中", "It is out for delivery."),
    ],
)
def test_what_the_entry_says_may_be_told(language: str, text: str, sentence: str) -> None:
    assert not is_blocked(sentence, language, EventView(at=at(12, 9, 30), place="厦门思明网点", text=text))
    assert is_blocked(sentence, language)
