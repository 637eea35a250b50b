"""One process at a time owns an index directory: two make each other's readers silently stale (chroma issue 3792)."""

import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import IndexInUse, SearchIndexError

PATIENCE_SECONDS = 1.0


class Ownership:
    """Held from construction to `release`, or until the process dies, however it dies: the kernel keeps the lock."""

    def __init__(self, folder: Path) -> None:
        """Raises IndexInUse, after PATIENCE_SECONDS, naming the process that owns `folder`."""
        self._note = folder / "owner"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / "lock", timeout=PATIENCE_SECONDS, thread_local=False)
            self._lock.acquire()
            self._note.write_text(_myself(), encoding="utf-8")
        except Timeout:
            raise self._in_use(folder) from None
        except OSError as error:
            hint = "Check its permissions and the free space, or set another data_dir."
            raise SearchIndexError(f"The index directory {folder} cannot be used: {error.strerror}.", hint) from error

    def release(self) -> None:
        if self._lock.is_locked:
            with suppress(OSError):  # only a note for people
                self._note.unlink(missing_ok=True)
            self._lock.release()

    def _in_use(self, folder: Path) -> IndexInUse:
        try:
            owner = self._note.read_text(encoding="utf-8").strip()
        except OSError:
            owner = "another process"
        return IndexInUse(
            f"The search index in {folder} is in use by {owner}.",
            "Run only one process on it, or start a Chroma server and set knowledge.chroma_url for all of them.",
        )


def require_free(folder: Path) -> None:
    """Raises IndexInUse if a process owns `folder` now; makes nothing. Another one may still be quicker afterwards."""
    if (folder / "lock").exists():
        Ownership(folder).release()


def _myself() -> str:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return f"process {os.getpid()} ({Path(sys.argv[0]).name or 'python'}), since {since}"
