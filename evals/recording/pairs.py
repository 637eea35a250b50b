"""Recorded pairs: what the model was asked, and what it answered, as two files a request.

`NAME.STEP.request.json` holds the messages and the schema, `NAME.STEP.answer.txt` the content of the answer. STEP
counts the calls for one mail. A pair belongs to its mail and step; that a request has changed since is told, for then
the answer was given to other words.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).parents[1] / "recordings"
WRITES = 2
"""The step that writes the first letter; 1 reads the mail, 3 repairs the letter."""
REPAIRED = RECORDINGS / "repaired"
"""An earlier recording's first letter that the checks still block, and its repair."""
RECORD = "run `python -m evals.recording`, and have its requests answered by somebody fresh"


def digest(body: dict[str, Any]) -> str:
    """What makes two requests the same: messages and schema, not sampling settings."""
    same = {key: body.get(key) for key in ("messages", "response_format", "tools")}
    return hashlib.sha256(json.dumps(same, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass
class Pairs:
    """The pairs of a folder, and which of them the present run asked for."""

    folder: Path
    waiting: list[str] = field(default_factory=list)
    """Names of requests that nobody has answered."""
    asked_otherwise: list[str] = field(default_factory=list)
    """Names of requests that were other words when they were answered."""
    used: list[str] = field(default_factory=list)

    @classmethod
    def recorded(cls) -> "Pairs":
        return cls(RECORDINGS)

    def answer(self, name: str, body: dict[str, Any]) -> str | None:
        """The recorded answer, else None."""
        answer = self.recorded_answer(name)
        if answer is None:
            self.waiting.append(name)
            return None
        self.used.append(name)
        if self._recorded_digest(name) != digest(body):
            self.asked_otherwise.append(name)
        return answer

    def recorded_answer(self, name: str) -> str | None:
        """The same for whoever only looks: nothing waits for it, and it is not used."""
        answer = self._file(name, "answer.txt")
        return answer.read_text(encoding="utf-8").strip() if answer.is_file() else None

    @property
    def trouble(self) -> str:
        """What keeps these pairs from being today's run, by name, and what to do; empty where nothing does."""
        told = []
        if self.waiting:
            told.append(f"nobody has answered {', '.join(self.waiting)}: {RECORD}")
        if self.asked_otherwise:
            otherwise = ", ".join(self.asked_otherwise)
            told.append(f"answered to other words than today's: {otherwise}: delete these answers, then {RECORD}")
        return "; ".join(told)

    def park(self, name: str, body: dict[str, Any]) -> None:
        """Write the request down, for somebody to answer."""
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = {key: body[key] for key in ("messages", "response_format", "tools") if key in body}
        request = json.dumps({"digest": digest(body), **kept}, ensure_ascii=False, indent=1)
        self._file(name, "request.json").write_text(request + "\n", encoding="utf-8")

    def adopt(self, into: Path) -> None:
        """Put the pairs that this run used in the place of those in `into`."""
        for old in (*into.glob("*.request.json"), *into.glob("*.answer.txt")):
            old.unlink()
        for name in self.used:
            for ending in ("request.json", "answer.txt"):
                shutil.copyfile(self._file(name, ending), into / f"{name}.{ending}")

    def _recorded_digest(self, name: str) -> str:
        request = self._file(name, "request.json")
        return str(json.loads(request.read_text(encoding="utf-8"))["digest"]) if request.is_file() else ""

    def _file(self, name: str, ending: str) -> Path:
        return self.folder / f"{name}.{ending}"
