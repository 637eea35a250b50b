"""The search index: passages' vectors in Chroma. The only user of chromadb, which is imported when first needed (2 s).

Nothing here is the truth: an index can be thrown away and made again from the articles at any time.
"""

import hashlib
import logging
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import numpy as np

from assistant.case.base import Value
from assistant.case.knowledge import Passage
from assistant.errors import ConfigurationError, IndexBroken, SearchIndexError
from assistant.knowledge.chunks import CHUNKING, searchable
from assistant.knowledge.embeddings import Embed, Embedder
from assistant.knowledge.meaning import Vectors
from assistant.knowledge.metadata import metadata_of
from assistant.knowledge.ownership import Ownership

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with how many passages and questions are done, and how many there are to do."""
BATCH = 32
"""Passages embedded and stored at once: few, so that progress shows and a kill loses little. Chroma takes 5461."""
READ_AT_ONCE = 2000
"""Vectors read at once."""
SERVER_SECONDS = 30.0
"""How long a Chroma server may take for one answer."""


class SyncCounts(Value):
    """Passages, not articles; and the questions that articles carry."""

    added: int = 0
    removed: int = 0
    unchanged: int = 0
    questions_added: int = 0
    questions_removed: int = 0


class PassageIndex:
    """Open one with `embedded`, `in_memory` or `on_server`; `close` it when done."""

    def __init__(
        self, client: "Client", embedder: Embedder, suffix: str = "", embed: Embed | None = None, batch: int = BATCH
    ) -> None:
        """`embed` makes the vectors, where it is not the embedder's way for passages; `batch` are stored at once."""
        self._client = client
        self._embedder = embedder
        self._embed = embed or embedder.passages
        self._batch = batch
        self._ownership: Ownership | None = None
        self._suffix = suffix
        self._beside: list[PassageIndex] = []
        self.moved_aside: Path | None = None
        """Where the directory was put that could not be read when this index was opened."""
        with _door():
            self._collection: Collection = client.get_or_create_collection(
                _collection_name(embedder) + suffix,
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine"}},
            )

    def sync(self, wanted: Mapping[str, Passage], progress: Progress | None = None) -> SyncCounts:
        """Make the index hold exactly these passages by these keys; what is there already is not embedded again.

        New ones are stored before old ones go, so that a kill at any point leaves nothing missing for long: the next
        sync completes it. Raises SearchIndexError.
        """
        return self.bring(self.keys(), wanted.keys(), wanted.__getitem__, progress)

    def bring(
        self,
        present: AbstractSet[str],
        wanted: AbstractSet[str],
        passage: Callable[[str], Passage],
        progress: Progress | None = None,
    ) -> SyncCounts:
        """As `sync`, for who knows which keys are `present`, and makes a `passage` only where it is to be stored."""
        missing = [key for key in wanted if key not in present]
        for start in range(0, len(missing), self._batch):
            self._store({key: passage(key) for key in missing[start : start + self._batch]})
            if progress:
                progress(min(start + self._batch, len(missing)), len(missing))
        stale = sorted(present - wanted)
        for start in range(0, len(stale), self._batch):
            with _door():
                self._collection.delete(ids=stale[start : start + self._batch])
        return SyncCounts(added=len(missing), removed=len(stale), unchanged=len(wanted) - len(missing))

    def vectors(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """Those that the index has of the passages with these keys. Raises IndexBroken or SearchIndexError."""
        found: dict[str, Vectors] = {}
        for start in range(0, len(keys), READ_AT_ONCE):
            with _door():
                part = self._collection.get(ids=list(keys[start : start + READ_AT_ONCE]), include=["embeddings"])
            found.update(zip(part["ids"], _rows(part["embeddings"]), strict=True))
        return found

    def keys(self) -> frozenset[str]:
        """Of all passages here. Raises SearchIndexError."""
        with _door():
            return frozenset(self._collection.get(include=[])["ids"])

    def beside(self, name: str, embed: Embed | None = None, batch: int = BATCH) -> "PassageIndex":
        """A collection of its own in the same place, closed with this one."""
        other = PassageIndex(self._client, self._embedder, f"-{name}{self._suffix}", embed, batch)
        self._beside.append(other)
        return other

    def close(self) -> None:
        sessions = _sessions(self._client)
        try:
            with _door():
                for index in (self, *self._beside) if self._suffix else ():  # in memory, which Chroma shares
                    self._client.delete_collection(index._collection.name)
                self._client.close()
                for session in sessions:
                    session.close()
        finally:
            if self._ownership is not None:
                self._ownership.release()

    def probe(self) -> None:
        """Read one vector, which loads all files. Raises IndexBroken if they cannot be read or have lost rows."""
        with _door():
            count = self._collection.count()
            first: list[Sequence[float]] = [[1.0, *[0.0] * (self._embedder.dimension - 1)]]
            found = self._collection.query(query_embeddings=first, n_results=1, include=[])
        if count and not found["ids"][0]:
            raise IndexBroken("The search index has lost its vectors.", _REBUILD)

    def _store(self, passages: Mapping[str, Passage]) -> None:
        vectors = self._embed([searchable(passage) for passage in passages.values()])
        metadatas = [metadata_of(passage) for passage in passages.values()]
        with _door():
            self._collection.upsert(
                ids=list(passages),
                embeddings=vectors,  # type: ignore[arg-type]
                metadatas=metadatas,
                documents=[passage.text for passage in passages.values()],
            )


def embedded(folder: Path, embedder: Embedder) -> PassageIndex:
    """The index in `folder`, owned by this process until closed. Raises IndexInUse within 2 s if another owns it.

    A directory that Chroma cannot read is moved aside (`moved_aside` says where) and an empty index made.
    """
    ownership = Ownership(folder)
    try:
        index = _opened_or_made_anew(folder, embedder)
    except BaseException:
        ownership.release()
        raise
    index._ownership = ownership
    return index


def in_memory(embedder: Embedder) -> PassageIndex:
    """An index that ends with the process; each has a collection of its own, for Chroma shares its memory."""
    import chromadb

    with _door():
        client = cast("Client", chromadb.EphemeralClient(_settings()))
    return PassageIndex(client, embedder, suffix=f"-{uuid.uuid4().hex}")


def on_server(url: str, embedder: Embedder) -> PassageIndex:
    """The index on a Chroma server, shared by many processes. Raises ConfigurationError for a URL that is none."""
    import chromadb
    import httpx

    host, port, secure = _address(url)
    with _door(f"The Chroma server {host}:{port}", "Check knowledge.chroma_url, and that the server is running."):
        scheme = "https" if secure else "http"
        httpx.get(f"{scheme}://{host}:{port}/api/v2/heartbeat", timeout=SERVER_SECONDS).raise_for_status()
        client = cast("Client", chromadb.HttpClient(host, port, secure, settings=_settings()))
    for session in _sessions(client):
        session.timeout = httpx.Timeout(SERVER_SECONDS)
    return PassageIndex(client, embedder)


def _address(url: str) -> tuple[str, int, bool]:
    """Host, port, and whether it is HTTPS. The error does not repeat the URL: there may be a password in it."""
    try:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 8000)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError("knowledge.chroma_url is no URL.", "Write http://host:8000.")
    return parts.hostname, port, secure


def _sessions(client: "Client") -> list["httpx.Client"]:
    """The connection pools of a server's client, which Chroma itself neither limits in time nor ever closes."""
    import httpx

    servers = (getattr(part, "_server", None) for part in (client, client._admin_client))
    pools = (getattr(server, "_session", None) for server in servers)
    return [pool for pool in pools if isinstance(pool, httpx.Client)]


def _opened_or_made_anew(folder: Path, embedder: Embedder) -> PassageIndex:
    data = _generation(folder)
    try:
        return _opened(data, embedder)
    except SearchIndexError as error:
        if not data.exists():
            raise
        aside = data.rename(data.with_name(f"{data.name}.broken"))
        log.warning("The search index could not be read and is made anew; the old one is in %s: %s", aside, error)
    index = _opened(_generation(folder), embedder)
    index.moved_aside = aside
    return index


def _generation(folder: Path) -> Path:
    """The present data directory, else the next one.

    Each has its own number because Chroma, within one process, never forgets a path that it failed to open.
    """
    numbers = {path: int(path.name.removeprefix("chroma-").split(".")[0]) for path in folder.glob("chroma-[0-9]*")}
    present = [path for path in numbers if not path.suffix]
    if present:
        return max(present, key=numbers.__getitem__)
    return folder / f"chroma-{max(numbers.values(), default=0) + 1}"


def _opened(data: Path, embedder: Embedder) -> PassageIndex:
    import chromadb

    with _door():
        client = cast("Client", chromadb.PersistentClient(data, _settings()))
    try:
        index = PassageIndex(client, embedder)
        index.probe()
    except SearchIndexError:
        client.close()
        raise
    return index


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


_PLAIN = (ValueError, TypeError, AttributeError, OSError, RuntimeError)
"""Built-in exceptions that Chroma raises beside its own: for a server that is away, or a system half started."""
_REBUILD = "Run draftdesk kb sync; it makes the index anew from the articles."


@contextmanager
def _door(what: str = "The search index", hint: str = _REBUILD) -> Iterator[None]:
    """No exception of Chroma, of its HTTP client or of its Rust core leaves this module."""
    import httpx
    from chromadb.errors import ChromaError, InternalError

    try:
        yield
    except InternalError as error:
        raise IndexBroken(f"{what} cannot be read: {error}.", hint) from error
    except httpx.HTTPError as error:
        raise SearchIndexError(f"{what} cannot be reached: {type(error).__name__}.", hint) from error
    except (ChromaError, *_PLAIN) as error:
        raise SearchIndexError(f"{what} cannot be used: {error}.", hint) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the Rust core; derives from BaseException
            raise
        raise IndexBroken(f"{what} cannot be read: {error}.", hint) from error


def _collection_name(embedder: Embedder) -> str:
    """Another model or another cutting is another collection: vectors are never compared across them."""
    readable = re.sub(r"[^a-zA-Z0-9.-]+", "-", embedder.name)[:60]
    digest = hashlib.sha256(embedder.name.encode()).hexdigest()[:8]
    return f"draftdesk-{readable}-{digest}-{embedder.dimension}-c{CHUNKING}"


def _rows(vectors: Any) -> list[Vectors]:
    """Chroma gives None, a list of arrays or one array, by what was asked and found."""
    return [] if vectors is None else [np.asarray(vector, dtype=np.float32) for vector in vectors]
