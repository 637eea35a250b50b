"""When the index cannot be had: the policy is still read, and a search says what is wrong."""

import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.house import eventually

from assistant.case.diagnosis import Cause
from assistant.demo.sample import SUPPORT_ADDRESS, TRUSTED_AUTHSERV_ID, sample_mails, sample_shop
from assistant.errors import IndexInUse, SearchIndexError
from assistant.knowledge.search import open_knowledge, open_without_index
from assistant.mailbox.parsing import parse
from assistant.orders.memory import ShopFileOrders
from assistant.pipeline import KNOWLEDGE_CHECK
from assistant.settings import Settings
from assistant.wiring import build_drafter, build_embedder, build_pipeline, open_knowledge_or_policy

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 23, tzinfo=UTC)
FULL_DISK = """
    import resource
    from pathlib import Path

    import numpy, chromadb
    from assistant.settings import Settings
    from assistant.wiring import build_embedder, open_knowledge_or_policy
    from datetime import UTC, datetime

    settings = Settings(kb_dir=Path({kb!r}), data_dir=Path({data!r}))
    build_embedder(settings).query("loaded before the disk is full")
    resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))
    knowledge = open_knowledge_or_policy(settings, "Asia/Shanghai")
    at = datetime(2026, 11, 23, tzinfo=UTC)
    print(knowledge.policy(at).return_window_days)
    try:
        print(len(knowledge.search("退款多久到账", language="zh", at=[at])))
    except Exception as error:
        print(type(error).__name__, error)
    knowledge.close()
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Settings(kb_dir=ROOT / "kb", data_dir=tmp_path / "data")


def with_file_limit(settings: Settings, limit: int) -> list[str]:
    """A process that may write no file beyond `limit` bytes, which is what a full disk or a quota looks like."""
    script = textwrap.dedent(FULL_DISK).format(kb=str(settings.kb_dir), data=str(settings.data_dir), limit=limit)
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return ended.stdout.splitlines()


def test_on_a_full_disk_the_policy_is_read_and_a_search_says_why_there_is_none(settings: Settings) -> None:
    days, searched = with_file_limit(settings, 20_000)
    assert days == "7"
    assert searched.startswith("SearchIndexError There is no search index:")
    again, found = with_file_limit(settings, 10**9)  # there is room again
    assert again == "7"
    assert int(found) > 0


@pytest.fixture
def small_disk(settings: Settings) -> Iterator[Callable[[str], object]]:
    """The data folder on a file system of its own, of 128 KB until it is given another size."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    settings.data_dir.mkdir()
    made = [mount, "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(settings.data_dir)] if mount and umount else ["false"]
    if (done := subprocess.run(made, capture_output=True, text=True)).returncode:
        pytest.skip(f"a file system cannot be mounted here: {done.stderr.strip() or 'no mount command'}")
    yield lambda size: subprocess.run([str(mount), "-o", f"remount,size={size}", str(settings.data_dir)], check=True)
    # Chroma's own threads close its database up to 27 ms after it: until then the file system is in use.
    eventually(lambda: subprocess.run([str(umount), str(settings.data_dir)], capture_output=True).returncode == 0)


def small_kb(folder: Path) -> Path:
    """All the playbooks and one article."""
    shutil.copytree(ROOT / "kb" / "playbooks", folder / "playbooks")
    (folder / "articles" / "zh").mkdir(parents=True)
    shutil.copy(ROOT / "kb" / "articles" / "zh" / "refund-times.md", folder / "articles" / "zh")
    return folder


def test_a_file_system_that_is_really_full_costs_the_search_and_not_the_desk(
    settings: Settings, small_disk: Callable[[str], object]
) -> None:
    settings = settings.model_copy(update={"kb_dir": small_kb(settings.data_dir.parent / "kb")})
    with open_knowledge_or_policy(settings, "Asia/Shanghai") as knowledge:
        assert knowledge.policy(AT).return_window_days == 7
        assert knowledge.problem
        with pytest.raises(SearchIndexError, match="There is no search index"):
            knowledge.search("退款多久到账", language="zh", at=[AT])
    small_disk("100m")
    with open_knowledge_or_policy(settings, "Asia/Shanghai") as knowledge:
        assert knowledge.problem == ""
        assert knowledge.search("退款多久到账", language="zh", at=[AT])


def test_an_index_directory_that_cannot_be_made_does_not_stop_the_desk(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    (settings.data_dir / "index").write_text("in the way")
    with open_knowledge_or_policy(settings, "Asia/Shanghai") as knowledge:
        assert "cannot be used" in knowledge.problem
        assert knowledge.policy(AT).return_window_days == 7
        assert knowledge.playbook(Cause.LOST, AT) is not None
        with pytest.raises(SearchIndexError, match="There is no search index"):
            knowledge.search("退款多久到账", language="zh", at=[AT])


def test_a_second_process_is_still_refused_an_index_in_use(settings: Settings) -> None:
    assert settings.kb_dir is not None
    embedder = build_embedder(settings)
    with (
        open_knowledge(settings.kb_dir, settings.data_dir / "index", embedder),
        pytest.raises(IndexInUse),
    ):
        open_knowledge_or_policy(settings, "Asia/Shanghai")


def test_without_an_index_the_mail_is_drafted_and_the_draft_says_what_is_missing(settings: Settings) -> None:
    raw = next(mail.raw for mail in sample_mails(AT) if mail.name == "in_transit_on_time")
    mail = parse(
        raw, own_addresses=frozenset({SUPPORT_ADDRESS}), trusted_authserv_ids=(TRUSTED_AUTHSERV_ID,), read_at=AT
    )
    orders, embedder = ShopFileOrders(sample_shop(AT)), build_embedder(settings)
    kb, told = small_kb(settings.data_dir.parent / "kb"), {}
    for problem in ("", "the disk is full."):
        knowledge = open_without_index(kb, embedder, problem) if problem else open_knowledge(kb, None, embedder)
        with knowledge:
            drafted = build_pipeline(settings, orders, knowledge, build_drafter(settings)).work(mail, AT)
        assert drafted.case_file.reply is not None
        told[problem] = {check.name: check.detail for check in drafted.case_file.checks if not check.passed}
        assert (drafted.case_file.status == "needs_attention") == bool(problem)
    assert told[""] == {}
    assert "There is no search index: the disk is full." in told["the disk is full."][KNOWLEDGE_CHECK]
