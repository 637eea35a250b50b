"""What lies in a mailbox's Drafts and Sent folders, for drafts that an agent sends from their own mail program."""

from collections.abc import Collection
from datetime import datetime, timedelta

from assistant.mailbox.imap_connection import ImapConnection

HEADERS_AT_ONCE = 500
_FIELDS = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID IN-REPLY-TO REFERENCES TO CC X-DRAFTDESK-DRAFT)]"


class ImapDrafts(ImapConnection):
    """Reading changes nothing (EXAMINE, PEEK). All methods raise as `ImapMailbox` does."""

    def headers(
        self, folder: str, since: datetime | None, known: tuple[int, Collection[int]]
    ) -> tuple[int, frozenset[int], dict[int, bytes]]:
        """The folder's UIDVALIDITY, the UIDs in it, and the header fields that tie a message to a thread.

        Only of messages that arrived `since` (a day early: servers compare dates), and that are not among the `known`
        UIDs, as long as the UIDVALIDITY is the one known.
        """
        opened = self._open(folder)
        criteria = ["SINCE", (since - timedelta(days=1)).date()] if since else ["ALL"]
        with self._door():
            uids = frozenset(self._client.search(criteria))
        unknown = sorted(uids - set(known[1]) if known[0] == opened.uidvalidity else uids)
        found: dict[int, bytes] = {}
        for start in range(0, len(unknown), HEADERS_AT_ONCE):
            with self._door():
                answers = self._client.fetch(unknown[start : start + HEADERS_AT_ONCE], [_FIELDS])
            for uid, answer in answers.items():
                fields = [value for key, value in answer.items() if key.startswith(b"BODY[HEADER")]
                if fields:  # an unsolicited answer has none
                    found[uid] = fields[0]
        return opened.uidvalidity, uids, found

    def message(self, folder: str, uid: int) -> bytes | None:
        """A message as it lies there, or None when it is gone."""
        self._open(folder)
        with self._door():
            answer = self._client.fetch([uid], ["BODY.PEEK[]"])
        body = answer.get(uid, {}).get(b"BODY[]")
        return body if isinstance(body, bytes) else None

    def remove(self, folder: str, uidvalidity: int, uid: int) -> bool:
        """Delete one message for good. False, and nothing changed, when the folder's UIDs mean other messages by now.

        Without UIDPLUS (RFC 4315) EXPUNGE takes everything that is marked: then it is only given when nothing else is.
        """
        if self._open(folder, writable=True).uidvalidity != uidvalidity:
            return False
        with self._door():
            self._client.add_flags([uid], [rb"\Deleted"], silent=True)
            if self._client.has_capability("UIDPLUS"):
                self._client.uid_expunge([uid])
            elif set(self._client.search("DELETED")) <= {uid}:
                self._client.expunge()
        return True
