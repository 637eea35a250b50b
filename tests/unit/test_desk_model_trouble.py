"""What goes wrong with the drafting model reaches Chinese agents in Chinese; checks go by names that agents know."""

import re

from support.errors_raised import errors_raised_in

from assistant.desk.model_trouble_words import model_trouble_in_words
from assistant.house import BUDGET_SPENT

SETTINGS = re.compile(
    r"concurrency|requests_per_minute|tokens_per_minute|api_key(?:_file)?|base_url|model|method|timeout|daily_budget"
    r"|max_output_tokens|USD"
)
STAND_INS = {"for today, 7 7, is": "for today, 5.00 USD, is", "could cost 7.": "could cost 0.0123."}
BY_THE_MODELS_DOOR = ("model.py", "model_drafter.py", "model_errors.py", "model_ledger.py", "model_traffic.py",
                      "assembling.py", "grounded.py")  # fmt: skip


def troubles() -> list[str]:
    """Every error of the model's door as its source has it, with likely values, and what else the desk shows of it."""
    words = "\n".join(errors_raised_in(*(f"drafting/{name}" for name in BY_THE_MODELS_DOOR)))
    for stand_in, likely in STAND_INS.items():
        words = words.replace(stand_in, likely)
    resting = "The model at http://127.0.0.1/v1 cannot be reached. It is not asked again before it has rested."
    made_up = re.compile(r"^7 It is not asked again.*\n?", re.MULTILINE)  # another trouble's words, then its own
    return [*made_up.sub("", words).splitlines(), resting, BUDGET_SPENT, "the call was broken off"]


def test_no_error_of_the_models_door_is_left_in_english() -> None:
    shown = [f"no draft from the model: {one}" for one in troubles()]
    assert len(shown) > 25
    left = {one: re.findall(r"[A-Za-z]{3,}", SETTINGS.sub("", chinese(one))) for one in shown}
    assert {one: words for one, words in left.items() if words not in ([], ["http"])} == {}


def chinese(trouble: str) -> str:
    return model_trouble_in_words(trouble, "zh")


def test_failed_checks_go_by_the_names_that_agents_know() -> None:
    trouble = "no draft from the model: The model's reply failed its checks (actions_allowed, commitments_told)."
    assert chinese(trouble) == "模型没有给出草稿：模型写的回复没有通过检查：方案在建议动作之内、承诺均已写明。"
    english = model_trouble_in_words(trouble, "en")
    assert english.endswith("failed its checks (Offers are proposed actions; Every commitment is told).")


def test_what_nobody_foresaw_is_shown_as_it_is() -> None:
    for words in ("something new", "The model refused to answer. And more.", "not in the sources of the part: 99"):
        assert chinese(words) == words
        assert model_trouble_in_words(words, "en") == words
