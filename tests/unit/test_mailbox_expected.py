"""Mails of other libraries' tests, read as their authors expect, but where somebody judged otherwise and said why."""

from pathlib import Path

import pytest

from assistant.mailbox import body
from evals.mail_corpora.comparing import differences
from evals.mail_corpora.judgement import FILE, defects, judgements
from evals.mail_corpora.samples import PARSING, Sample

DATA = Path(__file__).parents[1] / "data"
SAMPLES = [sample for load in PARSING.values() for sample in load(DATA) if sample.expects_something]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_a_mail_is_read_as_expected(sample: Sample) -> None:
    assert defects(differences(sample), judgements()) == []


def test_there_are_expectations() -> None:
    assert len(SAMPLES) > 70
    assert all(judgement.why for judgement in judgements().values()), FILE


def test_a_reader_that_loses_text_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: without its text most mails differ (the others have none, or one that is judged)."""
    monkeypatch.setattr(body.Content, "words", lambda _: "")
    assert sum(bool(defects(differences(sample), judgements())) for sample in SAMPLES) > 40
