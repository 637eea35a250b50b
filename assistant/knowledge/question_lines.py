"""Questions put into an article's front matter, with every other byte of its file as it was."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import ArticleError
from assistant.knowledge.frontmatter import FENCE, QUESTIONS, read_document


def write_questions(path: Path, questions: Sequence[str]) -> None:
    """At the end of the front matter. Raises ArticleError where the file has questions by now, or cannot be written."""
    document = read_document(path)
    if QUESTIONS in document.values:
        raise document.error(
            (QUESTIONS,), "the article has questions by now.", "Take them out to have others proposed."
        )
    try:
        anew = path.with_name(f".{path.name}.new")
        anew.write_bytes(_with(path.read_bytes(), questions))
        anew.chmod(path.stat().st_mode & 0o777)
        os.replace(anew, path)
    except OSError as error:
        hint = "Check its permissions and the free space."
        raise ArticleError(f"{path}: the questions cannot be written: {error.strerror}.", hint) from None


def _with(content: bytes, questions: Sequence[str]) -> bytes:
    """Every JSON string is one of YAML, whatever colons and signs are in it."""
    lines = content.splitlines(keepends=True)
    fences = [number for number, line in enumerate(lines) if line.rstrip() == FENCE.encode() or _begins(number, line)]
    end = b"\r\n" if lines[fences[0]].endswith(b"\r\n") else b"\n"
    added = [f"{QUESTIONS}:", *(f"  - {json.dumps(question, ensure_ascii=False)}" for question in questions)]
    return b"".join([*lines[: fences[1]], *(line.encode() + end for line in added), *lines[fences[1] :]])


def _begins(number: int, line: bytes) -> bool:
    """The first fence of a file that has a byte order mark."""
    return number == 0 and line.decode("utf-8-sig", "replace").rstrip() == FENCE
