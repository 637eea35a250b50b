"""Settings: the file, then the environment, then options; what cannot be used is named, and no secret is shown."""

import re
from pathlib import Path

import pytest

from assistant.errors import ConfigurationError
from assistant.settings import MailboxSettings, ServerSettings, Settings, secret
from assistant.settings_reading import load_settings, unknown_variables, where_from

MAILBOX = """
[mailboxes.support]
address = "Support@shop.example"
password = "geheim"
imap = { host = "imap.shop.example", port = 993 }
smtp = { host = "smtp.shop.example", port = 465 }
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(text: str, name: str = "draftdesk.toml") -> Path:
    file = Path(name)
    file.write_text(text, encoding="utf-8")
    return file


def refusal(file: Path | None = None) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(file=file)
    assert caught.value.exit_status == 2
    return str(caught.value)


def test_without_anything_there_are_defaults() -> None:
    settings = load_settings()
    assert (settings.drafter, settings.desk.port, settings.trusted_authserv_ids) == ("offline", 8420, ())
    assert settings.database == f"sqlite:///{Path.cwd() / '.draftdesk' / 'draftdesk.sqlite'}"
    assert settings.mailboxes == {}


def test_the_environment_goes_before_the_file_and_an_option_before_both(monkeypatch: pytest.MonkeyPatch) -> None:
    write('drafter = "from the file"\nworkers = 2\nkb_dir = "file"\n')
    monkeypatch.setenv("DRAFTDESK_WORKERS", "3")
    monkeypatch.setenv("DRAFTDESK_KB_DIR", "environment")
    settings = load_settings({"kb_dir": Path("option"), "drafter": None})
    assert (settings.drafter, settings.workers, settings.kb_dir) == ("from the file", 3, Path("option"))


def test_where_each_value_came_from_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    write(f"workers = 2\n[desk]\nport = 9000\n{MAILBOX}")
    monkeypatch.setenv("DRAFTDESK_WORKERS", "3")
    monkeypatch.setenv("DRAFTDESK_MAILBOXES__SUPPORT__PASSWORD", "other")
    origins = where_from()
    assert origins["desk.port"] == origins["mailboxes.support.imap.host"] == "draftdesk.toml"
    assert origins["workers"] == origins["mailboxes.support.password"] == "environment"
    assert "drafter" not in origins


@pytest.mark.parametrize("name", ["DRAFTDESK_DATABASE_URL", "DRAFTDESK_DATA_DIR", "DRAFTDESK_KB_DIR"])
def test_the_fixed_variables_are_honoured_and_an_empty_one_counts_as_none(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    field = name.removeprefix("DRAFTDESK_").lower()
    monkeypatch.setenv(name, "")
    assert getattr(load_settings(), field) == Settings.model_fields[field].default
    monkeypatch.setenv(name, "sqlite:////elsewhere")
    assert str(getattr(load_settings(), field)).startswith("sqlite:/")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("mx.shop.example", ("mx.shop.example",)),
        ("mx.google.com, MX.Shop.Example ,", ("mx.google.com", "mx.shop.example")),
        ("", ()),
    ],
)
def test_trusted_receiving_servers_are_plain_and_comma_separated(
    given: str, meant: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAFTDESK_TRUSTED_AUTHSERV_IDS", given)
    assert load_settings().trusted_authserv_ids == meant


def test_trusted_receiving_servers_may_be_a_list_in_the_file() -> None:
    write('trusted_authserv_ids = ["MX.shop.example"]\n')
    assert load_settings().trusted_authserv_ids == ("mx.shop.example",)


def test_a_nested_variable_changes_one_value_of_a_mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    write(MAILBOX)
    monkeypatch.setenv("DRAFTDESK_MAILBOXES__SUPPORT__IMAP__PORT", "1993")
    mailbox = load_settings().mailboxes["support"]
    assert (mailbox.imap.port, mailbox.imap.host, mailbox.smtp.port) == (1993, "imap.shop.example", 465)


def test_another_settings_file_is_read_instead() -> None:
    write("workers = 2\n")
    other = write("workers = 9\n", "other.toml")
    assert load_settings(file=other).workers == 9
    assert where_from(other) == {"workers": "other.toml"}


def test_a_home_is_written_as_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    write('data_dir = "~/mail"\n')
    assert load_settings().data_dir == Path("/home/somebody/mail")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("workers = [1,\n", "draftdesk.toml cannot be read"),
        (
            "[mailboxes.a]\nstart_date = 2026-13-01\n",
            "draftdesk.toml cannot be read: there is no such date (Expected newline or end of document after a"
            " statement (at line 2, column 18)",
        ),
        ('databse_url = "x"\n', "databse_url (draftdesk.toml): there is no such setting (did you mean database_url?)"),
        ("[desk]\nprot = 1\n", "desk.prot (draftdesk.toml): there is no such setting (did you mean port?)"),
        ("idle_seconds = 9\n", "there is no such setting; it belongs under [mailboxes.NAME]"),
        ("[desk]\nworkers = 2\n", "desk.workers (draftdesk.toml): there is no such setting; it belongs at the top"),
        (
            "[desk]\nclient_id = 2\n",
            "desk.client_id (draftdesk.toml): there is no such setting; it belongs under [mailboxes.NAME.oauth]",
        ),
        (
            f"{MAILBOX}oauth = {{ tennant = 'x' }}\n",
            "oauth.tennant (draftdesk.toml): there is no such setting (did you mean tenant?)",
        ),
        ("[desk]\nca_file = 1\n", "under [mailboxes.NAME.imap] or under [mailboxes.NAME.smtp]"),
        ("[desk]\nzzz = 1\n", "there are host, port, session_hours, secure_cookies"),
        ("workers = 0\n", "workers (draftdesk.toml): must be greater than or equal to 1"),
        ("[mailboxes.a]\n", "mailboxes.a.address: is missing"),
        (
            MAILBOX.replace("port = 993", 'prt = 993, security = "tls"'),
            "mailboxes.support.imap.prt (draftdesk.toml): there is no such setting (did you mean port?)",
        ),
        (MAILBOX.replace("993", "993, security = 'tls'"), "imap.security (draftdesk.toml): must be 'ssl', 'starttls'"),
        (MAILBOX.replace("Support@shop", "shop"), "mailboxes.support.address (draftdesk.toml): must be a mail address"),
        (
            f"{MAILBOX}start_date = 'yesterday'\n",
            "start_date (draftdesk.toml): must be a time with an offset, for example 2026-11-01T00:00:00+08:00",
        ),
        (
            "[models.m]\nbase_url = 'x'\nmodel = 'm'\ndaily_budget = 5\n",
            "models.m (draftdesk.toml): daily_budget needs input_price and output_price",
        ),
        ("order_number_patterns = ['[']\n", "must be a regular expression: unterminated character set"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_place(text: str, words: str) -> None:
    write(text)
    assert words in refusal()


def test_a_broken_file_is_named_with_the_line() -> None:
    assert "odd.toml cannot be read" in refusal(write("a = 1\nb 2\n", "odd.toml"))
    assert "line 2" in refusal(Path("odd.toml"))


def test_a_file_that_is_no_text_is_named() -> None:
    Path("draftdesk.toml").write_bytes(b"drafter = '\xb0\xae'\n")
    assert "draftdesk.toml is not UTF-8 text. Save it as UTF-8." in refusal()


def test_a_file_that_was_asked_for_must_exist() -> None:
    assert "There is no settings file missing.toml." in refusal(Path("missing.toml"))


def test_a_wrong_value_of_the_environment_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAFTDESK_WORKERS", "many")
    assert "workers (environment): must be a valid integer" in refusal()
    monkeypatch.setenv("DRAFTDESK_WORKERS", "3")
    monkeypatch.setenv("DRAFTDESK_ORDER_NUMBER_PATTERNS", "no json")
    assert "DRAFTDESK_ORDER_NUMBER_PATTERNS is not JSON" in refusal()


def test_a_refusal_never_repeats_a_value() -> None:
    write(MAILBOX.replace('"geheim"', '["geheim"]') + "poll_seconds = 'geheim'\n")
    assert "geheim" not in refusal()


def test_no_secret_is_in_what_settings_look_like() -> None:
    write(f'{MAILBOX}\n[models.m]\nbase_url = "http://localhost/v1"\nmodel = "m"\napi_key = "sk-geheim"\n')
    settings = load_settings()
    assert "geheim" not in repr(settings)
    assert "geheim" not in settings.model_dump_json()
    assert secret(settings.mailboxes["support"].password, None, "it") == "geheim"


def test_a_secret_comes_from_its_file_without_the_line_end() -> None:
    file = write("ge heim\r\n", "password.txt")
    assert secret(None, file, "the password") == "ge heim"


def test_a_secret_file_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"The file with the password cannot be read: no\.txt: No such file"):
        secret(None, Path("no.txt"), "the password")


def test_our_own_addresses_are_those_of_the_mailboxes() -> None:
    write(MAILBOX)
    assert load_settings().own_addresses == {"support@shop.example"}


def test_the_login_is_the_address_when_nothing_else_is_said() -> None:
    server = ServerSettings(host="h", port=1)
    assert MailboxSettings(address="a@b.example", imap=server, smtp=server).login == "a@b.example"
    assert MailboxSettings(address="a@b.example", username="u", imap=server, smtp=server).login == "u"


def test_misspelt_variables_are_found_with_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAFTDESK_DATABSE_URL", "x")
    monkeypatch.setenv("DRAFTDESK_XYZZY", "x")
    monkeypatch.setenv("DRAFTDESK_DESK__PORT", "1")
    monkeypatch.setenv("DRAFTDESK_IDLE_SECONDS", "1")
    assert unknown_variables() == {
        "DRAFTDESK_DATABSE_URL": "DRAFTDESK_DATABASE_URL",
        "DRAFTDESK_IDLE_SECONDS": "DRAFTDESK_MAILBOXES__NAME__IDLE_SECONDS",
        "DRAFTDESK_XYZZY": None,
    }


def test_a_refusal_points_to_the_example() -> None:
    write("nonsense = 1\n")
    named = re.search(r"explained in (\S+)\.$", refusal())
    assert named is not None
    assert Path(named[1]).is_file()
