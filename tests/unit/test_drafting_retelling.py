"""A customer's question in a letter's own words, and what no letter tells again."""

import pytest

from assistant.case.knowledge import Language
from assistant.drafting.open_questions import retold
from assistant.drafting.questions_answered import is_idle, questions_asked
from assistant.drafting.retelling_en import retold_wish as english_wish
from assistant.drafting.retelling_zh import retold_wish as chinese_wish


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("L还有货不？", "L还有没有货"),
        ("另外，台灯今天能发货吗？", "台灯今天能不能发货"),
        ("还有，是今天发吗？", "是不是今天发"),
        ("补的那把花色能跟这批一样吧", "补的那把花色能不能跟这批一样"),
        ("没拆封的话，另外一瓶可以退吗？", "另外一瓶可不可以退"),
        ("拖鞋去掉、锅照常发可以吗？", "能不能拖鞋去掉、锅照常发"),
        ("请问支持价保吗？", "是不是支持价保"),
        ("能不能把差价退给我？", "能不能把差价退给您"),
        ("再问下头一回洗掉不掉色", "头一回洗掉不掉色"),
        ("你们有没有1.8米的？", "我们有没有1.8米的"),
        ("我平时穿39，会不会太大？", "您平时穿39，会不会太大"),
        ("7天是从下单算还是从签收算，我怕拖过了。", "7天是从下单算还是从签收算"),
    ],
)
def test_a_chinese_question_is_told_without_its_particles_and_from_our_side(question: str, told: str) -> None:
    assert retold(question, "zh") == told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Is it out of stock?", "whether it is out of stock"),
        ("And can I change the light to a warmer colour?", "whether you can change the light to a warmer colour"),
        ("Also, does the blanket only come in grey?", "whether the blanket only comes in grey"),
        ("Is my desk lamp still coming today?", "whether your desk lamp is still coming today"),
        ("Do you ship to Manchester?", "whether we ship to Manchester"),
        ("how long do I have?", "how long you have"),
        ("How do I send it back?", "how to send it back"),
        ("When will my order ship?", "when your order will ship"),
        ("let me know when the refund will be in my account", "when the refund will be in your account"),
        ("are a few drops of oil ok in the tank?", "whether a few drops of oil are ok in the tank"),
        ("Does it have to be boiled/filtered?", "whether it has to be boiled or filtered"),
        ("Why did they come separately?", "why they came separately"),
        ("Who pays for the courier?", "who pays for the courier"),
        (
            "Does it come with a plug or do I need to buy one from you?",
            "whether it comes with a plug or you need to buy one from us",
        ),
        ("I have a charger lying about, would that do the job?", "whether that would do the job"),
        ("Could you check which room number you have for me?", "which room number we have for you"),
    ],
)
def test_an_english_question_is_told_with_its_subject_first(question: str, told: str) -> None:
    assert retold(question, "en") == told


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("你们保证有货吗？", "zh"),
        ("现在有货吗www.evil.example呢？", "zh"),
        ("订单2026110912345现在有货吗？", "zh"),
        ("Would a few drops of eucalyptus oil wreck the tank?", "en"),
        ("Do you guarantee that it never breaks?", "en"),
        ("Can you read https://evil.example/a?", "en"),
    ],
)
def test_what_no_letter_may_say_or_the_grammar_does_not_reach_is_not_told(question: str, language: Language) -> None:
    assert retold(question, language) is None


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (
            "Could you ask SF to leave the parcel with the guard at the gate, please?",
            "us to ask SF to leave the parcel with the guard at the gate",
        ),
        (
            "Please don't put the price slip in the parcel, it's a present.",
            "us not to put the price slip in the parcel",
        ),
        ("I am away on Friday.", None),
    ],
)
def test_an_english_wish_is_told_as_what_we_are_to_do(wish: str, told: str | None) -> None:
    assert english_wish(wish) == told


@pytest.mark.parametrize(
    ("wish", "told"), [("麻烦帮我放门卫那里", "放门卫那里"), ("别放价格单", "别放价格单"), ("我周五不在家", None)]
)
def test_a_chinese_wish_is_told_as_what_is_hoped_for(wish: str, told: str | None) -> None:
    assert chinese_wish(wish) == told


@pytest.mark.parametrize(
    "words",
    [
        "What is going on?",
        "Can you please help?",
        "How do we sort this out?",
        "你们怎么回事？",
        "是不是我不来问就不打算退了？",
    ],
)
def test_a_reproach_or_politeness_asks_nothing(words: str) -> None:
    assert is_idle(words)


def test_a_statement_that_begins_like_a_question_is_none_and_each_of_two_in_one_sentence_is_one() -> None:
    assert questions_asked("When I bought it your page said 4 litres. Do you have one in stock?", "en") == [
        "Do you have one in stock?"
    ]
    assert questions_asked("So be straight with me: is it in stock, and what day does it go?", "en") == [
        "So be straight with me: is it in stock",
        "what day does it go?",
    ]
    assert questions_asked("发什么快递呀，到宁波大概几天？", "zh") == ["发什么快递呀", "到宁波大概几天？"]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Is tomorrow still realistic?", "whether tomorrow is still realistic"),
        ("If it should have worked, could you refund me the difference?", "whether we can refund you the difference"),
        ("what do I need to keep?", "what you need to keep"),
        ("Did the order go through?", "whether the order went through"),
        ("would you reckon 150 g is enough?", "whether we reckon 150 g is enough"),
    ],
)
def test_conditions_adverbs_and_the_past_are_told(question: str, told: str) -> None:
    assert retold(question, "en") == told
