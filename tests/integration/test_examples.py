"""The files that the README has a newcomer try."""

import json
from pathlib import Path

from support.commands import draftdesk

ROOT = Path(__file__).parents[2]


def test_the_readmes_examples_work_as_written(tmp_path: Path) -> None:
    examples = ROOT / "examples"
    done = draftdesk(
        "draft", examples / "mail-en.eml", examples / "mail-zh.eml", "--shop", examples / "shop.json",
        "--now", "2026-11-23T10:30+08:00", "--json", cwd=tmp_path,
    )  # fmt: skip
    causes = [json.loads(line)["diagnosis"]["cause"] for line in done.out.splitlines()]
    assert (done.status, done.err, causes) == (0, "", ["shipping_overdue", "stalled"])


def test_every_example_and_page_that_the_readmes_name_is_there() -> None:
    for readme in ("README.md", "README.zh-CN.md"):
        words = (ROOT / readme).read_text(encoding="utf-8").replace("(", " ").replace(")", " ").split()
        named = {word for word in words if word.startswith(("docs/", "examples/"))}
        assert len(named) > 3
        assert [name for name in named if not (ROOT / name).exists()] == []
