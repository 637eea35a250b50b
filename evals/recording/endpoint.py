"""An OpenAI-compatible endpoint on loopback that answers from recorded pairs, for one mail at a time."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.settings import ModelSettings
from evals.recording.pairs import Pairs

CHARACTERS_PER_TOKEN = 3
"""A rough count for the accounting; nobody pays for these tokens."""


class Endpoint:
    """`begin` says which mail is worked; its calls count from 1. With `park`, what nobody answered is written down.

    A request without an answer is refused, so that nothing is asked again and the offline draft takes over.
    """

    def __init__(self, pairs: Pairs, *, park: bool) -> None:
        self.pairs = pairs
        self.url = ""
        self._park = park
        self._mail = ""
        self._calls = 0

    def begin(self, mail: str) -> None:
        self._mail, self._calls = mail, 0

    def profile(self) -> ModelSettings:
        return ModelSettings(base_url=self.url, model="recorded", timeout=30.0)

    def reply(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self._calls += 1
        name = f"{self._mail}.{self._calls}"
        text = self.pairs.answer(name, body)
        if text is None:
            if self._park:
                self.pairs.park(name, body)
            return 418, {"error": {"code": "not_recorded"}}
        return 200, _completion(body, text)


def _completion(body: dict[str, Any], text: str) -> dict[str, Any]:
    read = sum(len(str(message.get("content") or "")) for message in body["messages"]) // CHARACTERS_PER_TOKEN
    written = len(text) // CHARACTERS_PER_TOKEN
    return {
        "id": "recorded",
        "object": "chat.completion",
        "created": 0,
        "model": "recorded",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written},
    }


@contextmanager
def running_endpoint(pairs: Pairs, *, park: bool = False) -> Iterator[Endpoint]:
    endpoint = Endpoint(pairs, park=park)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, answer = endpoint.reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            data = json.dumps(answer, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield endpoint
        finally:
            server.shutdown()
            thread.join()
