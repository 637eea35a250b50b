"""The shapes of what is made of digits in a mail: order numbers, phones, and all that is taken for neither.

Patterns for folded text. Every repetition is bounded, so that no text makes them slow.
"""

import re

IS = r"\s{0,3}(?:是|为|:|=|#|no\.?|is|was|number|num\.?|号码?|编号)?\s{0,3}(?:是|为|:|=|#|is|was)?\s{0,3}#?\s{0,2}"
DIGITS = r"[a-z]{0,4}-?[0-9](?:[0-9]|[ -](?=[0-9])){2,40}"

EMAIL = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,190}")
URL = re.compile(r"(?:https?://|www\.)[^\s<>\"，。、）)]{1,2000}")
URL_ORDER = re.compile(r"(?:order|trade|bill)(?:s|[_-]?(?:id|no|number|num|sn))?[=/]([a-z]{0,4}-?[0-9][0-9-]{3,30})")
AMOUNT = re.compile(
    r"[¥$£€][ ]{0,2}[0-9][0-9,]{0,14}(?:\.[0-9]{1,2})?"
    r"|(?<![0-9])[0-9][0-9,]{0,14}(?:\.[0-9]{1,2})?[ ]{0,2}"
    r"(?:元|块|万|rmb|cny|usd|eur|gbp|dollars?\b|yuan\b|pounds?\b|euros?\b)"
    r"|(?<![0-9a-z])[0-9]{1,9}\.[0-9]{2}(?![0-9.])"
)
DATE = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}"
    r"(?:年[0-9]{1,2}月(?:[0-9]{1,2}[日号]?)?|([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12][0-9]|3[01]))(?![-/]?[0-9])"
    r"(?:[ t]{0,2}[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
    r"|(?<![0-9])[0-9]{1,2}[:][0-9]{2}(?::[0-9]{2})?(?![0-9])|(?<![0-9])[0-9]{1,2}月[0-9]{1,2}[日号]?"
    r"|(?<![0-9])[0-9]{1,2}/[0-9]{1,2}/(?:19|20)?[0-9]{2}(?![0-9])|(?<![0-9])(?:19|20)[0-9]{2}年"
)
COMPACT_DATE = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
MOBILE = re.compile(r"(?<![0-9a-z#-])(?:\+?0{0,2}86[ -]?)?(1[3-9][0-9](?:[ -]?[0-9]{4}){2})(?![0-9]|-[0-9])")
HOTLINE = re.compile(r"(?<![0-9a-z])[48]00[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}(?![0-9])")
LANDLINE = re.compile(r"(?<![0-9a-z])\(?0[1-9][0-9]{1,2}\)?[ -][0-9]{7,8}(?![0-9])")
ABROAD = re.compile(r"(?<![0-9a-z])\+[1-9][0-9]{0,2}[ -]?\(?[0-9]{1,4}\)?(?:[ -]?[0-9]{2,5}){1,4}(?![0-9])")
AMERICAN = re.compile(
    r"(?<![0-9a-z])(?:1[ -])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[-.])[0-9]{3}[-.][0-9]{4}(?![0-9]|-[0-9])"
)
PHONE_LABEL = (
    r"(?:手机|电话|联系方式|座机|手机号|\b(?:tele)?phone\b|\bmobile\b|\bcell\b|\btel\b\.?"
    r"|\bcall me (?:on|at)\b|\bwhatsapp\b)"
)
LABELLED_PHONE = re.compile(PHONE_LABEL + IS + r"(\+?[0-9(](?:[0-9]|[ ()-](?=[0-9(])){5,18}[0-9])(?![0-9])")

ORDER_LABEL = re.compile(
    r"(?:订单(?:编号|号码?|id)?|订购单号|单子|交易(?:单)?号|(?<![递流运货件款])单号"
    r"|\border\s{0,2}(?:numbers?|nos?\b\.?|num\b\.?|ids?\b|ref(?:erence)?\b|#)|#\s{0,2}(?=[a-z]{0,3}[0-9]{4,}))"
    + IS
    + rf"({DIGITS})"
)
WEAK_LABEL = re.compile(r"(?:订单|\borders?|\bpurchases?)[ ]{0,2}[:#]?[ ]{0,2}(" + DIGITS + r")")
OTHER_PAPERS = ("invoice", "receipt", "ticket", "tracking", "waybill", "serial", "account")
"""Words before a `#` that make it no order's number, however they are spelt."""
NEXT_LABELLED = re.compile(rf"\s{{0,2}}(?:[,、&/和及;]|and\b|以及)\s{{0,2}}#?\s?({DIGITS})")
OTHER_LABEL = re.compile(
    r"(?:快递(?:单)?(?:单号|号码?)?|物流(?:单号|号|编号)?|运单号?|退货单号|寄回单号|退款[单编]号|税号|纳税人识别号|信用代码"
    r"|身份证(?:号码?)?|银行卡号?|卡号|账号|qq号?|微信号?|货号|商品(?:编号|id)|型号|工单号?|流水号|发票(?:号码?|代码)"
    r"|取件码|验证码|邮编|(?:顺丰|中通|圆通|申通|韵达|极兔|百世|京东快递|ems)(?:快递|速运)?(?:单号)?"
    r"|\btracking(?: (?:numbers?|no\.?|id|code|#))?|\b(?:waybill|awb|consignment|parcel)(?: (?:number|no\.?|id))?"
    r"|\b(?:invoice|inv|bill|bil|receipt|ticket|case|item|sku|product|model|serial|account|card|vat|tax|ref|reference|rma|zip"
    r"|postcode|policy|passport|iban|imei|customer|member|user)s?(?: (?:number|no\.?|id|code|#))?)"
    + IS
    + r"#?\s?([a-z]{0,6}-?[0-9][0-9a-z]{2,30}(?:[ -][0-9]{3,7}(?![0-9])){0,5})"
)
CARRIER_NUMBER = re.compile(
    r"(?<![0-9a-z])(?:sf|yt|jt|jd|jdv|jdvb|zt|zto|sto|yd|ems|lp|db|1z|rb|ty|usps|tba)[0-9a-z]*[0-9]{9,}[a-z]{0,2}(?![0-9a-z])"
)
TAX_NUMBER = re.compile(r"(?<![0-9a-z])9[1-3][0-9]{6}(?=[0-9]{0,9}[a-z])[0-9a-z]{10}(?![0-9a-z])")
ID_CARD = re.compile(
    r"(?<![0-9a-z])[1-8][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9x](?![0-9a-z])"
)
BANK_CARD = re.compile(r"(?<![0-9a-z])(?:62(?:[ -]?[0-9]){14,17}|[3-6][0-9]{3}(?:[ -][0-9]{4}){3})(?![0-9a-z])")
BARE = re.compile(
    r"(?<![0-9a-z.])(?:([a-z]{0,4}-?[0-9]{8,32})|([a-z]{1,4}-?[0-9]{6,7})"
    r"|([0-9]{3,7}(?:[ -][0-9]{3,}(?![0-9])){1,5}|[0-9]{3,}(?:-[0-9]+){1,5}))(?![0-9a-z%])"
)
