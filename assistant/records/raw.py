"""Raw mail, kept byte for byte in files named by their content's SHA-256, so that anything can be read again."""

import contextlib
import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from assistant.errors import RecordsError, RecordsUnreachable

WRITERS = 16
"""Threads that write at once; they spend their time waiting for the disk."""

One = TypeVar("One")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class RawStore:
    """Files below `directory`, made when the first one is put. Safe for any number of processes."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def put(self, raw: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex. When this returns they survive a power failure.

        Raises RecordsUnreachable when the disk is full or fails; nothing half is left under the final name.
        """
        return self.put_all([raw])[0]

    def put_all(self, raws: Sequence[bytes]) -> list[str]:
        """As `put`, for many at once: side by side, for a disk takes as long to confirm one file as several."""
        digests = [hashlib.sha256(raw).hexdigest() for raw in raws]
        new = {digest: raw for digest, raw in zip(digests, raws, strict=True) if not self._path(digest).exists()}
        folders = {self._path(digest).parent for digest in new}
        try:
            for folder in folders:
                _make_folders(folder)
            _side_by_side(lambda digest: _write_whole(self._path(digest), new[digest]), new)
            _side_by_side(_sync_folder, folders)  # a rename survives a power failure only after this, too
        except OSError as error:
            raise _unreachable(error) from None
        return digests

    def get(self, digest: str) -> bytes:
        """The bytes with this SHA-256. Raises RecordsError when they are missing or were damaged on the disk."""
        try:
            raw = self._path(digest).read_bytes()
        except FileNotFoundError:
            raise RecordsError(
                f"The raw mail {digest} is not in {self.directory}.", "Restore the folder from a backup."
            ) from None
        except OSError as error:
            raise _unreachable(error) from None
        if hashlib.sha256(raw).hexdigest() != digest:
            raise RecordsError(f"The raw mail {digest} was damaged in {self.directory}.", "Restore it from a backup.")
        return raw

    def _path(self, digest: str) -> Path:
        if not _SHA256.fullmatch(digest):
            raise RecordsError("That is no SHA-256, so there is no raw mail of that name.")
        return self.directory / digest[:2] / digest


def _make_folders(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sync_folder(folder.parent)


def _write_whole(target: Path, raw: bytes) -> None:
    """Write beside the target, then rename: a reader sees all of the file or none of it."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _side_by_side(work: Callable[[One], None], things: Collection[One]) -> None:
    """Raises the first OSError, after all have ended."""
    if len(things) < 2:
        for thing in things:
            work(thing)
        return
    with ThreadPoolExecutor(min(WRITERS, len(things))) as writers:
        list(writers.map(work, things))


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unreachable(error: OSError) -> RecordsUnreachable:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return RecordsUnreachable("The disk is full: raw mail cannot be kept.", "Make room; nothing was stored half.")
    return RecordsUnreachable(
        f"The folder of raw mail cannot be used: {error.strerror}.", "Check DRAFTDESK_DATA_DIR and its permissions."
    )
