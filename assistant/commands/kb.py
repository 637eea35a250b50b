"""`draftdesk kb …`: the knowledge base."""

from datetime import datetime

from assistant.case.base import Value
from assistant.errors import ArticleError
from assistant.settings import Settings
from assistant.terminal import err, line, note, table
from assistant.times import given_time
from assistant.wiring import kb_folder, now_utc, open_knowledge_in_memory, open_running_knowledge

ZONE = "Asia/Shanghai"
"""Bare dates in front matter are days of this zone while no shop has been imported."""


class Passages(Value):
    """What `kb search --json` prints for one passage."""

    id: str
    title: str
    heading: str
    version: str
    score: float
    language: str
    text: str


def sync(settings: Settings) -> None:
    """Index what changed, with a progress bar in a terminal."""
    from rich.progress import Progress

    with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("Indexing passages", total=None)
        knowledge = open_running_knowledge(settings, ZONE, sync=False)
        counts = knowledge.sync(lambda done, total: bar.update(task, completed=done, total=total))
    knowledge.close()
    line(f"{counts.added} passages added, {counts.removed} removed, {counts.unchanged} unchanged.")


def check(settings: Settings) -> None:
    """Raises ArticleError when there is a mistake, after listing all of them."""
    from assistant.knowledge.checking import check as find_problems

    folder = kb_folder(settings)
    problems = find_problems(folder, now_utc())
    table(("Where", "What", "What to do"), ((problem.path, problem.message, problem.hint) for problem in problems))
    if problems:
        raise ArticleError(f"{len(problems)} mistakes in {folder}.", "Mend them where they are named.")
    line(f"No mistakes in {folder}.")


def search(settings: Settings, text: str, at: str | None, *, as_json: bool) -> None:
    moment: datetime = given_time(at, "--at") if at is not None else now_utc()
    knowledge = open_knowledge_in_memory(settings, ZONE)
    language = "zh" if any("\u4e00" <= character <= "\u9fff" for character in text) else "en"
    found = knowledge.search(text, language="zh" if language == "zh" else "en", at=(moment,), limit=6)
    knowledge.close()
    if as_json:
        for passage in found:
            line(Passages.model_validate(passage.model_dump(include=set(Passages.model_fields))).model_dump_json())
        return
    if not found:
        note("Nothing relevant found.")
    table(
        ("Score", "Passage", "Title", "Heading"),
        ((f"{passage.score:.2f}", passage.id, passage.title, passage.heading) for passage in found),
    )
