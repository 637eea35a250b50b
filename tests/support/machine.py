"""What the machine must offer for a test, and small things that every server helper needs."""

import os
import shutil
import socket
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import pytest


def need(program: str, package: str, *places: str) -> str:
    """The path of a program. Without it the test is skipped, saying how to get it; with CI=true it fails."""
    found = shutil.which(program, path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin", *places)))
    return found or left_out(program, package)


def left_out(program: str, package: str) -> NoReturn:
    """End the test: skipped, saying how to get what it needs; with CI=true failed."""
    reason = f"{program} is not installed: sudo apt-get install --no-install-recommends {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Different ones: asked for one after the other, the same may come twice."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def certificate(folder: Path) -> Path:
    """A certificate for localhost and 127.0.0.1 as a PEM file, its key beside it; also its own authority."""
    openssl = need("openssl", "openssl")
    pem = folder / "server.pem"
    command = f"{openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    subjects = "-addext subjectAltName=DNS:localhost,IP:127.0.0.1"
    files = ["-keyout", str(pem.with_suffix(".key")), "-out", str(pem)]
    subprocess.run([*command.split(), *subjects.split(), *files], check=True, capture_output=True)
    return pem
