"""What the checks of a reply find, in English sentences of fixed shape; here for people, in Chinese as well.

A check's detail is its faults joined by `; `. What a fault quotes of the reply or the records may hold anything and
stays as it is; a fault that no shape fits is shown as it is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from assistant.case.diagnosis import Cause
from assistant.case.inquiry import Emotion
from assistant.case.reply import PartKind
from assistant.desk import fault_names as names
from assistant.desk.vocabulary import VOCABULARY, Language, Words

_WORDS_IN_A_SENTENCE: dict[str, str] = {
    # figures and names
    "not in the sources of the part {part}": "{part}部分引用的来源中没有",
    "that is the day of {role}, not of {roles}": "这是{role}的日期，不是{roles}的日期",
    "the rule of the case does count from this": "适用的规则正是从此时起算",
    "no rule of the case counts from this": "适用的规则都不从此时起算",
    "not how the order was paid": "不是该订单的付款方式",
    "only the customer says this; tell it as theirs, or as the records have it": (
        "只有客户这样说；请写明是客户所述，或按记录来写"
    ),
    "the records do not say {state}": "记录中没有{state}这一状态",
    "nothing of the case tells {hearsay}": "没有记录或依据说明{hearsay}",
    "no entry of the parcel says that it has come there": "没有物流记录表明包裹已到那里",
    "no entry of the parcel says that it has left there": "没有物流记录表明包裹已离开那里",
    "the policy that has this is about something else": "有这个期限的规则说的是另一件事",
    "the records have somebody else": "记录中是别人",
    "not from an article that the part names": "不是出自该部分引用的知识",
    # manner
    "nobody can promise that": "任何人都无法保证",
    "blames the customer": "是在责备客户",
    "leaves the courier to the customer": "把联系快递推给了客户",
    "an admission is the supervisor's to make": "是否认责应由主管决定",
    "no record shows that we sent the wrong goods": "没有记录表明我方发错货",
    "a legal matter is the supervisor's to speak of": "法务事项应由主管答复",
    # offers and promises
    "a refund goes back the way it was paid": "退款应原路退回",
    "no reward for reviews": "不得以好处换取评价",
    "no proposed action allows {remedy}": "建议动作中没有{remedy}",
    "not the amount of any proposed {remedy}": "与建议的{remedy}金额不符",
    "nothing in the case allows {promise}": "没有依据作这类许诺：{promise}",
    "no action of the case lets us promise this": "没有一项建议动作允许这样承诺",
    "nobody committed to this": "没有人作过这样的承诺",
    "no action or rule of the case has this": "建议动作和规则中都没有这一项",
    "nothing is due today": "今天没有到期的承诺",
    "no commitment, action or rule has this time": "承诺、建议动作和规则中都没有这个时间",
    "said to be done, but only intended": "说成已经办好，实际只是打算去办",
    # what is asked for, and what is no letter
    "nothing in the case asks for {thing}": "无需向客户索要{thing}",
    "no letter of the shop asks for this": "本店的信从不索要这个",
    "an id of ours is not for the customer": "内部编号不应写给客户",
    "a word of the shop's own records is not for the customer": "内部用语不应写给客户",
    "is left over from the prompt": "是提示词的残留",
    "is markup": "是标记代码",
    "is no text": "不是正常文字",
}

_WORDS_OF_A_PART: dict[str, str] = {
    "is in another script": "是另一种文字",
    "is spaced out": "字与字之间被隔开",
    "is not in Chinese": "不是中文",
    "is not in English": "不是英文",
}

_WHY_A_PART_IS_NEEDED: dict[str, str] = {
    "every reply has one": "每封回复都要有",
    "the customer is {emotion}": "客户情绪为{emotion}",
    "this is not the first contact": "客户不是第一次来信",
    "an order is known": "订单已确定",
    "the cause is {cause}": "原因为{cause}",
    "actions are proposed": "有建议动作",
    "something has to be asked": "有事项需要询问",
    "something is committed to": "有承诺需要写明",
}

_SENTENCES: dict[str, str] = {
    **{f"{{words}}: {fault} (in: {{text}})": f"{{words}}：{said}" for fault, said in _WORDS_IN_A_SENTENCE.items()},
    **{f"{{part}}: {{words}} {fault}": f"{{part}}部分的{{words}}{said}" for fault, said in _WORDS_OF_A_PART.items()},
    **{f"{{part}} is missing: {why}": f"缺少{{part}}：{said}" for why, said in _WHY_A_PART_IS_NEEDED.items()},
    "{words} tells of an order to a sender who may not hear of it ({part})": (
        "{words}向无权获知的发件人透露了订单情况（{part}部分）"
    ),
    "{part} repeats the customer's mail at length: {words}": "{part}部分大段照抄了客户来信：{words}",
    "{words}: neither the plain letter nor a source says this": "{words}：标准回信和来源中都没有这个内容",
    "commitment.{count} is not told: by {moment}": "没有写明一项承诺：最晚 {moment}",
    # sources
    "{part} names the source {id}, which is not in the case": "{part}部分引用的来源{id}不在本案中",
    "{part} quotes {id}, which is not in force": "{part}部分引用的{id}目前不在有效期内",
    "{part} quotes {id}, which is not for customers": "{part}部分引用的{id}不对客户公开",
    "{part} rests on {id}, which this sender may not hear": "{part}部分引用了该发件人无权获知的{id}",
    "the records contradict {words}: the reply does not say so (no value)": "客户所说的{words}与记录不符，回复没有说明",
    "the records contradict {words}: the reply does not say so ({text})": (
        "客户所说的{words}与记录不符，回复没有说明（记录为：{text}）"
    ),
    # promises
    "no commitment of the case is due at None (promised: {text})": "本案的承诺都有期限（回复承诺：{text}）",
    "no commitment of the case is due at {moment} (promised: {text})": "没有 {moment} 到期的承诺（回复承诺：{text}）",
    "the reply does not say what it is said to promise: {text}": "回复没有写出登记的承诺：{text}",
    # language and name
    "the reply is marked {language}, the mail is in {other}": "回复标为{language}，来信是{other}",
    "{part} is not in Chinese: {text}": "{part}部分不是中文：{text}",
    "{part} is not in English: {text}": "{part}部分不是英文：{text}",
    "the greeting names {words} to a sender who has not shown who they are": "发件人身份未核实，问候中却称呼了{words}",
    "the greeting names {words}, which is not the account's name": "问候中的{words}不是账号的姓名",
    "the mail is in another language than Chinese and English ({script} letters)": "来信不是中文或英文（{script}文字）",
    "the mail is in another language than Chinese and English ({unread})": "来信不是中文或英文（{unread}）",
    # privacy
    "a pickup code needs a confirmed identity (in: {text})": "取件码须在身份确认后才能告知",
    "a number that may be an order's, to a sender who may not hear of it (in: {text})": (
        "向无权获知的发件人写出了可能是订单号的数字"
    ),
    "the phone number {number} is written out (in: {text})": "电话号码 {number} 未隐去",
    "an address is written out ({part}: {text})": "{part}部分的地址未隐去",
    # of the whole case
    "not answered: {text}": "没有答复：{text}",
    "The mail says that it was written {moment} and arrived {arrival}. Check whether the period was still open.": (
        "邮件自称写于 {moment}，而到达时间是 {arrival}。请核对当时是否仍在期限内。"
    ),
    "The text was changed and has not been checked.": "文字已修改，尚未检查。",
    "and {count} more": "另有 {count} 处",
}  # fmt: skip
"""Each shape with its Chinese. In braces stand values, by their kinds in `_VALUES`; a text that the Chinese
has not is the sentence that it is in."""
_TEXT = "{text}"
_IN = f" (in: {_TEXT})"

Date = Callable[[datetime], str]
"""A moment in the agent's words."""


class Fault(NamedTuple):
    """What is wrong, and the sentence in which it is, as it stands; empty where it is in none."""

    said: str
    sentence: str = ""


class _Value(NamedTuple):
    pattern: str
    says: Callable[[str, Language, Date], str]


_REPR = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_NAME = r"[^;:()]+?"


def _as_it_is(text: str, _language: Language, _date: Date) -> str:
    return text


def _quoted(words: str, _language: Language, _date: Date) -> str:
    return f"“{_unquoted(words)}”"


def _unquoted(words: str) -> str:
    """Without Python's notation, but for characters that nobody sees otherwise."""
    return re.sub(r"\\(['\\])", r"\1", words[1:-1])


def _moment(text: str, _language: Language, date: Date) -> str:
    try:
        return date(datetime.fromisoformat(text))
    except ValueError:
        return text


def _named(table: Mapping[str, Words | str]) -> Callable[[str, Language, Date], str]:
    """By the table; a word that it does not have as it is. Several stand with a `/` between them."""

    def says(text: str, language: Language, _date: Date) -> str:
        return f"“{'/'.join(_word(table, name, language) for name in text.strip(chr(39)).split('/'))}”"

    return says


def _word(table: Mapping[str, Words | str], name: str, language: Language) -> str:
    words = table.get(name, name)
    return getattr(words, language) if isinstance(words, Words) else words if language == "zh" else name


_VALUES: dict[str, _Value] = {
    "words": _Value(_REPR, _quoted),
    "id": _Value(_REPR, _quoted),
    "text": _Value(r".*", _as_it_is),
    "count": _Value(r"\d+", _as_it_is),
    "number": _Value(r"[\d* +()-]+?", _as_it_is),
    "moment": _Value(r"[\d:T +-]+?", _moment),
    "arrival": _Value(r"[\d:T +-]+?", _moment),
    "part": _Value(r"\w+", _named(VOCABULARY[PartKind])),
    "emotion": _Value(r"\w+", _named(VOCABULARY[Emotion])),
    "cause": _Value(r"\w+", _named(VOCABULARY[Cause])),
    "remedy": _Value(_NAME, _named(names.REMEDIES)),
    "promise": _Value(_NAME, _named(names.PROMISES)),
    "thing": _Value(_NAME, _named(names.THINGS)),
    "state": _Value(_REPR, _named(names.STATES)),
    "hearsay": _Value(_NAME, _named(names.HEARSAY)),
    "role": _Value(_REPR, _named(names.ROLES)),
    "roles": _Value(_REPR, _named(names.ROLES)),
    "language": _Value(_REPR, _named(names.LANGUAGES)),
    "other": _Value(_REPR, _named(names.LANGUAGES)),
    "script": _Value(_NAME, _named(names.SCRIPTS)),
    "unread": _Value(_NAME, _named(names.UNREAD)),
}
_PLACE = re.compile(r"\{(\w+)\}")


def _pattern(shape: str) -> str:
    """Each value a group by the name of its kind."""
    texts = _PLACE.split(shape)
    return "".join(f"(?P<{text}>{_VALUES[text].pattern})" if n % 2 else re.escape(text) for n, text in enumerate(texts))


def _beginning(shape: str) -> str:
    """What tells a fault's beginning from the words of another: all of it, or all before its first free text."""
    fixed, free, _ = shape.partition(_TEXT)
    return re.sub(r"\(\?P<\w+>", "(?:", _pattern(fixed)) + ("" if free else r"(?=; |\Z)")


_SHAPES = {shape: re.compile(_pattern(shape), re.DOTALL) for shape in _SENTENCES}
_BEGINNING = re.compile("|".join(map(_beginning, _SENTENCES)))
_NEXT = re.compile(f"; (?={_BEGINNING.pattern})")


def faults_in_words(detail: str, language: Language, date: Date) -> list[Fault]:
    """The faults of a check's detail in the agent's language, one by one."""
    return [_in_words(fault, language, date) for fault in _parted(detail)]


def _parted(detail: str) -> Iterator[str]:
    """A `; ` parts two faults where one that is known begins; any other is in the words that a fault quotes."""
    start = 0
    while True:
        begun = _BEGINNING.match(detail, start)
        joint = _NEXT.search(detail, begun.end() if begun else start)
        yield detail[start : joint.start() if joint else None]
        if joint is None:
            return
        start = joint.end()


def _in_words(fault: str, language: Language, date: Date) -> Fault:
    for shape, pattern in _SHAPES.items():
        found = pattern.fullmatch(fault)
        if found:
            words = shape.removesuffix(_IN) if language == "en" else _SENTENCES[shape]
            apart = _TEXT in shape and _TEXT not in words
            return Fault(_filled(words, found, language, date), found["text"] if apart else "")
    return Fault(fault)


def _filled(words: str, found: re.Match[str], language: Language, date: Date) -> str:
    return _PLACE.sub(lambda place: _VALUES[place[1]].says(found[place[1]], language, date), words)
