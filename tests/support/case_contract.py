"""The case file as the contract writes it, key by key: what other programs rely on, whatever the models become.

An object is a dict, a list holds the shape of its entries, words with `|` between them are all there are, None is any
other value, and ANY_KEYS is an object whose keys belong to its kind.
"""

from collections.abc import Iterator
from typing import Any

import jsonschema

from assistant.case.case_file import CaseFile

ANY_KEYS = "any keys"
NULL_WHEN_SCREENED = ("diagnosis", "reply")
PARTS = "greeting|acknowledgement|facts|explanation|solution|questions|commitment|closing"

CATEGORIES = (
    "logistics|product_mismatch|after_sales|payment_and_order|promotion_and_invoice|product_question|praise"
    "|complaint_or_legal|not_customer_mail"
)
CAUSES = (
    "in_transit_on_time|not_shipped|shipping_overdue|presale_waiting|stalled|delayed|delivered_not_received|lost"
    "|returned_to_sender|delivery_service|partial_shipment|sync_lag|regional_disruption"
    "|wrong_item_sent|ordered_as_sent|description_gap|missing_item|damaged_in_transit|quality_defect"
    "|return_in_window|return_out_of_window|return_received_not_refunded|refund_in_progress|refund_not_noticed"
    "|cancel_after_shipping|freight_dispute|warranty"
    "|payment_incomplete|duplicate_charge|cancel_before_shipping|address_change_before_shipping"
    "|address_change_after_shipping|variant_change_before_shipping|out_of_stock"
    "|coupon_rules|price_protection|presale_terms|invoice_request|invoice_correction"
)
ACTIONS = (
    "give_information|ask_customer|trace_with_courier|contact_pickup_point|intercept_parcel|expedite|reship|send_part"
    "|replace_with_pickup|exchange_at_customer_cost|return_with_label|return_at_customer_cost|refund|partial_refund"
    "|refund_without_return|price_difference_refund|reimburse_freight|coupon|change_address|change_variant"
    "|cancel_order|issue_invoice|correct_invoice|repair|call_back|escalate"
)

CONTRACT: dict[str, Any] = {
    "schema": "1",
    "message": {
        "message_id": None,
        "from": None,
        "reply_to": None,
        "subject": None,
        "date": None,
        "text": None,
        "attachments": [{"name": None, "type": None, "size": None}],
    },
    "screening": {"kind": "customer|auto_reply|bounce|bulk|own|unreadable", "reason": None},
    "inquiry": {
        "language": "zh|en",
        "order_numbers": [None],
        "phones": [None],
        "items": [None],
        "claims": [None],
        "requests": [None],
        "emotion": "calm|anxious|angry|disappointed|distressed|sarcastic|threatening|confused|grateful",
        "urgent": None,
    },
    "identity": {
        "level": "verified|claimed|unknown",
        "scope": "act|read|none",
        "customer_id": None,
        "evidence": [None],
    },
    "contacts": {"repeat": None, "last_at": None, "summary": None},
    "order": {
        "outcome": "locked|ambiguous|not_found|not_needed",
        "number": None,
        "candidates": [{"number": None, "reason": None}],
    },
    "facts": [{"id": None, "field": None, "record": None, "customer": None, "result": "match|mismatch|unstated"}],
    "claims": [{"id": None, "text": None, "verdict": "confirmed|contradicted|not_in_records", "facts": [None]}],
    "diagnosis": {
        "category": CATEGORIES,
        "cause": CAUSES,
        "secondary": [{"category": CATEGORIES, "cause": CAUSES}],
        "evidence": [None],
        "confidence": None,
    },
    "passages": [{"id": None, "title": None, "version": None, "score": None}],
    "actions": [{"kind": ACTIONS, "arguments": ANY_KEYS, "role": "agent|senior|supervisor", "policy": None}],
    "reply": {
        "subject": None,
        "language": "zh|en",
        "parts": [{"kind": PARTS, "text": None, "sources": [None]}],
        "text": None,
    },
    "promises": [{"text": None, "due": None, "event": None}],
    "checks": [{"name": None, "passed": None, "detail": None}],
    "status": "ready|needs_information|needs_attention|escalated|no_reply",
    "drafter": {
        "name": None,
        "prompt_version": None,
        "calls": None,
        "input_tokens": None,
        "output_tokens": None,
        "seconds": None,
    },
}


def schema() -> dict[str, Any]:
    """The JSON schema that the models give themselves for what they print."""
    return CaseFile.model_json_schema(mode="serialization", by_alias=True)


VALIDATOR = jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.FormatChecker())


def departures(value: Any, contract: Any, place: str = "case") -> Iterator[str]:
    """Where a printed case file differs from the contract: a key too few or too many, a word that it does not have."""
    if isinstance(contract, dict):
        if value is None and place.removeprefix("case.") in NULL_WHEN_SCREENED:
            return
        if not isinstance(value, dict) or set(value) != set(contract):
            yield f"{place} has {sorted(value) if isinstance(value, dict) else value!r}"
            return
        for key, inner in contract.items():
            yield from departures(value[key], inner, f"{place}.{key}")
    elif isinstance(contract, list):
        if not isinstance(value, list):
            yield f"{place} is no list"
            return
        for n, entry in enumerate(value):
            yield from departures(entry, contract[0], f"{place}.{n}")
    elif contract == ANY_KEYS:
        if not isinstance(value, dict):
            yield f"{place} is no object"
    elif isinstance(contract, str) and value is not None and str(value) not in contract.split("|"):
        yield f"{place} is {value!r}"
