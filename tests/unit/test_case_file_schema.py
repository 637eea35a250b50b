"""The models of the case file against the contract written out: a drift of either is seen here first."""

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from support.case_contract import ANY_KEYS, CONTRACT, NULL_WHEN_SCREENED, PARTS, VALIDATOR, departures, schema

from assistant.case.case_file import CaseFile, DrafterEntry
from assistant.case.filing import unreadable_case_file
from assistant.case.reply import Part, PartKind, Reply

SCHEMA = schema()
NOBODY = DrafterEntry(
    name="offline", prompt_version=None, calls=0, input_tokens=0, output_tokens=0, seconds=0.0
)  # fmt: skip


def plain(node: dict[str, Any]) -> dict[str, Any]:
    """A schema node without the reference or the null that it may be wrapped in."""
    for inner in node.get("anyOf", ()):
        if inner.get("type") != "null":
            return plain(inner)
    return plain(SCHEMA["$defs"][node["$ref"].rpartition("/")[2]]) if "$ref" in node else node


def differences(node: dict[str, Any], contract: Any, place: str = "case") -> Iterator[str]:
    """Where the schema allows another shape than the contract has."""
    node = plain(node)
    if isinstance(contract, dict):
        keys = set(node.get("properties", ()))
        if keys != set(contract):
            yield f"{place}: the models have {sorted(keys - set(contract))} and lack {sorted(set(contract) - keys)}"
        if set(node.get("required", ())) != keys or node.get("additionalProperties") is not False:
            yield f"{place}: a key may be left out or invented"
        for key in keys & set(contract):
            yield from differences(node["properties"][key], contract[key], f"{place}.{key}")
    elif isinstance(contract, list):
        if node.get("type") != "array":
            yield f"{place}: no list"
        else:
            yield from differences(node["items"], contract[0], f"{place}[]")
    elif contract == ANY_KEYS:
        if node.get("type") != "object":
            yield f"{place}: no object"
    elif isinstance(contract, str):
        words = {str(word) for word in node.get("enum", [node.get("const")])}
        if words != set(contract.split("|")):
            yield f"{place}: {sorted(words ^ set(contract.split('|')))}"


def test_the_models_have_exactly_the_keys_and_words_of_the_contract() -> None:
    assert list(differences(SCHEMA, CONTRACT)) == []


def test_only_diagnosis_and_reply_may_be_null_as_a_whole() -> None:
    nullable = [
        name
        for name, node in SCHEMA["properties"].items()
        if any(inner.get("type") == "null" for inner in node.get("anyOf", ()))
    ]
    assert nullable == list(NULL_WHEN_SCREENED)


def test_the_parts_of_a_reply_are_the_eight_in_their_order() -> None:
    assert [kind.value for kind in PartKind] == PARTS.split("|")


def test_a_reply_puts_its_parts_in_order_and_joins_them_by_blank_lines() -> None:
    given = (
        Part(kind=PartKind.CLOSING, text="Bye"),
        Part(kind=PartKind.GREETING, text=" Hi \n"),
        Part(kind=PartKind.FACTS, text=" "),
    )
    reply = Reply.of("Re", "en", given)
    assert [part.kind for part in reply.parts] == ["greeting", "closing"]
    assert reply.text == "Hi\n\nBye"


def test_an_unreadable_file_has_every_key_too() -> None:
    printed = unreadable_case_file("There is no such file.", NOBODY).to_dict()
    assert list(departures(printed, CONTRACT)) == []
    assert list(VALIDATOR.iter_errors(printed)) == []
    assert printed["screening"] == {"kind": "unreadable", "reason": "There is no such file."}
    assert (printed["diagnosis"], printed["reply"], printed["actions"]) == (None, None, [])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda case: case.pop("promises"), "case has"),
        (lambda case: case["order"].pop("number"), "case.order has"),
        (lambda case: case["message"].update(sender="x"), "case.message has"),
        (lambda case: case.update(order=None), "case.order has None"),
        (lambda case: case.update(status="done"), "case.status is 'done'"),
        (lambda case: case.update(facts=[{"id": "f1"}]), "case.facts.0 has ['id']"),
    ],
)
def test_a_case_file_that_departs_from_the_contract_is_caught(spoil: Any, words: str) -> None:
    """The positive control of both checks."""
    printed = unreadable_case_file("x", NOBODY).to_dict()
    spoil(printed)
    assert any(words in departure for departure in departures(printed, CONTRACT))
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(printed)


def test_a_case_file_is_one_line_and_reads_back_the_same() -> None:
    case = unreadable_case_file("two\nlines", NOBODY)
    assert "\n" not in case.to_json()
    assert CaseFile.model_validate_json(case.to_json()) == case
