"""A real Dovecot with its own configuration, ports, users and Maildirs in a folder of its own.

It runs as an unprivileged user: the one who runs the tests, or `nobody` where that is root.
"""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from imapclient import IMAPClient
from imapclient.imap_utf7 import encode

from assistant.settings import ServerSettings

from .machine import certificate, free_ports, need

USER = "support@shop.example"
PASSWORD = 'pass "word" \\ ok'

CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/server.pem
ssl_key = <{home}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_cache_size = 0
auth_failure_delay = 0 secs
mail_home = {home}/mail/%u
mail_location = maildir:~/Maildir
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 50
mailbox_list_index = no
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
  mailbox Drafts {{
    auto = create
    special_use = \\Drafts
  }}
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/users
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {home}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
  # no waiting after wrong passwords
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""

OAUTH_CONFIGURATION = """
introspection_mode = auth
introspection_url = http://127.0.0.1:{oauth_port}/introspect
username_attribute = email
"""
"""Dovecot asks there whose token it is (RFC 7662): `support.oauth.OAuthServer` answers."""


class Dovecot:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.port, self.tls_port, self.oauth_port = free_ports(3)
        self.ca_file = home / "server.pem"
        self._maildir = home / "mail" / USER / "Maildir"
        self._delivered = 0
        self._process: subprocess.Popen[bytes] | None = None
        account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._uid, self._gid = account.pw_uid, account.pw_gid
        self._write_configuration(account.pw_name)

    def settings(self, **changes: Any) -> ServerSettings:
        values = {"host": "127.0.0.1", "port": self.port, "security": "none", "timeout": 10, **changes}
        return ServerSettings(**values)

    def start(self) -> None:
        command = [need("dovecot", "dovecot-imapd"), "-F", "-c", str(self.home / "dovecot.conf")]
        if os.geteuid() == 0:
            self._process = subprocess.Popen(command, user=self._uid, group=self._gid, extra_groups=[])
        else:
            self._process = subprocess.Popen(command)
        end = time.monotonic() + 10
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"Dovecot did not start:\n{self.log()}")
            time.sleep(0.02)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def log(self) -> str:
        file = self.home / "dovecot.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def deliver(self, raw: bytes, folder: str = "INBOX", received: datetime | None = None) -> None:
        """As a delivery agent does: a file that appears whole in the Maildir; its time is the INTERNALDATE."""
        place = self._maildir if folder == "INBOX" else self._maildir / f".{encode(folder).decode()}"
        self._delivered += 1
        name = f"{1_700_000_000 + self._delivered}.M{self._delivered}.test"
        unfinished = place / "tmp" / name
        unfinished.write_bytes(raw)
        os.chown(unfinished, self._uid, self._gid)
        if received is not None:
            os.utime(unfinished, (received.timestamp(), received.timestamp()))
        unfinished.rename(place / "new" / name)

    def recreate(self, folder: str) -> None:
        """Delete a mailbox and make it anew: its UIDs start again under another UIDVALIDITY."""
        with self.client() as client:
            client.delete_folder(folder)
            time.sleep(1.1)  # UIDVALIDITY is the time in seconds
            client.create_folder(folder)

    @contextmanager
    def client(self, folder: str | None = None) -> Iterator[Any]:
        """A second mail program on the same account, for preparing and looking."""
        with IMAPClient("127.0.0.1", self.port, ssl=False, timeout=10) as client:
            client.login(USER, PASSWORD)
            if folder is not None:
                client.select_folder(folder)
            yield client

    def flags(self, folder: str = "INBOX") -> list[set[bytes]]:
        with self.client(folder) as client:
            return [set(flags) - {rb"\Recent"} for _, flags in sorted(client.get_flags(client.search()).items())]

    def empty(self) -> None:
        """Back to an empty account, for the next test."""
        shutil.rmtree(self._maildir, ignore_errors=True)
        with self.client("INBOX") as client:
            client.select_folder("Sent")
            client.select_folder("Drafts")

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                return connection.recv(4) == b"* OK"
        except OSError:
            return False

    def _write_configuration(self, user: str) -> None:
        certificate(self.home)
        for name in ("run", "state", "mail"):
            (self.home / name).mkdir()
        (self.home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        text = CONFIGURATION.format(
            home=self.home, user=user, group=grp.getgrgid(self._gid).gr_name, uid=self._uid, gid=self._gid,
            port=self.port, tls_port=self.tls_port,
        )  # fmt: skip
        (self.home / "dovecot.conf").write_text(text)
        (self.home / "oauth2.conf").write_text(OAUTH_CONFIGURATION.format(oauth_port=self.oauth_port))
        for path in (self.home, *self.home.rglob("*")):
            os.chown(path, self._uid, self._gid)


@contextmanager
def running_dovecot() -> Iterator[Dovecot]:
    """In /tmp, not in pytest's folders: those are closed to other users, and socket paths must be short."""
    need("dovecot", "dovecot-imapd")
    home = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
    server = Dovecot(home)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
