"""How well colloquial questions find the articles that answer them.

    python -m evals.retrieval [DATASET.yaml …] [--out DIR] [--misses] [--require]

Without datasets, all of evals/datasets/retrieval_*.yaml. Each is asked as the drafter searches, the same of articles
that carry no questions, by vectors alone, and by BM25 alone.

`--require` makes the exit status 1 where the aim of a dataset is not reached; `--out` keeps a report.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.settings import Settings
from assistant.wiring import build_embedder
from evals.retrieval.corpus import ROOT, searched
from evals.retrieval.dataset import Dataset, read_dataset
from evals.retrieval.metrics import Figures, Outcome, figures
from evals.retrieval.ways import outcome, ways

AIMS = {("shop", "zh"): 0.95, ("shop", "en"): 0.95, ("law", "zh"): 0.80, ("law", "en"): 0.70}
"""Recall among the first three, as the drafter searches."""
Report = dict[str, dict[str, dict[str, Figures]]]
"""Dataset -> way -> part -> figures."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", nargs="*", type=Path)
    parser.add_argument("--out", type=Path, help="a folder for report.json and misses.txt")
    parser.add_argument("--misses", action="store_true", help="print the questions that failed")
    parser.add_argument("--require", action="store_true", help="exit status 1 where an aim is not reached")
    options = parser.parse_args()
    files = options.datasets or sorted((ROOT / "evals" / "datasets").glob("retrieval_*.yaml"))
    datasets = {file.stem: read_dataset(file) for file in files}
    results = _ask(datasets)
    report = _reported(datasets, results)
    _print(report)
    misses = _misses(datasets, results)
    if options.misses:
        print("\n".join(misses))
    if options.out:
        _keep(options.out, report, misses)
    failed = _below_aim(datasets, report)
    for line in failed:
        print(line)
    return 1 if failed and options.require else 0


def _ask(datasets: dict[str, Dataset]) -> dict[str, dict[str, list[Outcome]]]:
    """Dataset -> way -> an outcome for each question. Datasets of one corpus share its index."""
    embedder = build_embedder(Settings())
    results: dict[str, dict[str, list[Outcome]]] = {}
    for corpus in sorted({dataset.corpus for dataset in datasets.values()}):
        of_corpus = {name: dataset for name, dataset in datasets.items() if dataset.corpus == corpus}
        with (
            searched(corpus, embedder, _progress) as place,
            searched(corpus, embedder, _progress, questions=False) as bare,
        ):
            for name, dataset in of_corpus.items():
                results[name] = {
                    way: [outcome(where, question, search(question)) for question in dataset.questions]
                    for way, (where, search) in ways(place, bare, embedder, dataset.language).items()
                }
    return {name: results[name] for name in datasets}


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\rIndexing {done} of {total} passages", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _reported(datasets: dict[str, Dataset], results: dict[str, dict[str, list[Outcome]]]) -> Report:
    return {
        name: {way: _by_part(dataset, outcomes) for way, outcomes in results[name].items()}
        for name, dataset in datasets.items()
    }


def _by_part(dataset: Dataset, outcomes: Sequence[Outcome]) -> dict[str, Figures]:
    of = dict(zip(dataset.questions, outcomes, strict=True))
    return {part: figures([of[question] for question in questions]) for part, questions in dataset.parts}


def _print(report: Report) -> None:
    print(f"{'dataset':20} {'way':17} {'part':10} {'asked':>9}   R@1   R@3 nDCG@10  nothing: precision recall")
    for name, by_way in report.items():
        for way, by_part in by_way.items():
            for part, each in by_part.items():
                asked = f"{each.answerable}+{each.unanswerable}"
                print(
                    f"{name:20} {way:17} {part:10} {asked:>9} {each.recall_1:5.3f} {each.recall_3:5.3f}"
                    f" {each.ndcg_10:7.3f} {_or_dash(each.nothing_precision):>19} {_or_dash(each.nothing_recall):>6}"
                )


def _or_dash(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _misses(datasets: dict[str, Dataset], results: dict[str, dict[str, list[Outcome]]]) -> list[str]:
    """Of the hybrid search only, and none of what is held back: reading those would be tuning on them."""
    return [
        f"{name}: {each.text}  wants {_named(each.answers)}; found {_named(each.found[:3])}"
        for name, dataset in datasets.items()
        for question, each in zip(dataset.questions, results[name]["hybrid"], strict=True)
        if not (dataset.corpus == "law" and question.held_back)
        and (each.rank is None or each.rank > 3 if each.answers else each.found)
    ]


def _named(articles: Sequence[str]) -> str:
    return ", ".join(articles) or "nothing"


def _keep(folder: Path, report: Report, misses: Sequence[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    plain = {
        name: {way: {part: each.model_dump() for part, each in parts.items()} for way, parts in ways_.items()}
        for name, ways_ in report.items()
    }
    (folder / "report.json").write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / "misses.txt").write_text("".join(f"{line}\n" for line in misses), "utf-8")


def _below_aim(datasets: dict[str, Dataset], report: Report) -> list[str]:
    failed = []
    for name, dataset in datasets.items():
        aim, reached = AIMS[dataset.corpus, dataset.language], report[name]["hybrid"]["all"].recall_3
        if reached < aim:
            failed.append(f"{name}: R@3 is {reached:.3f}, the aim is {aim:.2f}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
