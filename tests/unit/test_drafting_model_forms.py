"""The forms' schemas lie in the subset that OpenAI's strict mode and llama.cpp's grammars both take."""

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.drafting.answers import Form, UnderstandAnswer, WriteAnswer
from assistant.drafting.model import ChatModel
from assistant.drafting.model_wire import answer_limit, public_address, usable_key
from assistant.errors import ConfigurationError
from assistant.settings import ModelSettings

FORMS = (UnderstandAnswer, WriteAnswer)

TAKEN = {
    "$defs", "$ref", "type", "enum", "anyOf", "properties", "required", "additionalProperties", "items", "title",
    "description", "maxLength", "minLength", "maxItems", "minItems",
}  # fmt: skip


def parts_of(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schema and every schema inside it."""
    yield schema
    inner = [*schema.get("$defs", {}).values(), *schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    for part in [*inner, *([schema["items"]] if "items" in schema else [])]:
        yield from parts_of(part)


@pytest.fixture(params=FORMS, ids=lambda form: form.__name__)
def parts(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    form: type[Form] = request.param
    return list(parts_of(form.schema_sent()))


def test_no_keyword_is_used_that_one_of_them_refuses(parts: list[dict[str, Any]]) -> None:
    assert {keyword for part in parts for keyword in part} <= TAKEN


def test_every_property_is_required_and_no_other_allowed(parts: list[dict[str, Any]]) -> None:
    objects = [part for part in parts if part.get("type") == "object"]
    assert objects
    for part in objects:
        assert part["required"] == list(part["properties"])
        assert part["additionalProperties"] is False


def test_every_list_and_every_string_is_bounded(parts: list[dict[str, Any]]) -> None:
    lists = [part for part in parts if part.get("type") == "array"]
    strings = [part for part in parts if part.get("type") == "string" and "enum" not in part]
    assert lists
    assert strings
    assert all(1 <= part["maxItems"] <= 30 for part in lists)
    assert all(1 <= part["maxLength"] <= 1500 for part in strings)


def test_a_reference_stands_alone(parts: list[dict[str, Any]]) -> None:
    """OpenAI's strict mode takes nothing beside a `$ref`."""
    assert all(set(part) == {"$ref"} for part in parts if "$ref" in part)


def test_the_root_is_an_object(parts: list[dict[str, Any]]) -> None:
    assert parts[0]["type"] == "object"
    assert "anyOf" not in parts[0]


def a_profile(**changes: Any) -> ModelSettings:
    return ModelSettings.model_validate({"base_url": "http://127.0.0.1:1/v1", "model": "m"} | changes)


@pytest.mark.parametrize("address", ["localhost:8080/v1", "ftp://model.example", "http://", "http://[::1", "", "model"])
def test_an_address_that_leads_nowhere_is_found_before_the_first_mail(address: str) -> None:
    with pytest.raises(ConfigurationError, match="address of the model"):
        ChatModel(a_profile(base_url=address), "k")


@pytest.mark.parametrize("key", ["sk-\u2026", "two words", "line\nbreak", "ключ"])
def test_a_key_that_cannot_be_sent_is_found_and_not_shown(key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        ChatModel(a_profile(), key)
    assert key not in str(caught.value)


def test_space_around_a_key_is_no_part_of_it() -> None:
    assert usable_key(" sk-1\n") == "sk-1"


@pytest.mark.parametrize("key", [None, "", " "])
def test_an_endpoint_of_one_s_own_needs_no_key(key: str | None) -> None:
    assert usable_key(key) == "none"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://api.example.com/v1", "https://api.example.com/v1"),
        ("https://me:secret@api.example.com/v1?key=secret#secret", "https://api.example.com/v1"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1"),
    ],
)
def test_an_address_is_shown_without_its_secrets(address: str, shown: str) -> None:
    assert public_address(address) == shown


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://api.openai.com/v1", "max_completion_tokens"),
        ("https://shop.openai.azure.com/openai/v1", "max_completion_tokens"),
        ("https://shop.services.ai.azure.com/openai/v1", "max_completion_tokens"),
        ("https://shop.cognitiveservices.azure.com/openai/v1", "max_completion_tokens"),
        ("https://shop.services.ai.azure.com/models", "max_tokens"),  # Azure's other interface
        ("https://api.deepseek.com/v1", "max_tokens"),
        ("http://localhost:8080/v1", "max_tokens"),
        ("http://openai.com.example/v1", "max_tokens"),
    ],
)
def test_the_bound_of_an_answer_has_the_endpoint_s_own_name(address: str, name: str) -> None:
    assert answer_limit(public_address(address), 99) == {name: 99}


def test_a_schema_says_no_field_s_name_twice() -> None:
    for form in (UnderstandAnswer, WriteAnswer):
        schema = form.schema_sent()
        assert schema["title"] == form.__name__
        assert [part["title"] for part in parts_of(schema) if part is not schema and "title" in part] == []
