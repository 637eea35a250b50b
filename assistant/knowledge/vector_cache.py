"""Vectors of passages, and of the questions that articles carry, kept in a small SQLite file: indexing the same words
again costs nothing."""

import hashlib
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.errors import SearchIndexError
from assistant.knowledge.embeddings import Embed, Embedder, Vector

_TABLE = (
    "CREATE TABLE IF NOT EXISTS vector"
    " (model TEXT NOT NULL, text_sha256 TEXT NOT NULL, floats BLOB NOT NULL, PRIMARY KEY (model, text_sha256))"
)
_ASKED_AT_ONCE = 500  # SQLite's oldest limit on parameters is 999
_WAIT_SECONDS = 30.0


class CachedEmbedder:
    """An embedder in front of which a file remembers. Safe for several processes and threads at once.

    Each use opens the file anew; a file that is no database any more is replaced, since all in it can be made again.
    """

    def __init__(self, inner: Embedder, file: Path) -> None:
        self._inner = inner
        self._file = file

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def dimension(self) -> int:
        return self._inner.dimension

    def query(self, text: str) -> Vector:
        return self._inner.query(text)

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        return self._remembered(self.name, texts, self._inner.passages)

    def questions(self, texts: Sequence[str]) -> list[Vector]:
        return self._remembered(f"{self.name}, questions", texts, self._inner.questions)

    def _remembered(self, model: str, texts: Sequence[str], embed: Embed) -> list[Vector]:
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in texts]
        known = self._read(model, keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            made = dict(zip(missing, embed(list(missing.values())), strict=True))
            self._write(model, made)
            known |= made
        return [known[key] for key in keys]

    def _read(self, model: str, keys: Sequence[str]) -> dict[str, Vector]:
        found: dict[str, Vector] = {}
        with self._database() as database:
            for start in range(0, len(keys), _ASKED_AT_ONCE):
                part = keys[start : start + _ASKED_AT_ONCE]
                marks = ", ".join("?" * len(part))
                query = f"SELECT text_sha256, floats FROM vector WHERE model = ? AND text_sha256 IN ({marks})"  # noqa: S608
                for key, floats in database.execute(query, (model, *part)):
                    found[key] = array("f", floats).tolist()
        return found

    def _write(self, model: str, vectors: dict[str, Vector]) -> None:
        rows = [(model, key, array("f", vector).tobytes()) for key, vector in vectors.items()]
        with self._database() as database:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", rows)
            database.execute("COMMIT")

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._open()) as database:
                yield database
        except (sqlite3.Error, OSError) as error:
            hint = "Check the folder's permissions and space; the file may be deleted, it is only a cache."
            raise SearchIndexError(f"The vector cache {self._file} cannot be used: {error}.", hint) from error

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            self._file.unlink(missing_ok=True)
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._file, timeout=_WAIT_SECONDS, isolation_level=None)
        try:
            database.execute(_TABLE)
        except sqlite3.Error:
            database.close()
            raise
        return database
