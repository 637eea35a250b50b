"""A real PostgreSQL in a folder of its own, on a free port. It runs as `nobody` where the tests run as root."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from .machine import free_port, left_out


class Postgres:
    def __init__(self, home: Path, programs: Path) -> None:
        self.home, self.port = home, free_port()
        self._programs = programs
        self._data = home / "data"
        self._databases = 0
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://draftdesk@127.0.0.1:{self.port}/{database}"

    def create_database(self) -> str:
        """The name of a new and empty database."""
        self._databases += 1
        name = f"draftdesk_{self._databases}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return name

    def start(self) -> None:
        # Nothing in here has to survive a power failure, so nothing is synchronised to the disk.
        quick = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        place = ["-h", "127.0.0.1", "-p", str(self.port), "-k", str(self.home), "-c", "max_connections=120"]
        with (self.home / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, *place, *quick],
                stdout=log,
                stderr=log,
                **_unprivileged(),
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """A fast shutdown: open connections are cut, the data stay whole."""
        if self._process is not None:
            self._process.send_signal(2)
            self._process.wait(20)
            self._process = None

    def initialise(self) -> None:
        options = ["-D", str(self._data), "-U", "draftdesk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([self._programs / "initdb", *options], check=True, capture_output=True, **_unprivileged())

    def _wait_until_it_answers(self) -> None:
        end = time.monotonic() + 20
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise RuntimeError(f"PostgreSQL did not start:\n{(self.home / 'log').read_text()}") from None
                time.sleep(0.05)
            else:
                return


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A started server; the test is left out, with the reason, on a machine without PostgreSQL."""
    programs = find_programs() or left_out("PostgreSQL", "postgresql")
    home = Path(tempfile.mkdtemp(prefix="draftdesk-postgres-"))  # pytest's own folders are closed to other users
    try:
        if os.geteuid() == 0:
            account = pwd.getpwnam("nobody")
            os.chown(home, account.pw_uid, account.pw_gid)
        server = Postgres(home, programs)
        server.initialise()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def find_programs() -> Path | None:
    """The folder with initdb and postgres. Debian keeps it out of PATH, one for each version."""
    on_path = shutil.which("pg_ctl")
    found = [Path(on_path).resolve().parent] if on_path else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists()), None)


def _unprivileged() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": "/"}
