"""The process gives its reasons in English sentences of fixed shape; here they are said in Chinese as well.

A sentence that no shape fits is shown as it is: an agent loses its language, never its content.
"""

import re

from assistant.desk.words import Language

_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), chinese)
    for pattern, chinese in (
        # identity
        (r"the address is the account's, but the check of the sender failed", "发件地址是账号登记地址，但发件人验证未通过"),
        (r"the address is the account's; no trusted server vouches for it", "发件地址是账号登记地址，但没有可信服务器为其担保"),
        (r"the address is the account's", "发件地址是账号登记地址"),
        (r"the address is no account's and no order number is given", "发件地址不属于任何账号，也未提供订单号"),
        (r"an order number without a second factor", "只有订单号，没有第二项核实信息"),
        (r"Reply-To names another address: the answer goes to the registered one", "回信地址另有所指：回复仍发往登记地址"),
        (r"order (\S+) with the last 4 digits of the registered phone", r"订单 \1 与登记电话后四位相符"),
        (r"order (\S+) with the recipient's name and postcode", r"订单 \1 与收件人姓名、邮编相符"),
        (r"order (\S+) with the recipient's name and street", r"订单 \1 与收件人姓名、街道相符"),
        # a draft's state
        (r"the customer has written again", "客户又来信了"),
        (r"drafted again", "已重新起草"),
        # the order
        (r"its number is in the mail, but it is another account's and no second factor matches",
         "邮件中有该订单号，但它属于别的账号，且无第二项信息相符"),
        (r"its number is in the mail", "邮件中写有该订单号"),
        (r"older than 30 days, and the mail names no such time", "超过 30 天，邮件也未提到那时"),
        (r"differs in one digit from the number given: a suggestion", "与所给订单号差一位：仅供参考"),
        (r"does not fit the (.+)", r"与所述\1不符"),
        (r"fits the (.+)", r"与所述\1相符"),
    )
)  # fmt: skip


def evidence_in_words(sentence: str, language: Language) -> str:
    """The sentence in the agent's language; its parts that are joined by `; ` are said one by one."""
    if language == "en":
        return sentence
    return _in_chinese(sentence) or "；".join(_in_chinese(part) or part for part in sentence.split("; "))


def _in_chinese(sentence: str) -> str | None:
    for shape, chinese in _SHAPES:
        match = shape.fullmatch(sentence)
        if match:
            return match.expand(chinese)
    return None
