"""A scripted OpenAI-compatible endpoint on loopback: it says what it is told to, call by call, and keeps what it was
sent.
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from assistant.drafting.model_methods import PING
from assistant.settings import ModelSettings
from evals import parrot

KEY = "sk-canary-8c1f2e"
"""The key of `profile`; must never be seen again."""

INPUT_TOKENS, OUTPUT_TOKENS = 120, 34

Method = str
METHODS: tuple[Method, ...] = ("json_schema", "function_calling", "json_mode")


class Call(NamedTuple):
    """One request as it came in."""

    path: str
    key: str
    body: dict[str, Any]

    @property
    def text(self) -> str:
        return json.dumps(self.body, ensure_ascii=False)

    @property
    def method(self) -> Method:
        kind = self.body.get("response_format", {}).get("type")
        return {"json_schema": "json_schema", "json_object": "json_mode"}.get(kind, "function_calling")

    @property
    def form(self) -> str:
        """The name of the form that is asked for; empty in json_mode, which names none."""
        if self.method == "json_schema":
            return str(self.body["response_format"]["json_schema"]["name"])
        return str(self.body["tools"][0]["function"]["name"]) if "tools" in self.body else ""


Answerer = Callable[[BaseHTTPRequestHandler, Call], None]


class ModelStub:
    """`script` is answered from its beginning; when it has run out, its last answer is given again."""

    def __init__(self) -> None:
        self.script: list[Answerer] = []
        self.calls: list[Call] = []
        self.url = ""
        self._lock = threading.Lock()

    def answers(self, *script: Answerer) -> "ModelStub":
        with self._lock:
            self.script, self.calls = list(script), []
        return self

    def profile(self, method: Method = "json_schema", **changes: Any) -> ModelSettings:
        values = {"base_url": self.url, "model": "stub", "method": method, "timeout": 5.0, "retries": 0} | changes
        return ModelSettings.model_validate(values)

    def next_answer(self, call: Call) -> Answerer:
        with self._lock:
            self.calls.append(call)
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]


def completion(call: Call, content: str | None, finish: str | None = None, **message: Any) -> dict[str, Any]:
    """A chat completion as the asked-for method has it: in the content, or as the arguments of the one tool call."""
    told: dict[str, Any] = {"role": "assistant", "content": content} | message
    if call.method == "function_calling" and content is not None and "refusal" not in message:
        function = {"name": call.form, "arguments": content}
        told = told | {"content": None, "tool_calls": [{"id": "call_1", "type": "function", "function": function}]}
    usual = "tool_calls" if "tool_calls" in told else "stop"
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1763000000,
        "model": "stub",
        "choices": [{"index": 0, "message": told, "finish_reason": finish or usual, "logprobs": None}],
        "usage": {
            "prompt_tokens": INPUT_TOKENS,
            "completion_tokens": OUTPUT_TOKENS,
            "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS,
        },
    }


def says(content: str | dict[str, Any] | None, finish: str | None = None, **message: Any) -> Answerer:
    """A completion with this content; a dict is the form filled in."""
    words = json.dumps(content, ensure_ascii=False) if isinstance(content, dict) else content
    return lambda handler, call: send_json(handler, 200, completion(call, words, finish, **message))


def parrots(**changes: Any) -> Answerer:
    """What a model would say that reads nothing and repeats the plain letter; `changes` are a part's added words."""

    def answer(handler: BaseHTTPRequestHandler, call: Call) -> None:
        form = parrot.answer(call.body)
        for part in form.get("parts", ()):
            part["text"] += changes.get(part["kind"], "")
        send_json(handler, 200, completion(call, json.dumps(form, ensure_ascii=False)))

    return answer


def fails(status: int, code: str | None = None, **headers: str) -> Answerer:
    """An error as OpenAI words it, with a message that repeats the prompt and the key, as some endpoints do."""

    def answer(handler: BaseHTTPRequestHandler, call: Call) -> None:
        message = f"Incorrect API key provided: {call.key}. Your request was: {call.text}"
        error = {"message": message, "type": code or "invalid_request_error", "code": code, "param": None}
        send_json(handler, status, {"error": error}, **headers)

    return answer


def knows(*methods: Method, deaf: bool = False) -> Answerer:
    """An endpoint that takes these ways of asking for a form, and answers rightly by them.

    By the others it refuses or, `deaf`, passes over what it was asked for and chats.
    """

    def answer(handler: BaseHTTPRequestHandler, call: Call) -> None:
        if call.method in methods:
            says(json.dumps({"answer": "pong"} if is_ping(call) else parrot.answer(call.body)))(handler, call)
        elif deaf:
            told = completion(call, "pong")
            told["choices"][0]["message"] = {"role": "assistant", "content": "pong"}
            send_json(handler, 200, told)
        else:
            fails(400, "invalid_request_error")(handler, call)

    return answer


def is_ping(call: Call) -> bool:
    return PING[0].text in str(call.body["messages"][-1]["content"])


def answers_with(change: Callable[[dict[str, Any]], Any]) -> Answerer:
    """A completion after `change`, which breaks the protocol's shape; what it returns is sent."""
    return lambda handler, call: send_json(handler, 200, change(completion(call, "{}")))


def sends(body: bytes, content_type: str = "application/json", status: int = 200, **headers: str) -> Answerer:
    return lambda handler, call: _send(handler, status, body, content_type, headers)


def is_silent(seconds: float) -> Answerer:
    """Says nothing for so long, then hangs up."""
    return lambda handler, call: time.sleep(seconds)


def slowly(seconds: float, answer: Answerer) -> Answerer:
    """The same answer, so much later."""

    def answer_late(handler: BaseHTTPRequestHandler, call: Call) -> None:
        time.sleep(seconds)
        answer(handler, call)

    return answer_late


def drips(seconds: float) -> Answerer:
    """A byte every tenth of a second: the client's time-out for a byte never strikes."""

    def answer(handler: BaseHTTPRequestHandler, call: Call) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until:
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:  # the client has hung up, as it should
            pass

    return answer


def hangs_up() -> Answerer:
    """Closes the connection without an answer."""

    def answer(handler: BaseHTTPRequestHandler, call: Call) -> None:
        handler.connection.shutdown(socket.SHUT_RDWR)

    return answer


def hangs_up_half_way(content: dict[str, Any]) -> Answerer:
    """Announces the whole answer and sends the first half of it."""

    def answer(handler: BaseHTTPRequestHandler, call: Call) -> None:
        body = json.dumps(completion(call, json.dumps(content))).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2])

    return answer


def send_json(handler: BaseHTTPRequestHandler, status: int, value: Any, **headers: str) -> None:
    _send(handler, status, json.dumps(value, ensure_ascii=False).encode(), "application/json", headers)


def _send(
    handler: BaseHTTPRequestHandler, status: int, body: bytes, content_type: str, headers: dict[str, str]
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that gave up are part of the tests."""


@contextmanager
def running_model_stub(port: int = 0) -> Iterator[ModelStub]:
    stub = ModelStub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            key = self.headers.get("Authorization", "").removeprefix("Bearer ")
            call = Call(self.path, key, json.loads(raw) if raw.startswith(b"{") else {})
            stub.next_answer(call)(self, call)

        do_GET = do_POST  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    with _Server(("127.0.0.1", port), Handler) as server:
        stub.url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield stub
        finally:
            server.shutdown()
            thread.join()
