"""The copy in Sent: once, and never a reason to send again."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from assistant.errors import ConfigurationError, DraftdeskError, MailboxError, MailboxUnreachable
from assistant.outbox.mailbox_copy import CopyResult, file_sent_copy

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)


class Shelf:
    """A mailbox in memory; `failing` is the call that raises."""

    def __init__(self, sent: str | None = "Sent", failing: str = "", error: DraftdeskError | None = None) -> None:
        self.sent, self.failing, self.error = sent, failing, error or MailboxError("No room.", "Make room.")
        self.filed: list[tuple[str, bytes, tuple[str, ...], datetime]] = []

    def sent_folder(self) -> str | None:
        self._fail("sent_folder")
        return self.sent

    def find_by_message_id(self, folder: str, message_id: str) -> bool:
        self._fail("find_by_message_id")
        return any(place == folder and message_id.encode() in raw for place, raw, _, _ in self.filed)

    def append(self, folder: str, raw: bytes, flags: Sequence[str], when: datetime) -> None:
        self._fail("append")
        self.filed.append((folder, raw, tuple(flags), when))

    def _fail(self, call: str) -> None:
        if self.failing == call:
            raise self.error


def file(shelf: Shelf, folder: str | None = None, files_sent_itself: bool = False) -> CopyResult:
    raw = b"Message-ID: <a@shop.example>\r\n\r\nwords"
    return file_sent_copy(shelf, raw, "<a@shop.example>", NOW, folder=folder, files_sent_itself=files_sent_itself)


def test_the_copy_is_filed_as_seen_in_the_servers_folder() -> None:
    shelf = Shelf("已发送")
    assert file(shelf) == CopyResult(state="filed", folder="已发送")
    assert shelf.filed == [("已发送", b"Message-ID: <a@shop.example>\r\n\r\nwords", (r"\Seen",), NOW)]


def test_the_folder_of_the_settings_goes_first() -> None:
    assert file(Shelf(), folder="Shop/Out").folder == "Shop/Out"


def test_filed_twice_it_is_there_once() -> None:
    shelf = Shelf()
    assert [file(shelf).state, file(shelf).state] == ["filed", "already_there"]
    assert len(shelf.filed) == 1


def test_a_provider_that_files_it_itself_is_left_alone() -> None:
    shelf = Shelf()
    assert file(shelf, files_sent_itself=True) == CopyResult(state="left_to_provider")
    assert shelf.filed == []


def test_without_a_folder_for_sent_mail_the_agent_is_told_what_to_set() -> None:
    result = file(Shelf(sent=None))
    assert result.state == "failed"
    assert result.warning is not None
    assert "sent_folder" in result.warning


@pytest.mark.parametrize("call", ["sent_folder", "find_by_message_id", "append"])
@pytest.mark.parametrize(
    "error", [MailboxError("No room."), MailboxUnreachable("Gone."), ConfigurationError("No password is set.")]
)
def test_any_failure_is_a_warning(call: str, error: DraftdeskError) -> None:
    result = file(Shelf(failing=call, error=error))
    assert result.state == "failed"
    assert result.warning == f"The mail was sent, its copy was not filed: {error.message}"
