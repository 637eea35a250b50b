"""Which of the variants that a mail names is wanted instead, and that it describes no order."""

import pytest
from support.raw_cases import mail, pipeline

from assistant.case.inquiry import Inquiry


def read(words: str) -> Inquiry:
    return pipeline().read(mail(words)).inquiry


@pytest.mark.parametrize(
    ("words", "wanted", "described"),
    [
        ("能不能帮我把四件套改成1.8米的", "1.8米", ""),
        ("保温杯黑色换成白色可以吗", "白色", "黑色"),
        ("颜色选错了，保温杯帮我换成蓝色", "蓝色", ""),
        ("保温杯要白色不要黑色", "白色", "黑色"),
        ("羽绒服L换M", "M", "L"),
        ("Please change the thermos to blue", "blue", ""),
        ("I'd like the blue thermos instead of the red", "blue", "red"),
        ("please swap the red thermos for a blue one", "blue", "red"),
        ("Could I have a white thermos rather than black?", "white", "black"),
        ("I received a red thermos instead of a blue one", "", None),
        ("You sent a white thermos rather than black.", "", None),
        ("我要换货，黑色的保温杯坏了", "", "黑色"),
        ("红色保温杯不需要白色包装", "", None),
    ],
)
def test_a_variant_wanted_instead_is_told_from_the_one_that_was_ordered(
    words: str, wanted: str, described: str | None
) -> None:
    inquiry = read(words)
    assert " ".join(inquiry.wanted_variants) == wanted
    if described is not None:
        assert " ".join(word for item in inquiry.items for word in item.variants) == described
