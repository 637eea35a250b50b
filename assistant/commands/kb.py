"""`draftdesk kb …`: the knowledge base."""

from assistant.case.base import Value
from assistant.case.knowledge import Language
from assistant.case.shop import Shop
from assistant.errors import ArticleError
from assistant.knowledge.questions import language_of
from assistant.knowledge.reasons import FoundPassage, Reason
from assistant.settings import Settings
from assistant.terminal import err, line, note, record, table
from assistant.times import given_time
from assistant.wiring import (
    kb_folder,
    now_utc,
    open_knowledge_in_memory,
    open_records,
    open_running_knowledge,
    require_index,
)


class SearchedPassage(Value):
    """What `kb search --json` prints for one passage. `id` and `version` are those of a case file's passages."""

    id: str
    title: str
    heading: str
    version: str
    score: float
    language: Language
    text: str
    reason: Reason


def sync(settings: Settings) -> None:
    """Bring the running index up to the articles, with a progress bar in a terminal."""
    from rich.progress import Progress

    from assistant.orders.sql import SqlOrders

    require_index(settings)
    records = open_records(settings)
    zone = SqlOrders(records.database.reading_engine).shop().timezone
    records.database.close()
    with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("Indexing passages", total=None)
        with open_running_knowledge(settings, zone, sync=False) as knowledge:
            counts = knowledge.sync(lambda done, total: bar.update(task, completed=done, total=total))
    line(
        f"{counts.added} passages added, {counts.removed} removed, {counts.unchanged} unchanged;"
        f" {counts.questions_added} questions added, {counts.questions_removed} removed."
    )


def check(settings: Settings) -> None:
    """Raises ArticleError when there is a mistake, after listing all of them."""
    from assistant.knowledge.checking import check as find_problems

    folder = kb_folder(settings)
    problems = find_problems(folder, now_utc())
    table(("Mistake", "What to do"), ((problem.message, problem.hint) for problem in problems))
    if problems:
        count = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        raise ArticleError(f"{count} in {folder}.", "Mend them where they are named, and check again.")
    line(f"{folder} has no mistakes.")


def search(settings: Settings, text: str, at: str | None, *, as_json: bool) -> None:
    """The quotable passages in force at `at`, best first."""
    moment = given_time(at, "--at") if at is not None else now_utc()
    with open_knowledge_in_memory(settings, Shop().timezone) as knowledge:
        found = knowledge.explain(text, language=language_of(text), at=(moment,), limit=6)
    if as_json:
        for each in found:
            fields = each.passage.model_dump(include=set(SearchedPassage.model_fields))
            record(SearchedPassage.model_validate({**fields, "reason": each.reason}).model_dump_json())
        return
    if not found:
        note("Nothing relevant was found.")
    table(("Score", "Passage", "Title", "Heading", "Found by", "In common"), map(_row, found))


def _row(found: FoundPassage) -> tuple[str, str, str, str, str, str]:
    """`Found by` names each way of finding that the passage agrees with, with its rank among all that may be quoted."""
    passage, reason = found.passage, found.reason
    legs = {
        "meaning": reason.meaning,
        "words": reason.words,
        "concepts": reason.concepts,
        "translation": reason.translated,
        "questions": reason.asked,
    }
    by = " ".join(f"{name}:{leg.rank}" for name, leg in legs.items() if leg.rank is not None)
    asked_as = [f"asked as: {reason.asked_as}"] if reason.asked_as else []
    common = ", ".join([*asked_as, *reason.matched[:6]])
    return f"{passage.score:.2f}", passage.id, passage.title, passage.heading, by, common
