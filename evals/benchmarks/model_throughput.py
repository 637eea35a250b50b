"""Mails a second with a model that takes two seconds a call, beside a bare client that makes the same calls.

    python -m evals.benchmarks.model_throughput [--mails 200] [--concurrency 16] [--latency 2.0] [--require]

The mails are those of the recorded runs, again and again: the whole pipeline, from raw bytes to the filed case, in
threads; the endpoint runs in a process of its own. The bare client is an asyncio loop over openai's own client that
sends the very requests that the pipeline sent. Printed as well: the size of each step's prompt in tokens, and how much
of it is the same in every call, so that a provider may keep it. `--require` makes the exit status 1 where an aim is
missed.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, islice
from typing import Any, NamedTuple

import tiktoken
from openai import AsyncOpenAI

from assistant.drafting.model_drafter import ModelDrafter
from assistant.drafting.model_usage import estimated_tokens
from assistant.drafting.offline import OfflineDrafter
from assistant.orders.memory import ShopFileOrders
from assistant.pipeline import Drafted, Pipeline
from assistant.resources import packaged
from assistant.settings import ModelSettings, Settings
from assistant.wiring import build_pipeline, open_knowledge_in_memory
from evals import parrot
from evals.recording.sample import NOW, parsed, recorded_raws, recorded_shop

Body = dict[str, Any]
ENCODING = "o200k_base"
"""Of OpenAI's present models."""
THROUGHPUT_AT_LEAST = 0.95
"""Of the bare client's."""
CALLS_AT_MOST = 2
TOKENS_AT_MOST = 6000
"""Of input, schemas included; both for the median mail."""


class Handler(BaseHTTPRequestHandler):
    """Thinks for `latency` seconds, then repeats the plain letter."""

    latency = 0.0
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        time.sleep(self.latency)
        message = {"role": "assistant", "content": json.dumps(parrot.answer(body), ensure_ascii=False)}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
        told = {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": usage}
        data = json.dumps(told, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def serve(latency: float) -> None:
    """Says its port, then serves until standard input closes."""
    Handler.latency = latency
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(server.serve_forever)
        sys.stdin.read()
        server.shutdown()


@contextmanager
def endpoint(latency: float) -> Iterator[str]:
    command = [sys.executable, "-m", "evals.benchmarks.model_throughput", "--serve", str(latency)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
        process.stdin.close()


class Wiretap:
    """Notes what each thread's calls sent: a mail is worked on in one thread."""

    def __init__(self, drafter: ModelDrafter) -> None:
        self._sent: defaultdict[int, list[Body]] = defaultdict(list)
        for model in (drafter._reader, drafter._writer):
            model._chat.http_client.event_hooks["request"] = [self._note]  # type: ignore[union-attr]

    def taken(self) -> list[Body]:
        """What this thread sent since the last time."""
        return self._sent.pop(threading.get_ident(), [])

    def _note(self, request: Any) -> None:
        self._sent[threading.get_ident()].append(json.loads(request.content))


class Worked(NamedTuple):
    """One mail: its case, and its calls in their order, for the bare client to make again."""

    case: Drafted
    bodies: list[Body]


def ours(pipeline: Pipeline, tap: Wiretap, mails: Sequence[bytes], concurrency: int) -> tuple[float, list[Worked]]:
    def one(raw: bytes) -> Worked:
        return Worked(pipeline.work(parsed(raw), NOW), tap.taken())

    started = time.monotonic()
    with ThreadPoolExecutor(concurrency) as pool:
        worked = list(pool.map(one, mails))
    return time.monotonic() - started, worked


async def bare(url: str, bodies: Sequence[Sequence[Body]], concurrency: int) -> float:
    """The calls of one mail after each other, as many mails at once."""
    places = asyncio.Semaphore(concurrency)
    async with AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:

        async def one(calls: Sequence[Body]) -> None:
            async with places:
                for body in calls:
                    await client.chat.completions.create(**body)

        started = time.monotonic()
        await asyncio.gather(*(one(calls) for calls in bodies))
        return time.monotonic() - started


def tokenizer() -> tuple[str, Callable[[str], int]]:
    """OpenAI's, where tiktoken has its data (it fetches them once, into TIKTOKEN_CACHE_DIR), else the rule of thumb."""
    try:
        encoding = tiktoken.get_encoding(ENCODING)
    except (OSError, ValueError):
        return "estimated tokens (tiktoken's data are not at hand)", estimated_tokens
    return f"tokens of {ENCODING}", lambda text: len(encoding.encode(text))


def prompt_sizes(mails: Sequence[Sequence[Body]]) -> float:
    """Prints them. Returns the tokens of the median mail, with the schemas."""
    unit, count = tokenizer()
    calls = [[_Size.of(body, count) for body in bodies] for bodies in mails]
    sizes = [size for mail in calls for size in mail]
    for form in ("UnderstandAnswer", "WriteAnswer"):
        mine = [size for size in sizes if size.form == form]
        whole = statistics.median(size.words for size in mine)
        share = statistics.median(size.static for size in mine) / whole
        print(
            f"{form:17} {len(mine)} calls, median {whole:.0f} {unit} (at most {max(size.words for size in mine)}), "
            f"of which {share:.0%} are the same in every call; and a schema of {mine[0].schema}"
        )
    words = statistics.median(sum(size.words for size in mail) for mail in calls)
    whole = statistics.median(sum(size.words + size.schema for size in mail) for mail in calls)
    static = statistics.median(sum(size.static + size.schema for size in mail) for mail in calls)
    kept = f"{static / whole:.0%}"
    print(f"a mail, all calls: median {words:.0f}, with the schemas {whole:.0f}, of which a cache keeps {kept}")
    return whole


def missed(throughput: float, calls: float, tokens: float) -> list[str]:
    """The aims that were not reached."""
    aims = {
        f"a throughput of {throughput:.1%}, at least {THROUGHPUT_AT_LEAST:.0%}": throughput >= THROUGHPUT_AT_LEAST,
        f"{calls:.0f} calls for the median mail, at most {CALLS_AT_MOST}": calls <= CALLS_AT_MOST,
        f"{tokens:.0f} tokens for the median mail, at most {TOKENS_AT_MOST}": tokens <= TOKENS_AT_MOST,
    }
    return [aim for aim, is_reached in aims.items() if not is_reached]


class _Size(NamedTuple):
    """Tokens of one call: of its messages, of what is the same in every call of its kind, of its schema."""

    form: str
    words: int
    static: int
    schema: int

    @classmethod
    def of(cls, body: Body, count: Callable[[str], int]) -> "_Size":
        form = body["response_format"]["json_schema"]
        words = [count(str(message["content"])) for message in body["messages"]]
        return cls(str(form["name"]), sum(words), words[0], count(json.dumps(form["schema"])))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=200)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--latency", type=float, default=2.0)
    parser.add_argument("--require", action="store_true", help="exit status 1 where the aims are missed")
    parser.add_argument("--serve", type=float, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve is not None:
        serve(given.serve)
        return 0
    orders, mails = ShopFileOrders(recorded_shop()), list(islice(cycle(recorded_raws()), given.mails))
    knowledge = open_knowledge_in_memory(Settings(), orders.shop().timezone)
    with endpoint(given.latency) as url:
        profile = ModelSettings(base_url=url, model="m", concurrency=given.concurrency)
        drafter = ModelDrafter("bench", profile, None, packaged("prompts"), fallback=OfflineDrafter())
        pipeline = build_pipeline(Settings(), orders, knowledge, drafter)
        tap = Wiretap(drafter)
        ours(pipeline, tap, mails[: given.concurrency], given.concurrency)  # everything is loaded, nothing measured yet
        seconds, worked = ours(pipeline, tap, mails, given.concurrency)
        calls = [case.case_file.drafter.calls for case, _ in worked]
        failed = sum(any(not check.passed for check in case.case_file.checks) for case, _ in worked)
        alone = asyncio.run(bare(url, [bodies for _, bodies in worked], given.concurrency))
    knowledge.close()
    tokens = prompt_sizes([bodies for _, bodies in worked])
    median = statistics.median(calls)
    print(f"{len(mails)} mails, {sum(calls)} calls (median {median:.0f} a mail), {failed} failed checks")
    print(f"pipeline {seconds:.1f} s, bare client {alone:.1f} s: {alone / seconds:.1%} of its throughput")
    for aim in (short := missed(alone / seconds, median, tokens)):
        print(f"not reached: {aim}")
    return 1 if short and given.require else 0


if __name__ == "__main__":
    sys.exit(main())
