"""A Chinese question in a letter's own words: 还有货吗？ becomes 还有没有货, as the object of 您问."""

import re

_LEAD = re.compile(
    r"^(?:你好|您好|亲亲?|客服|老板|小二|请问(?:一下|下)?|那么?|还有|另外(?![一二两三几])|对了|然后|就是|哎|嗯|哦"
    r"|话说|所以|而且|不过|但是?|其实"
    r"|(?:再|顺便|顺带|顺嘴)?(?:再)?(?:想)?(?:问|咨询|打听|请教|确认)(?:一?下|一?句|个事)?(?:你们?|您)?"
    r"|(?:我)?(?:就)?想(?:知道|问问?|了解|确认)(?:一?下)?"
    r"|(?:麻烦|劳驾)(?:问|看|查|确认)(?:一?下)?|不知道|到底|究竟|帮我?(?:看|查|问|确认)(?:一?下|看)?|一个?是|二是"
    r"|第[一二三]|其[一二三次]|[(（]?\d{1,2}[.)、）．](?!\d))"
    r"[，,：:、\s~～—-]*"
)
_PARTICLES = re.compile(r"[呀啊呢吧哦哈嘛呗哇哒噢喔欸诶~～！!。.？?\s]+$")
_TAG = re.compile(
    r"[，,]?(?:(?:这样)?(?:可以|行|成|好|中)(?:[吗么不]|不(?:可以|行|成|好))|能不能行|行得通吗|没问题吧"
    r"|来得及[吗么不])$"
)
"""X可以吗, asked of all that stands before it."""
_ASKS_ITSELF = re.compile(
    r"(?<!不是)(?<!没)(?<!没有)什么|啥|多[少久大长远重高厚宽深快]|几(?!乎|次三番|遍)|哪|谁|怎么|怎样|如何|为什么|还是|有没有|是不是|能不能"
    r"|会不会|可不可以|要不要|行不行|好不好"
    r"|来不来得及|需不需要|够不够|(?<!一)(?P<a>[\u4e00-\u9fff])不(?P=a)(?<!动不动)|能否|可否|是否"
)
_TURNS = (
    ("可以", "可不可以"), ("能够", "能不能"), ("能", "能不能"), ("会", "会不会"), ("还有", "还有没有"),
    ("有", "有没有"), ("需要", "需不需要"), ("要", "要不要"), ("是", "是不是"), ("够", "够不够"),
)  # fmt: skip
_INSIDE = re.compile(
    r"功能|可能|智能|性能|不会|都会|不能|没有|所有|只有|还要|只要|主要|不要|就是|还是|但是|可是|要是|只是|总是|机会"
    r"|一会|想要|要是"
)
"""Words in which 能, 会, 有 and 是 ask nothing."""
_OTHER = (
    (re.compile(r"我们(?:公司|单位|学校)"), "您那边"),
    (re.compile(r"我们|咱们?|俺们?"), "您"),
    (re.compile(r"我"), "您"),
    (re.compile(r"你们(?:家|店里?)?|您们|贵店|你家|贵司"), "我们"),
    (re.compile(r"(?<!迷)你"), "我们"),
)  # fmt: skip
_NEEDS_MORE = re.compile(r"(?:会|要|算|这样|那样)(?:不会|不要|不算)?")
"""How a clause begins that says nothing of what it asks about."""

_SHORTEST = 4
"""Characters from which a clause asks something by itself."""

_KEEP = "\ue000"
"""Stands for the 您 of the customer's own words, who means us by it."""


def retold(question: str) -> str | None:
    """As the object of 您问, without a full stop; None where nothing is left to ask."""
    clause = _without_lead(question)
    words = _asking_clause(_PARTICLES.sub("", re.sub(r"[呀啊呢哦](?=[，,])", "", clause)))
    tag = _TAG.search(words)
    if tag is not None:
        return _addressed(_asked_of_all(words[: tag.start()].strip("，, ")))
    before, comma, last = words.rpartition("，")
    asked = re.search(r"[吗么]$|(?<=[\u4e00-\u9fff])[不没]$", last)
    told = _PARTICLES.sub("", last[: asked.start()] if asked else last)
    if len(told) < 2:
        return None
    if not _ASKS_ITSELF.search(told):
        turned = _turned(told)
        if turned is None and not asked and not clause.rstrip().endswith(("？", "?", "吧")):
            return None
        told = turned or f"是不是{told}"
    return _addressed(f"{before}{comma}{told}")


def _asking_clause(words: str) -> str:
    """The last clause, with those before it that ask too or that it is too short without."""
    *before, last = re.split(r"[，,；;]", words)
    while before and not asks(last) and any(asks(clause) for clause in before):
        last = before.pop()  # 还是从签收算，我怕拖过了
    while before and (len(last) < _SHORTEST or _NEEDS_MORE.match(last) or _ASKS_ITSELF.search(before[-1])):
        last = f"{before.pop()}，{last}"
    return _without_lead(last)


def asks(clause: str) -> bool:
    """By a word that asks, not by the mark alone: 等着换床单呢 does not."""
    return _ASKS_ITSELF.search(clause) is not None or re.search(r"[吗么]$|[能会]", clause) is not None


def _without_lead(question: str) -> str:
    words = question.strip().rstrip("。.！!")
    before = None
    while before != words:
        before, words = words, _LEAD.sub("", words).strip()
    return words


def _asked_of_all(words: str) -> str:
    return words if _ASKS_ITSELF.search(words) else f"能不能{words.removeprefix('能').removeprefix('可以')}"


def _turned(words: str) -> str | None:
    """The first word that can ask, doubled: 能 as 能不能."""
    hidden = _INSIDE.sub(lambda match: "\ue001" * len(match.group()), words)
    found = [(place, word, asks) for word, asks in _TURNS if (place := hidden.find(word)) >= 0]
    if not found:
        return None
    place, word, asks = min(found, key=lambda one: (one[0], -len(one[1])))
    return f"{words[:place]}{asks}{words[place + len(word) :]}"


def _addressed(words: str) -> str:
    words = words.replace("您", _KEEP)
    for pattern, told in _OTHER:
        words = pattern.sub(told, words)
    return words.replace(_KEEP, "我们")


_WISH = re.compile(
    r"^(?:[^，,；;：:]{0,8}?)(?:(?:请|麻烦|劳驾|拜托|还?希望|(?:我)?(?:还)?想(?:要)?请?|能不能|可不可以|能否"
    r"|可否)(?:你们?|您|贵店|客服)?(?:们)?(?:帮忙|帮我|给我|务必)?(?:让|叫|请)?(?:快递(?:员|小哥)?|派送员|师傅"
    r"|他们?|仓库)?"
    r"|(?:你们|您)?(?:帮忙|帮我)|(?:可以|能)(?:给我|帮我|帮忙)?(?:让|叫|请)?(?:快递(?:员|小哥)?|派送员|师傅|他们?|仓库)|(?=(?:别|不要"
    r"|千万别|务必|记得|最好)))(?P<wish>.+)$"
)


def retold_wish(wish: str) -> str | None:
    """As the object of 您希望: 麻烦放门卫那里 becomes 放门卫那里."""
    words = _PARTICLES.sub("", _without_lead(wish))
    found = _WISH.match(words)
    told = re.sub(r"(?:吗|么|可以吗|行吗|好吗|谢谢.*|谢了.*)$", "", found["wish"]) if found else ""
    told = _PARTICLES.sub("", told).strip("，, ")
    return _addressed(told) if len(told) > 2 else None
