"""Raw mail, kept byte for byte in files named by their content's SHA-256, so that anything can be read again."""

import contextlib
import errno
import hashlib
import os
import re
import tempfile
from pathlib import Path

from assistant.errors import RecordsError, RecordsUnreachable

_SHA256 = re.compile(r"[0-9a-f]{64}")


class RawStore:
    """Files below `directory`, made when the first one is put. Safe for any number of processes."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def put(self, raw: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex. When this returns they survive a power failure.

        Raises RecordsUnreachable when the disk is full or fails; nothing half is left under the final name.
        """
        digest = hashlib.sha256(raw).hexdigest()
        target = self._path(digest)
        try:
            if not target.exists():
                _make_folders(target.parent)
                _write_whole(target, raw)
        except OSError as error:
            raise _unreachable(error) from None
        return digest

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
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """A rename survives a power failure only once its folder was synchronised, too."""
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
