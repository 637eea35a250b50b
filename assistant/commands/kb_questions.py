"""`draftdesk kb questions`: have a model propose how customers ask for articles that carry no questions yet."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from assistant.case.knowledge import Article, Language
from assistant.drafting.article_questions import QuestionWriter
from assistant.errors import ConfigurationError
from assistant.knowledge.articles import load_articles
from assistant.knowledge.question_lines import write_questions
from assistant.knowledge.questions import language_of
from assistant.settings import Settings
from assistant.terminal import line, note
from assistant.wiring import Records, build_question_writer, kb_folder, model_profile, now_utc, open_records


def propose(settings: Settings, profile: str | None, most: int | None, *, write: bool) -> None:
    """Show what is proposed for each article and, if `write`, put it into its file.

    Internal articles are left out: they are shown to no model. So are those whose time is over. Raises
    ConfigurationError without a model, ArticleError, and ModelError at the first article that none can be had for;
    what was shown before stays written.
    """
    name = _profile(settings, profile)
    if write and settings.kb_dir is None and not Path("kb").is_dir():
        raise ConfigurationError("The sample knowledge base is not written to.", "Name your own with --kb.")
    records = open_records(settings)
    try:
        _propose(settings, records, name, most, write=write)
    finally:
        records.database.close()


def _propose(settings: Settings, records: Records, name: str, most: int | None, *, write: bool) -> None:
    from assistant.orders.sql import SqlOrders

    zone = SqlOrders(records.database.reading_engine).shop().timezone
    articles = load_articles(kb_folder(settings) / "articles", zone)
    waiting = [article for article in articles if _is_without(article, now_utc())]
    writer = build_question_writer(settings, name, records.model_calls)
    done = 0
    for article in waiting[:most]:
        questions = list(_proposed(writer, article, articles, zone))
        _show(article, questions)
        if write:
            write_questions(Path(article.path), questions)
        done += 1
    _conclude(done, len(waiting), write=write)


def _profile(settings: Settings, given: str | None) -> str:
    name = given or settings.drafter
    if name == "offline":
        names = ", ".join(settings.models)
        raise ConfigurationError(
            "No model is set to propose questions.",
            f"Name a profile with --drafter: {names}."
            if names
            else "Add [models.NAME] to the settings and give --drafter NAME, or write `questions:` into the articles.",
        )
    model_profile(settings, name)
    return name


def _is_without(article: Article, now: datetime) -> bool:
    over = article.valid_until is not None and article.valid_until <= now
    return not article.questions and article.audience == "customer" and not over


def _proposed(writer: QuestionWriter, article: Article, articles: Sequence[Article], zone: str) -> Iterator[str]:
    for language in _languages(article, articles):
        asked = writer.propose(article, language, zone)
        yield from (question for question in asked if language_of(question) == language)


def _languages(article: Article, articles: Sequence[Article]) -> tuple[Language, ...]:
    """Its own; and the other, where no counterpart will be found in that."""
    if article.counterpart in {other.id for other in articles}:
        return (article.language,)
    return ("zh", "en") if article.language == "zh" else ("en", "zh")


def _show(article: Article, questions: Sequence[str]) -> None:
    line(f"{article.path}: {article.title}")
    for question in questions:
        line(f"  - {question}")


def _conclude(done: int, waiting: int, *, write: bool) -> None:
    if not waiting:
        note("Every article that customers may be told carries questions.")
    elif write:
        note(f"Questions were written into {done} of {waiting} articles. Read them, and take out what does not fit.")
    else:
        note(f"Nothing was written: questions for {done} of {waiting} articles are shown. --write also puts them in.")
