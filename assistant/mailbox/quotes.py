"""New words and old ones: what the writer of a mail wrote this time, and what the program quoted below it."""

from typing import NamedTuple

from assistant.mailbox import quote_marks as marks

MAX_LINES = 10_000
"""Lines that are searched for the beginning of the history; no person writes more above it."""
MAX_INTRODUCTION_LINES = 5
MAX_SIGNATURE_LINES = 12
MIN_HEADER_FIELDS = 3
MIN_HEADER_FIELDS_UNDER_TITLE = 2


class Parted(NamedTuple):
    """The new words, and everything that was taken out: quoted history, forwarded mail, signatures after `-- `, and
    what an app writes below each mail (`发自我的iPhone`). `passed_on`: the first history in it is a forwarded mail.
    """

    new: str
    old: str
    passed_on: bool


def part(text: str) -> Parted:
    """Part a text with `\n` line ends.

    The writer's own sign-off stays, and so do answers between and below quoted lines. A text of nothing but `>` lines
    that no program introduced is what somebody pasted: it stays.
    """
    lines = text.split("\n")
    start = _history_start(lines)
    new, old = _without_history(lines, start)
    new, signature = _without_signature(new)
    passed_on = start is not None and any(marks.is_forward(line) for line in lines[start[0] : start[1]])
    result = "\n".join(new).strip("\n").rstrip()
    if not result and not _has_history(lines):
        return Parted(text.strip("\n").rstrip(), "", passed_on)
    return Parted(_trimmed(result), "\n".join([*signature, *old]).strip("\n"), passed_on)


def split(text: str) -> tuple[str, str]:
    """The new words, and what was taken out (see `part`)."""
    return part(text)[:2]


def is_forwarded(subject: str, text: str) -> bool:
    """A mail passed on: its subject says so first (`Fwd:`, `转发：`), or the first history in it is a forwarded one."""
    return marks.is_forwarded_subject(subject) or part(text).passed_on


def _without_history(lines: list[str], start: tuple[int, int] | None) -> tuple[list[str], list[str]]:
    """Cut at the first introduction, separator or header block; take single `>` lines out everywhere."""
    if start is None:
        return _without_quoted_lines(lines, introduced=False)
    first, body = start
    above, above_quoted = _without_quoted_lines(_drop_rule(lines[:first]), introduced=False)
    rest = lines[body:]
    if _is_prefixed(rest):
        below, quoted = _without_quoted_lines(rest, introduced=True)
        return _joined(above, below), above_quoted + lines[first:body] + quoted
    return above, above_quoted + lines[first:]


def _history_start(lines: list[str]) -> tuple[int, int] | None:
    """Where the first history begins, and where the quoted words below its introduction do."""
    introduced = _near_ends_of_introductions(lines)
    for index, line in enumerate(lines[:MAX_LINES]):
        if not (index in introduced or marks.may_start_history(line)) or line.lstrip()[:1] in ("", ">"):
            continue
        length = _old_header(lines, index) or (_introduction(lines, index) if index in introduced else 0)
        if length:
            return index, index + length
    return None


def _near_ends_of_introductions(lines: list[str]) -> set[int]:
    """The lines from which an introduction may start, because one of the next may end it."""
    ends = (index for index, line in enumerate(lines[:MAX_LINES]) if marks.may_end_introduction(line))
    return {start for end in ends for start in range(end - MAX_INTRODUCTION_LINES + 1, end + 1)}


def _old_header(lines: list[str], index: int) -> int:
    """Lines at `index` that introduce history without a verb: a separator, a quoted header; 0 if there are none."""
    line = lines[index]
    if marks.is_separator(line) or marks.is_forward(line) or marks.is_whole_introduction(line):
        return 1
    return _header_block(lines, index) or _titled_header_block(lines, index)


def _titled_header_block(lines: list[str], index: int) -> int:
    """Lines of a rule with words in it and the quoted header below it; 0 if there is none."""
    if not marks.is_titled_rule(lines[index]) or index + 1 >= len(lines):
        return 0
    length = _header_block(lines, index + 1, MIN_HEADER_FIELDS_UNDER_TITLE)
    return length + 1 if length else 0


def _header_block(lines: list[str], index: int, least: int = MIN_HEADER_FIELDS) -> int:
    """Lines of a quoted header (`发件人: … 发送时间: … 主题: …`) that starts here; 0 if there is none."""
    labels: set[str] = set()
    length = 0
    of_a_mail = False
    if marks.header_label(lines[index]) is None:
        return 0
    for line in lines[index : index + 12]:
        label = marks.header_label(line)
        if label is not None:
            labels.add(label)
            of_a_mail = of_a_mail or marks.tells_of_a_mail(label, line)
        elif len(labels) >= least if not line.strip() else line[:1] not in " \t":
            break
        length += 1
    complete = of_a_mail and len(labels) >= least and any(marks.is_sender_label(label) for label in labels)
    return length if complete else 0


def _introduction(lines: list[str], index: int) -> int:
    """Lines of an introduction (`On … wrote:`) that starts here; 0 if there is none. Programs wrap it."""
    if not marks.may_start_introduction(lines[index]):
        return 0
    for length in range(1, MAX_INTRODUCTION_LINES + 1):
        piece = lines[index : index + length]
        if len(piece) < length or (length > 1 and piece[-1].startswith(">") and len(piece[-1]) > 40):
            return 0
        if marks.may_end_introduction(piece[-1]) and marks.is_introduction(piece):
            return length
    return 0


def _is_prefixed(lines: list[str]) -> bool:
    """Whether the words after an introduction are marked with `>`, so that what is not marked is an answer."""
    first = next((line for line in lines if line.strip()), "")
    return first.lstrip().startswith((">", "|")) and marks.header_label(first) is None


def _without_quoted_lines(lines: list[str], *, introduced: bool) -> tuple[list[str], list[str]]:
    marker = (">", "|") if introduced else (">",)
    new = [line for line in lines if not line.lstrip().startswith(marker)]
    quoted = [line for line in lines if line.lstrip().startswith(marker)]
    return new, quoted


def _has_history(lines: list[str]) -> bool:
    quoted = [line.lstrip("> \t") for line in lines]
    return _history_start(quoted) is not None or not any(line.lstrip().startswith(">") for line in lines)


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    """Without the block after `-- ` and the apps' lines at the end."""
    end = len(lines)
    for index in range(len(lines) - 1, max(-1, len(lines) - MAX_SIGNATURE_LINES - 2), -1):
        if marks.is_signature_start(lines[index]) and index > 0:
            end = index
    while end and (not lines[end - 1].strip() or marks.is_app_signature(lines[end - 1])):
        end -= 1
    end = _card_start(lines, end)
    return lines[:end], [line for line in lines[end:] if line.strip()]


def _card_start(lines: list[str], end: int) -> int:
    """Where the visiting card begins that ends at `end`: lines of table bars, as a mail app draws them."""
    if not end or not lines[end - 1].lstrip().startswith("|"):
        return end
    edges = (index for index in range(max(0, end - MAX_SIGNATURE_LINES), end) if marks.is_card_edge(lines[index]))
    return next(edges, end)


def _drop_rule(lines: list[str]) -> list[str]:
    """Without the line that Outlook draws above the history."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or marks.is_rule(lines[end - 1])):
        end -= 1
    return lines[:end]


def _joined(above: list[str], below: list[str]) -> list[str]:
    return [*above, "", *below] if any(line.strip() for line in above) else below


def _trimmed(text: str) -> str:
    """At most two blank lines where quoted lines were taken out."""
    while "\n\n\n\n" in text:
        text = text.replace("\n\n\n\n", "\n\n\n")
    return text
