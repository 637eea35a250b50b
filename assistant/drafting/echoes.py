"""Details of the customer's own that a letter takes up again, so that they can see they were read.

Read from the mail's words at the time of writing; each is short, harmless, and allowed to nobody below scope `read`.
A whole address or phone number is never taken up (process.md, section 1): the district at most.
"""

import re
from typing import NamedTuple

from assistant.case.view import CaseView
from assistant.drafting.questions_answered import LONGEST_MAIL
from assistant.drafting.reading.invoicing import invoice_details
from assistant.drafting.reading.text import fold

_INVOICE_KIND = re.compile(r"(?:增值税)?(?:电子)?(?:普通|专用)发票|电子专票|电子普票|专票|普票")
_SPECIAL_INVOICE = re.compile(r"专用发票|专票|\bspecial (?:vat )?(?:invoice|fapiao)\b", re.IGNORECASE)
_INSURANCE = re.compile(r"运费险|\b(?:freight|shipping|return) insurance\b", re.IGNORECASE)
_SAME_PHONE = re.compile(
    r"(?:电话|手机|号码|联系方式)[^。；,，\n]{0,6}(?:不变|没变|不用改|还是原来|照旧|同前)"
    r"|\b(?:same|unchanged) (?:phone|mobile|number|contact)"
    r"|\b(?:phone|mobile|number)\b[^.\n]{0,20}\b(?:the same|unchanged|stays)",
    re.IGNORECASE,
)
_DISTRICT = re.compile(
    r"(?P<city>[\u4e00-\u9fff]{2,4}?市)(?P<district>[\u4e00-\u9fff]{1,4}?(?:区|县|市))(?=[\u4e00-\u9fff])"
)
_LEADING = re.compile(r"^.*(?:省|自治区|改成|改到|改为|寄到|送到|发到|地址)")
_HAS_ASKED_AROUND = re.compile(
    r"家里[^。，,]{0,4}(?:都|一直|有)人|(?:问|找)(?:过|了|遍)[^。]{0,24}(?:家人|邻居|物业|门卫|保安|前台|一圈)"
    r"|(?:家人|老公|老婆|爸妈?|物业|邻居|门卫|前台)[^。]{0,12}(?:没(?:拿|收|见|有)|不知道)"
    r"|\basked\b[^.]{0,40}\bneighbo|\b(?:we|i) (?:were|was) (?:both )?(?:home|in|at home)\b",
    re.IGNORECASE,
)


class Echoes(NamedTuple):
    """`title`: who an invoice is for, as written; `tax_number`: one is given, and never written out; `invoice_kind`: as
    written; `district`: of a new address, 宁波市海曙区.
    """

    title: str | None = None
    personal: bool = False
    tax_number: bool = False
    invoice_kind: str | None = None
    special_invoice: bool = False
    insurance: bool = False
    same_phone: bool = False
    district: str | None = None
    asked_around: bool = False


def echoes(view: CaseView) -> Echoes:
    """Nothing of a mail whose sender has not shown who they are."""
    if not view.scope.may_read:
        return Echoes()
    words = view.words[:LONGEST_MAIL]
    invoice = invoice_details(words, fold(words))
    return Echoes(
        title=invoice.title,
        personal=invoice.own_name,
        tax_number=invoice.tax_number is not None,
        special_invoice=_SPECIAL_INVOICE.search(words) is not None,
        insurance=_INSURANCE.search(words) is not None,
        invoice_kind=kind.group() if (kind := _INVOICE_KIND.search(words)) else None,
        same_phone=_SAME_PHONE.search(words) is not None,
        district=_district(words),
        asked_around=_HAS_ASKED_AROUND.search(words) is not None,
    )


def _district(words: str) -> str | None:
    """The one district that the mail names; none where it names two, for one may be the old address."""
    found = {_LEADING.sub("", match["city"]) + match["district"] for match in _DISTRICT.finditer(words)}
    return found.pop() if len(found) == 1 else None
