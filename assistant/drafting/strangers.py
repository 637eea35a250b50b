"""What somebody who has not shown who they are says of themselves: they are asked for what they can give, and not for
what they have just said that they lack, or have given.
"""

import re
from typing import NamedTuple

from assistant.case.view import CaseView
from assistant.drafting.questions_answered import LONGEST_MAIL

_LACKS_NUMBER = re.compile(
    r"(?:没有?|不知道|找不到|不记得|忘了?|查不到|没存)[^，。]{0,4}(?:订单号|单号|订单信息|订单编号)|(?:订单号"
    r"|单号)[^，。]{0,4}(?:没有?|不知道|找不到|不记得|忘)"
    r"|\b(?:don['’]?t|do not|haven['’]?t|have not|without|no|lost|can['’]?t find|cannot find|not)\b(?: \w+){0,3}? order"
    r" (?:number|no\b|details|confirmation|info\w*|reference)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:尾号|后四位|末四位|后4位)[^\d，。]{0,6}\d{4}(?!\d)"
    r"|\b(?:ending|ends|last (?:four|4)(?: digits)?)\b[^.\d]{0,24}\d{4}(?!\d)",
    re.IGNORECASE,
)
_KIN = (
    "爸|妈|爷爷|奶奶|外公|外婆|姥姥|姥爷|老公|老婆|爱人|丈夫|妻子|家人|朋友|同事|父亲|母亲|儿子|女儿|姐|妹|哥|弟"
    "|婆婆|公公|岳父|岳母|室友"
)
_FOR_ANOTHER = re.compile(
    rf"(?:帮|替|给)我?(?:{_KIN})|我(?:{_KIN})[^，。]{{0,8}}(?:买|下单|拍|订|叫|让我|的订单)"
    r"|\b(?:for|on behalf of) my \w+|\bmy (?:father|mother|dad|mum|mom|wife|husband|friend|boss|parents|sister"
    r"|brother|son"
    r"|daughter|aunt|uncle|colleague|flatmate|roommate)\b[^.]{0,20}\b(?:ordered|bought|got me|sent me)"
    r"|\b(?:present|gift) from\b",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"(?:钱|款)[^，。]{0,6}扣|付了(?:钱|款)|扣款|\bleft my (?:card|account)\b|\b(?:paid|charged|debited|payment)\b",
    re.IGNORECASE,
)


class Stranger(NamedTuple):
    """`lacks_number`: has no order number to give; `tail_given`: the phone's last digits are given already;
    `for_another`: somebody else placed the order; `has_paid`: speaks of a payment.
    """

    lacks_number: bool
    tail_given: bool
    for_another: bool
    has_paid: bool


def stranger_of(view: CaseView) -> Stranger:
    words = f"{view.subject}\n{view.words[:LONGEST_MAIL]}"
    return Stranger(*(pattern.search(words) is not None for pattern in (_LACKS_NUMBER, _TAIL, _FOR_ANOTHER, _PAID)))
