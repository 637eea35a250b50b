"""What commands print: whole rows for programs, nothing that rewrites a terminal, tables only where somebody looks."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from assistant import terminal
from assistant.commands.doctor import shown
from assistant.terminal import complain, folded, heading, line, note, one_line, printable, record, table, verdict

LONG = "很长的一句话，" * 60
ROWS = [("2026110912345", LONG, None, "a\tb\nc")]


def as_if_in_a_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> io.StringIO:
    screen = io.StringIO()
    monkeypatch.setattr(terminal, "out", Console(file=screen, highlight=False, force_terminal=True, width=width))
    return screen


def test_a_row_for_programs_is_one_line_whole_and_separated_by_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    table(("Order", "Words", "Nothing", "Odd"), ROWS)
    assert capsys.readouterr().out == f"2026110912345\t{LONG}\t\ta b c\n"


def test_in_a_terminal_a_table_has_a_head_and_keeps_to_the_width(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = as_if_in_a_terminal(monkeypatch, 80)
    table(("Order", "Words", "Nothing", "Odd"), ROWS)
    lines = Text.from_ansi(screen.getvalue()).plain.splitlines()
    assert lines[0].split() == ["Order", "Words", "Nothing", "Odd"]
    assert all(cell_len(each) <= 80 for each in lines)
    assert sum(each.count("很") for each in lines) == 60, "folded, not cut"


def test_in_a_narrow_terminal_no_word_is_torn(monkeypatch: pytest.MonkeyPatch) -> None:
    row = ("li.mei@163.example", "2026112000117", "", "promotion_and_invoice/invoice_request", "needs_information")
    head = ("From", "Order", "Identity", "Cause", "Status")
    for width in (60, 80, 120):
        screen = as_if_in_a_terminal(monkeypatch, width)
        table(head, [row])
        words = Text.from_ansi(screen.getvalue()).plain.split()
        assert [word for word in words if word.strip("─·")] == [*head, *filter(None, row)], width
    assert "·" not in words, "wide enough for a table"


def test_a_paragraph_is_folded_for_people_and_whole_for_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert folded(LONG, 10) == [LONG]
    as_if_in_a_terminal(monkeypatch, 50)
    lines = folded(LONG, 10)
    assert "".join(lines) == LONG
    assert max(map(cell_len, lines)) == 40
    assert folded("", 10) == [""]


def test_an_empty_table_prints_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    table(("Order",), [])
    assert capsys.readouterr().out == ""
    screen = as_if_in_a_terminal(monkeypatch, 80)
    table(("Order",), [])
    assert screen.getvalue() == ""


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b[2J\x1b]0;title\x07seen", "[2J]0;titleseen"),
        ("a\x9b31mred", "a31mred"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("back\x08\x08space\x7f", "backspace"),
        ("half \ud83d pair", "half  pair"),
        ("保温杯 👨\u200d👩\u200d👧", "保温杯 👨\u200d👩\u200d👧"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_the_words_of_a_mail_cannot_steer_the_terminal(hostile: str, harmless: str) -> None:
    assert printable(hostile) == harmless


def test_what_is_for_people_is_printable_and_what_is_for_programs_is_exact(capsys: pytest.CaptureFixture[str]) -> None:
    line("\x1b[31mred")
    note("\x1b[31mred")
    record('{"text":"[a\u009b]"}')
    printed = capsys.readouterr()
    assert printed.out == '[31mred\n{"text":"[a\u009b]"}\n'
    assert printed.err == "[31mred\n"


def test_brackets_are_not_markup(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    heading("[bold]")
    complain("[/red] [bold]fill in [mailboxes.…]")
    assert capsys.readouterr().out == "[bold]\n"
    screen = as_if_in_a_terminal(monkeypatch, 80)
    table(("[red]",), [("[/bold]",)])
    assert "[/bold]" in screen.getvalue()


def test_a_complaint_is_one_paragraph(capsys: pytest.CaptureFixture[str]) -> None:
    complain(f"first\n\n  second {LONG}")
    assert capsys.readouterr().err == f"draftdesk: first second {LONG}\n"


def test_how_a_part_does_is_one_line_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    verdict(True, "database", "reachable", 20)
    verdict(False, "mailbox", "closed\nand how", 20)
    assert capsys.readouterr().out == "ok\tdatabase\treachable\nFAILED\tmailbox\tclosed and how\n"


def test_in_a_terminal_the_words_stand_in_a_column_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = as_if_in_a_terminal(monkeypatch, 60)
    verdict(False, "mailbox", "The mail server did not answer within ten seconds. Check host and port.", 10)
    lines = Text.from_ansi(screen.getvalue()).plain.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(" " * 15)


def test_nothing_is_nothing() -> None:
    assert one_line(None) == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("postgresql://shop:ge@heim@db.example/desk", "postgresql://***@db.example/desk"),
        (
            "postgresql://db.example/desk?password=geheim&sslmode=require",
            "postgresql://db.example/desk?password=***&sslmode=require",
        ),
        ("https://proxy.example/v1?api_key=geheim", "https://proxy.example/v1?api_key=***"),
        ("https://user:geheim@proxy.example/v1", "https://***@proxy.example/v1"),
        (("a", "b"), "a, b"),
        ((), "none"),
        (True, "yes"),
        (30.0, "30.0"),
    ],
)
def test_a_setting_is_shown_without_the_secrets_inside_a_url(value: object, words: str) -> None:
    assert shown(value) == words
