"""What is searched: the sample knowledge base among 591 articles of law, or the law alone.

The law's articles carry the questions of evals/datasets/law_questions.jsonl, two in each language: written by readers
of the law who had seen nothing else, neither the search nor a question of the benchmark.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.case.knowledge import Passage
from assistant.knowledge.embeddings import Embedder
from assistant.knowledge.frontmatter import read_document, without
from assistant.knowledge.glossary import GLOSSARY_FILE
from assistant.knowledge.index import Progress
from assistant.knowledge.search import Knowledge, open_knowledge
from assistant.knowledge.snapshot import Snapshot, read_snapshot
from evals.retrieval.dataset import Corpus

ROOT = Path(__file__).parents[2]
LAW = ROOT / "evals" / "data" / "law" / "articles.jsonl"
LAW_QUESTIONS = ROOT / "evals" / "datasets" / "law_questions.jsonl"
_ARTICLE = """---
id: {id}
title: {title}
language: zh
questions: {questions}
---

## {chapter}

{text}
"""


@dataclass(frozen=True)
class Searched:
    knowledge: Knowledge
    snapshot: Snapshot
    _names: dict[tuple[str, str], str]

    def name_of(self, passage: Passage) -> str:
        """The article as datasets name it: a version by its own file, and the law's by their ids."""
        return self._names[passage.article_id, passage.version]


@contextmanager
def searched(
    corpus: Corpus, embedder: Embedder, progress: Progress | None = None, *, questions: bool = True
) -> Iterator[Searched]:
    """The corpus, indexed in memory; its articles with the questions that they carry, or without."""
    with TemporaryDirectory() as folder:
        kb_dir = Path(folder)
        if corpus == "shop":
            shutil.copytree(ROOT / "kb", kb_dir, dirs_exist_ok=True)
        else:
            shutil.copy(ROOT / "kb" / GLOSSARY_FILE, kb_dir)
        law_names = _write_law(kb_dir)
        if not questions:
            _take_out_questions(kb_dir)
        snapshot = read_snapshot(kb_dir, "Asia/Shanghai")
        stems = {(article.id, article.version): Path(article.path).stem for article in snapshot.articles}
        names = {key: law_names.get(stem, stem) for key, stem in stems.items()}
        with open_knowledge(kb_dir, None, embedder, progress=progress) as knowledge:
            yield Searched(knowledge, snapshot, names)


def law_texts() -> dict[str, str]:
    """The articles' texts by their ids."""
    rows = [json.loads(row) for row in LAW.read_text("utf-8").splitlines()]
    return {row["id"]: row["text"] for row in rows}


def law_questions() -> dict[str, list[str]]:
    """What the articles carry, in both languages, by their ids."""
    rows = [json.loads(row) for row in LAW_QUESTIONS.read_text("utf-8").splitlines()]
    return {row["id"]: [*row["zh"], *row["en"]] for row in rows}


def _take_out_questions(kb_dir: Path) -> None:
    for path in (kb_dir / "articles").rglob("*.md"):
        text = path.read_text("utf-8")
        path.write_text(without("questions", text, read_document(path).lines), "utf-8")


def _write_law(kb_dir: Path) -> dict[str, str]:
    """The law as articles; their file names with their ids."""
    folder = kb_dir / "articles" / "zh"
    folder.mkdir(parents=True, exist_ok=True)
    (kb_dir / "playbooks").mkdir(exist_ok=True)
    names: dict[str, str] = {}
    asked = law_questions()
    for number, row in enumerate(LAW.read_text("utf-8").splitlines()):
        article = json.loads(row)
        stem = f"law-{number:04}"
        title = f"{article['law'].partition('(')[0]}{article['article']}"
        questions = json.dumps(asked[article["id"]], ensure_ascii=False)
        text = _ARTICLE.format(
            id=stem, title=title, chapter=article["chapter"], text=article["text"], questions=questions
        )
        (folder / f"{stem}.md").write_text(text, "utf-8")
        names[stem] = article["id"]
    return names
