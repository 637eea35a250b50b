"""Which of their accounts a customer looks for money in, beside the one that it was paid from."""

import re

from assistant.case.view import CaseView
from assistant.drafting.questions_answered import LONGEST_MAIL

_ACCOUNT = re.compile(
    r"微信(?:零钱|钱包)?|支付宝(?:余额)?|银行卡|信用卡|\b(?:wechat|alipay|paypal|visa|mastercard|bank account)\b",
    re.IGNORECASE,
)
_CHANNELS = {
    "wechat": re.compile(r"微信|wechat|weixin", re.IGNORECASE),
    "alipay": re.compile(r"支付宝|alipay", re.IGNORECASE),
    "paypal": re.compile(r"paypal", re.IGNORECASE),
    "card": re.compile(r"卡|card|visa|master|union|bank", re.IGNORECASE),
}


def looked_elsewhere(view: CaseView) -> str | None:
    """An account, in the customer's words, that no refund of this order goes to; None where they name the right one."""
    paid_from = _channel(view.order.payment_method) if view.order is not None else None
    named = [match.group() for match in _ACCOUNT.finditer(view.words[:LONGEST_MAIL])]
    elsewhere = paid_from is not None and all(_channel(name) not in (None, paid_from) for name in named)
    return named[0] if named and elsewhere else None


def _channel(words: str) -> str | None:
    return next((name for name, called in _CHANNELS.items() if called.search(words)), None)
