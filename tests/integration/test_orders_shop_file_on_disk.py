"""Shop files on disk that cannot be read: what is said, and what to do."""

import json
from pathlib import Path

import pytest

from assistant.errors import ShopFileError
from assistant.orders.shop_file import read_shop_file


def refusal(path: Path) -> str:
    with pytest.raises(ShopFileError) as caught:
        read_shop_file(path)
    return str(caught.value)


def test_a_shop_file_is_read_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    for encoding in ("utf-8", "utf-8-sig"):
        path.write_text(json.dumps({"schema": 1, "shop": {"name": "暖阳生活"}}, ensure_ascii=False), encoding=encoding)
        assert read_shop_file(path).shop.name == "暖阳生活"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "There is no shop file" in refusal(tmp_path / "shop.json")


def test_a_folder_is_not_a_shop_file(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


def test_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    path.write_bytes('{"schema": 1,\n"shop": {"name": "暖阳生活"}}'.encode("gb18030"))
    assert "is not UTF-8 (line 2). Save it as UTF-8." in refusal(path)


def test_an_empty_file_is_not_json(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    path.write_bytes(b"")
    assert "is not JSON: Expecting value (line 1, column 1)" in refusal(path)
