"""A mail, its case, and what a good model answers to both."""

from typing import Any

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.email import Email
from assistant.case.inquiry import Emotion
from assistant.case.view import CaseView
from assistant.drafting.offline import OfflineDrafter
from assistant.drafting.writing import write_offline
from assistant.pipeline import Glossary
from support.cases import PRODUCTS, email
from support.views import ORDER_NUMBER, a_commitment, a_view, an_action

SECRET_WORDS = "紫色河马在唱歌"
"""Stands in the mail and in the case's words; no error may repeat it."""

GLOSSARY = Glossary(products=PRODUCTS)
MAIL_TEXT = f"订单号 {ORDER_NUMBER}，保温杯三天没有动静了，孩子周五生日要用，请帮我催一下。{SECRET_WORDS}"


def a_mail(text: str = MAIL_TEXT, **changes: Any) -> Email:
    return email(text, subject=changes.pop("subject", "快递怎么不动了"), **changes)


def a_case(language: str = "zh", **changes: Any) -> CaseView:
    """A stalled parcel that is traced, with one commitment."""
    values: dict[str, Any] = {
        "actions": (an_action(ActionKind.TRACE_WITH_COURIER, carrier="中通快递"),),
        "commitments": (a_commitment(ActionKind.TRACE_WITH_COURIER),),
        "words": f"我的保温杯三天没有动静了。{SECRET_WORDS}",
        "emotion": Emotion.ANXIOUS,
    }
    return a_view(Cause.STALLED, language, **values | changes)


def a_reading(**changes: Any) -> dict[str, Any]:
    """What a good model reads in `a_mail`."""
    values: dict[str, Any] = {
        "order_numbers": [ORDER_NUMBER],
        "items": [{"words": "保温杯", "variants": [], "quantity": None, "price": None}],
        "topics": [{"topic": "delivery", "words": "保温杯三天没有动静了"}],
        "statements": [{"kind": "no_movement", "words": "三天没有动静了", "value": None}],
        "requests": [{"request": "expedite", "words": "请帮我催一下"}],
        "feeling": {"emotion": "anxious", "words": "请帮我催一下"},
        "wanted_variants": [],
        "urgent_words": "孩子周五生日要用",
    }
    return values | changes


def a_letter(view: CaseView) -> dict[str, Any]:
    """A reply that passes every check: the offline letter, with a sentence that only this one has."""
    parts = [
        {"kind": part.kind.value, "text": part.text, "sources": list(part.sources)}
        for part in write_offline(view).reply.parts
    ]
    thanks = "我们会认真跟进。" if view.language == "zh" else "We will follow this up with care."
    parts[-1]["text"] = f"{thanks}\n{parts[-1]['text']}"
    return {"parts": parts, "main_cause": None}


def offline() -> OfflineDrafter:
    return OfflineDrafter()
