"""Whom an invoice is to be made out to (发票抬头), and the tax number that a company's needs.

What the mail says under a label, or a company named beside the invoice. Every repetition is bounded.
"""

import re

from assistant.case.inquiry import InvoiceDetails
from assistant.drafting.reading.text import HAN

_LONGEST = 60
_KIND_ZH = (
    r"(?:公司|分公司|集团|事务所|研究院|研究所|工作室|合作社|委员会|协会|基金会|商行|门市部|经营部"
    r"|厂|店|中心|学校|小学|中学|大学|学院|医院|银行|酒店|宾馆|俱乐部)"
)
_COMPANY_ZH = rf"[{HAN}()a-z0-9·&]{{2,{_LONGEST}}}?{_KIND_ZH}(?:\([{HAN}]{{2,8}}\))?(?![{HAN})])"
_LABEL_ZH = r"(?:抬头|单位名称|公司名称|公司名|单位名|名称)"
_MADE_ZH = "改成|改为|换成|换为|更正为|更正成"
_IS_ZH = (
    rf"(?:应该|应当|要|请|就|麻烦|还)?(?:是|为|写|开|填|用|{_MADE_ZH})?(?:成|为|给)?"
    r"\s{0,3}[:=\"'「“]?\s{0,3}"
)
_TITLE_ZH = re.compile(
    rf"(?:{_LABEL_ZH}{_IS_ZH}|(?:{_MADE_ZH}|应该是|应为|正确的是|开给|开成|写成|开的是|写的是){_IS_ZH})"
    rf"(?P<title>{_COMPANY_ZH})"
)
_BARE_ZH = re.compile(
    rf"(?P<title>(?<![{HAN}])[{HAN}()a-z0-9·&]{{2,{_LONGEST}}}?(?:有限公司|有限责任公司|股份公司|事务所)(?![{HAN}]))"
)
_KIND_EN = (
    r"(?:ltd|limited|llc|llp|inc|incorporated|plc|gmbh|corp|corporation|company|co|b\.?v|pty|university|school|college"
    r"|foundation|association|council|partners|studio|studios|group)"
)
_NAME_EN = r"[^,;:!?\n\"“”]{2,60}?"
_TITLE_EN = re.compile(
    r"\b(?:ma[dk]e (?:it )?out to|addressed to|issued? (?:it |one )?to|in the name of|invoice to|billed? to"
    r"|should (?:be|say|read)|(?:company|business|invoice|billing)(?: name| title)?(?: is| should be|\s{0,2}[:=])"
    r"|(?:correct )?title(?: is|:))"
    rf"[\s:]{{0,3}}[\"']?(?P<title>{_NAME_EN}\b{_KIND_EN}\b\.?(?: {_KIND_EN}\b\.?)?)"
)
_PERSON = re.compile(
    r"(?:发票|单位|公司)?抬头\s{0,3}(?:为|是|[:：])\s{0,3}[“\"「]?(?P<zh>[^\s,，。；;、“”\"「」:：/@0-9]{2,40})(?=[\s,，。；;、”\"」]|$)"
    r"|\b(?:made out to|in the name of|addressed to|billed to)\s{1,3}[“\"'](?P<quoted>[^”\"'\n]{2,60})[”\"']"
    r"|\b(?:made out to|in the name of|addressed to|billed to)\s{1,3}"
    r"(?P<en>[A-Z][\w&.'’-]{0,40}(?: (?:&|and|of|[A-Z(][\w&.'’()-]{0,40})){0,6})"
)
"""A name under a plain label that is no company's by its last word; English ones by their capitals."""
_OWN_NAME = re.compile(
    r"(?:抬头|发票)[^。;\n]{0,8}(?:开)?(?:个人|我(?:本人|个人)?的?名字)|个人(?:抬头|发票)|开(?:给)?个人"
    r"|\b(?:to|for) me personally\b|\bin my (?:own )?name\b|\b(?:personal|private) (?:invoice|receipt)\b"
    r"|\bmade out to me\b"
)
_SELF = ("个人", "我", "本人", "me", "myself")
_WRONG = re.compile(
    r"(?:写成|错成|开成|开的是|写的是|原来|之前|原抬头|旧|不是|并非|instead of|not|was|says|old)[^,;。.\n]{0,8}$"
)
_TAX_LABEL = (
    r"(?:税号|纳税人识别号|(?:统一社会)?信用代码"
    r"|\b(?:vat|tax|gst|ein|tin|company reg(?:istration)?)(?: (?:registration|identification|id|reg))?"
    r"(?: ?(?:numbers?|no\b\.?|id|code|#))?)"
)
_TAX = re.compile(
    rf"{_TAX_LABEL}(?:应该|应当|要|请)?\s{{0,3}}(?:是|为|改成|改为|应为|is|should be)?\s{{0,3}}[:=#]?\s{{0,3}}"
    r"(?P<number>[a-z]{0,3}[ -]?[0-9][0-9a-z]{1,20}(?:[ -][0-9a-z]{2,9}(?![a-z])){0,5})(?![0-9a-z])"
)
_SHAPE = re.compile(r"(?<![0-9a-z])(?P<number>9[1-3][0-9]{6}(?=[0-9]{0,9}[a-z])[0-9a-z]{10})(?![0-9a-z])")
"""A unified social credit code (GB 32100-2015) with a letter in it; one of digits alone needs its label."""
_INVOICE = re.compile(r"发票|开票|抬头|专票|普票|fapiao|\binvoic|\btax invoice|\bvat\b|\breceipt")


def invoice_details(text: str, folded: str) -> InvoiceDetails:
    """As the customer wrote it; of two different names neither is chosen. `folded` is `text` folded."""
    if not _INVOICE.search(folded):
        return InvoiceDetails()
    companies = _companies(text, folded)
    title = _the_one(companies) if companies else _the_one(_people(text))
    return InvoiceDetails(
        title=title,
        company=bool(companies),
        own_name=not companies and _OWN_NAME.search(folded) is not None,
        tax_number=_tax_number(text, folded),
    )


def _the_one(names: set[str]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None


def _companies(text: str, folded: str) -> set[str]:
    """Those that are not called wrong."""
    spans = [match.span("title") for pattern in (_TITLE_ZH, _TITLE_EN) for match in pattern.finditer(folded)]
    spans = spans or [match.span("title") for match in _BARE_ZH.finditer(folded)]
    right = [span for span in spans if not _WRONG.search(folded, max(span[0] - 24, 0), span[0])]
    return {" ".join(text[slice(*span)].split()).strip(" \"'“”「」") for span in right}


def _people(text: str) -> set[str]:
    found = {(match["zh"] or match["quoted"] or match["en"]).rstrip(".") for match in _PERSON.finditer(text)}
    return {name for name in found if name.lower() not in _SELF}


def _tax_number(text: str, folded: str) -> str | None:
    found = [*_TAX.finditer(folded)] or [*_SHAPE.finditer(folded)]
    numbers = [re.sub(r"[ -]", "", text[slice(*match.span("number"))]).upper() for match in found]
    return next((number for number in reversed(numbers) if 8 <= len(number) <= 20), None)
