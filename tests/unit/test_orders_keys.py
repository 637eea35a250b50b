"""What counts as the same order number, phone or address."""

import pytest

from assistant.orders.keys import email_key, name_key, neighbours, number_key, phone_key


@pytest.mark.parametrize(
    "written",
    [
        "DX20261109123",
        "#dx20261109123",
        "DX 2026 1109 123",
        "DX-2026-1109-123",
        "ＤＸ２０２６１１０９１２３",
        "dx2026–1109–123",
    ],
)
def test_an_order_number_is_the_same_however_it_is_written(written: str) -> None:
    assert number_key(written) == "DX20261109123"


def test_other_characters_make_another_number() -> None:
    assert number_key("DX20261109124") != number_key("DX20261109123")
    assert number_key("O0") != number_key("00")


@pytest.mark.parametrize(
    "written",
    [
        "13812345678",
        "138-1234-5678",
        "+86 138 1234 5678",
        "0086 13812345678",
        "１３８１２３４５６７８",
        "(138)12345678",
    ],
)
def test_a_phone_number_is_the_same_however_it_is_written(written: str) -> None:
    assert phone_key(written) == "13812345678"


@pytest.mark.parametrize(
    ("written", "key"), [("0571-8612 3456", "057186123456"), ("+1 415 555 0100", "14155550100"), ("", "")]
)
def test_other_phone_numbers_keep_all_their_digits(written: str, key: str) -> None:
    assert phone_key(written) == key


def test_an_address_is_compared_without_case() -> None:
    assert email_key(" Li.Mei@Mail.Example ") == "li.mei@mail.example"


def test_neighbours_differ_in_exactly_one_character() -> None:
    found = neighbours("12-3")
    assert {"023", "193", "12A"} <= found
    assert not {"123", "12", "1234", "132"} & found
    assert len(found) == 3 * 35


def test_what_is_too_long_to_be_a_number_has_no_neighbours() -> None:
    assert neighbours("1" * 65) == frozenset()
    assert neighbours("1" * 64)


@pytest.mark.parametrize("hostile", ["\x00", "\ud800", "\x07"])
def test_what_no_database_can_compare_is_not_in_a_key(hostile: str) -> None:
    assert number_key(f"2026{hostile}11") == "202611"
    assert email_key(f"li{hostile}@mail.example") == "li@mail.example"
    assert name_key(f"李{hostile}梅") == "李梅"
