"""The figures of the retrieval benchmark, on lists small enough to reckon by hand, and the datasets' own promises."""

from pathlib import Path

import pytest

from evals.retrieval.dataset import Dataset, read_dataset
from evals.retrieval.metrics import Outcome, figures, ndcg

ROOT = Path(__file__).parents[2]


def outcome(found: str, answers: str) -> Outcome:
    return Outcome(text="?", found=tuple(found.split()), answers=tuple(answers.split()))


@pytest.mark.parametrize(
    ("found", "answers", "rank", "gain"),
    [
        ("a b c", "a", 1, 1.0),
        ("b a c", "a", 2, 0.6309),
        ("b c", "a", None, 0.0),
        ("a b", "a b", 1, 1.0),
        ("c a", "a b", 2, 0.3869),
        ("", "a", None, 0.0),
    ],
)
def test_rank_and_discounted_gain(found: str, answers: str, rank: int | None, gain: float) -> None:
    assert outcome(found, answers).rank == rank
    assert ndcg(outcome(found, answers), 10) == pytest.approx(gain, abs=1e-4)


def test_silence_is_right_where_nothing_answers_and_wrong_elsewhere() -> None:
    told = figures([outcome("a", "a"), outcome("b c a", "a"), outcome("", "a"), outcome("", ""), outcome("x", "")])
    assert (told.recall_1, told.recall_3) == pytest.approx((1 / 3, 2 / 3))
    assert (told.nothing_precision, told.nothing_recall) == (0.5, 0.5)
    assert figures([outcome("a", "a")]).nothing_precision is None


@pytest.mark.parametrize(("name", "least"), [("shop_zh", 150), ("shop_en", 80), ("law_zh", 60), ("law_en", 60)])
def test_each_set_has_enough_questions_none_twice_and_some_without_an_answer(name: str, least: int) -> None:
    questions = dataset(name).questions
    assert len([question for question in questions if question.answers]) >= least
    assert len([question for question in questions if not question.answers]) >= 8
    assert len({question.text for question in questions}) == len(questions)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_article_of_the_sample_shop_is_the_answer_to_a_question(language: str) -> None:
    answers = {answer for question in dataset(f"shop_{language}").questions for answer in question.answers}
    assert answers == {path.stem for path in (ROOT / "kb" / "articles" / language).glob("*.md")}


def test_about_a_third_of_each_law_set_is_held_back() -> None:
    for language in ("zh", "en"):
        parts = dict(dataset(f"law_{language}").parts)
        assert 0.2 < len(parts["held back"]) / len(parts["all"]) < 0.45
        assert len(parts["held back"]) + len(parts["tuning"]) == len(parts["all"])


def dataset(name: str) -> Dataset:
    return read_dataset(ROOT / "evals" / "datasets" / f"retrieval_{name}.yaml")
