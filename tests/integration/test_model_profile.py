"""What the settings say of a model reaches its endpoint: the key from wherever it stands, a model for each step, the
shop's tone.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.model_answers import GLOSSARY, a_case, a_mail
from support.model_stub import ModelStub, parrots, running_model_stub

from assistant.settings import ModelSettings
from assistant.settings_reading import load_settings
from assistant.wiring import build_drafter

KEY = "sk-of-the-shop"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ModelStub]:
    with running_model_stub() as running:
        yield running


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def draft_a_mail(endpoint: ModelStub, *, before: str = "", of_profile: str = "") -> None:
    """Both steps of one mail, by a drafter that the settings' file chooses."""
    endpoint.answers(parrots())
    profile = f'[models.main]\nbase_url = "{endpoint.url}"\nmodel = "large"\n{of_profile}\n'
    Path("draftdesk.toml").write_text(f'drafter = "main"\n{before}\n{profile}', encoding="utf-8")
    drafter = build_drafter(load_settings())
    assert drafter.understand(a_mail(), GLOSSARY).failure is None
    assert drafter.write(a_case()).failure is None


@pytest.mark.parametrize("place", ["profile", "file", "environment"])
def test_the_key_comes_from_the_profile_a_file_or_the_environment(
    endpoint: ModelStub, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("key.txt").write_text(f"{KEY}\n", encoding="utf-8")
    if place == "environment":
        monkeypatch.setenv("DRAFTDESK_MODELS__MAIN__API_KEY", KEY)
    said = {"profile": f'api_key = "{KEY}"', "file": 'api_key_file = "key.txt"', "environment": ""}[place]
    draft_a_mail(endpoint, of_profile=said)
    assert {call.key for call in endpoint.calls} == {KEY}


def test_each_step_may_have_a_model_of_its_own(endpoint: ModelStub) -> None:
    draft_a_mail(endpoint, of_profile='understand_model = "small"')
    assert [(call.form, call.body["model"]) for call in endpoint.calls] == [
        ("UnderstandAnswer", "small"), ("WriteAnswer", "large"),
    ]  # fmt: skip


def test_the_shops_tone_is_told_with_the_letter_and_only_there(endpoint: ModelStub) -> None:
    draft_a_mail(endpoint, before='tone = "亲切，像邻居一样"')
    read, written = (call.text for call in endpoint.calls)
    assert "亲切，像邻居一样" in written
    assert "亲切，像邻居一样" not in read
    draft_a_mail(endpoint)
    assert "亲切" not in endpoint.calls[1].body["messages"][1]["content"]


def test_a_profile_needs_an_address_and_a_model_and_nothing_else() -> None:
    required = {name for name, field in ModelSettings.model_fields.items() if field.is_required()}
    assert required == {"base_url", "model"}
