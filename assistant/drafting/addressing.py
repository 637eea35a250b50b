"""Whether a reply speaks to the customer in their language and by their name."""

import re
from collections.abc import Iterator

from assistant.case.reply import PartKind, Reply
from assistant.case.view import CaseView
from assistant.drafting.naming import by_trade

_CJK = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_CJK_RUN = re.compile(r"[\u3400-\u9fff]+")
_URL = re.compile(r"https?://\S+|\S+@\S+")

_SALUTATION = re.compile(
    r"^\s*(?:尊敬的|亲爱的|dear|hello|hi|good (?:morning|afternoon|evening))?[\s,，]*"
    r"(?P<name>.*?)[\s,，]*(?:您好|你好|早上好|下午好|晚上好)?[\s,，:：!！。.]*$",
    re.IGNORECASE,
)
_NOBODY = {
    "", "您好", "你好", "顾客", "客户", "顾客朋友", "客户朋友", "朋友", "亲", "用户",
    "there", "customer", "valued customer", "sir or madam", "sir/madam", "all",
}  # fmt: skip
_TITLE = re.compile(r"(?:先生/女士|女士/先生|先生|女士|小姐|同学|老师)$|^(?:mr|mrs|ms|miss|dr|mx)\.?\s+", re.IGNORECASE)

_THE_CUSTOMER = {"zh": "您", "en": "you"}
_US = {"zh": "我们", "en": "we"}

_LATIN_SHARE = 3
"""Latin words in a Chinese part are too many from a third of its characters; names and units stay below."""


def wrong_language(reply: Reply, view: CaseView) -> Iterator[str]:
    if reply.language != view.language:
        yield f"the reply is marked {reply.language!r}, the mail is in {view.language!r}"
    for part in reply.parts:
        text = without_names(_URL.sub("", part.text), view)
        if view.language == "zh" and _is_not_chinese(text):
            yield f"{part.kind.value} is not in Chinese: {part.text}"
        if view.language == "en" and _CJK.search(text):
            yield f"{part.kind.value} is not in English: {part.text}"


def _is_not_chinese(text: str) -> bool:
    characters, words = len(_CJK.findall(text)), len(_LATIN_WORD.findall(text))
    return words > 0 and words * _LATIN_SHARE > characters


def without_names(text: str, view: CaseView) -> str:
    """The text without the words that come from the records: products, couriers, the courier's own words, names.

    Only the letters that the reply's language does not use are looked for, in whole runs.
    """
    text = _without_records_words(text, view)
    for name in sorted(_names(view), key=len, reverse=True):
        text = text.replace(name, "")
    return text


def in_plain_words(text: str, view: CaseView) -> str:
    """The text as the word lists read it: a list knows 向快递提交 and 为您办理, and neither somebody's name nor a gap.

    The goods' names are left out, for they may have any word in them.
    """
    text = _without_records_words(text, view)
    for name in sorted(_goods(view), key=len, reverse=True):
        text = text.replace(name, "")
    for somebody, word in ((view.name, _THE_CUSTOMER[view.language]), (view.shop_name, _US[view.language])):
        text = text.replace(somebody, word) if somebody and len(somebody) > 1 else text
    return by_trade(text, view.language)


def _without_records_words(text: str, view: CaseView) -> str:
    known = _known_words(view)
    return _CJK_RUN.sub(lambda run: "" if _is_known(run.group(), known, view) else run.group(), text)


def _is_known(run: str, known: str, view: CaseView) -> bool:
    return view.language == "en" and run in known


def _known_words(view: CaseView) -> str:
    return "\n".join(
        source.text for source in view.sources if source.kind != "customer" or source.id != "customer.words"
    )


def _names(view: CaseView) -> set[str]:
    order = view.order
    names = {view.shop_name, view.name or ""} | _goods(view)
    if order is not None:
        names |= {parcel.carrier for parcel in order.shipments}
        names |= {sent_back.carrier for sent_back in order.returns}
    return {name for name in names if len(name) > 1}


def _goods(view: CaseView) -> set[str]:
    lines = view.order.lines if view.order is not None else ()
    return {name for line in lines for name in (line.product, line.variant) if len(name) > 1}


def wrong_name(reply: Reply, view: CaseView) -> Iterator[str]:
    """The greeting has the account's name or nobody's; below scope `read` nobody's."""
    greeting = next((part for part in reply.parts if part.kind is PartKind.GREETING), None)
    if greeting is None:
        return
    first_line = greeting.text.strip().split("\n")[0]
    name = _greeted(re.split(r"(?<=[,，:：!！。])", first_line)[0], first_line)
    if name.casefold() in _NOBODY or _is_the_shop(name, view):
        return
    if not view.scope.may_read:
        yield f"the greeting names {name!r} to a sender who has not shown who they are"
    elif not _is_account_name(name, view):
        yield f"the greeting names {name!r}, which is not the account's name"


def _greeted(opening: str, line: str) -> str:
    """Whom the salutation names: 王小明，您好： and Dear Emma, and 尊敬的王小明先生."""
    whole = line if re.search(r"[,，]\s*(?:您好|你好)", line) else opening
    match = _SALUTATION.match(whole)
    name = match.group("name") if match else whole
    return _TITLE.sub("", name.strip()).strip()


def _is_account_name(name: str, view: CaseView) -> bool:
    account = (view.name or "").casefold()
    return bool(account) and (name.casefold() == account or name.casefold() in account.split() or account[:1] == name)


def _is_the_shop(name: str, view: CaseView) -> bool:
    return view.shop_name in name or name in view.shop_name
