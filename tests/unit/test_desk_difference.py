"""A conflict shows what changed, and loses nothing."""

import pytest

from assistant.desk.difference import difference


def side(before: str, after: str, *kinds: str) -> str:
    return "".join(piece.text for piece in difference(before, after) if piece.kind in kinds)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("您好，包裹明天到。", "您好，包裹后天到。"),
        ("Your refund of 99.00 CNY", "Your refund of 89.00 CNY is done"),
        ("", "a new text"),
        ("a\nb\n" * 200, "a\nc\n" * 200),
        ("a " * 9000, "b " * 9000),
    ],
)
def test_both_texts_can_be_read_back_from_the_difference(before: str, after: str) -> None:
    assert side(before, after, "same", "removed") == before
    assert side(before, after, "same", "added") == after


def test_chinese_is_compared_character_by_character() -> None:
    assert side("包裹明天到", "包裹后天到", "removed") == "明"


def test_equal_texts_have_no_difference() -> None:
    assert {piece.kind for piece in difference("as it was", "as it was")} == {"same"}
