"""Whether a parcel is to go to another country than the one that its order is addressed to.

Nobody can promise that: whether we deliver there, and at what cost, is for an agent to find out. So an address that
shows no sign of the order's country counts as abroad. The signs are script, postcode, and the country's own name.
"""

import re

from assistant.case.shop import Recipient

_HAN = re.compile(r"[\u4e00-\u9fff]")
_POSTCODES = {
    "CN": re.compile(r"(?<!\d)\d{6}(?!\d)"),
    "GB": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"),
    "US": re.compile(r"\b[A-Z]{2},? \d{5}(?:-\d{4})?\b"),
    "CA": re.compile(r"\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b"),
    "IE": re.compile(r"\b[A-Z]\d[\dW] ?[A-Z\d]{4}\b"),
    "AU": re.compile(r"\b(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT) \d{4}\b"),
}
_NAMES = {
    "CN": re.compile(
        r"\b(?:P\.? ?R\.? ?)?China\b|\b(?:Beijing|Shanghai|Tianjin|Chongqing|Guangzhou|Shenzhen|Hangzhou|Ningbo|Wenzhou"
        r"|Nanjing|Suzhou|Wuxi|Chengdu|Wuhan|Xi'?an|Changsha|Zhengzhou|Qingdao|Jinan|Dalian|Shenyang|Harbin|Changchun"
        r"|Xiamen|Fuzhou|Quanzhou|Kunming|Hefei|Nanchang|Nanning|Guiyang|Taiyuan|Shijiazhuang|Urumqi|Lanzhou|Hohhot"
        r"|Haikou|Sanya|Zhuhai|Foshan|Dongguan|Zhejiang|Jiangsu|Guangdong|Sichuan|Hubei|Hunan|Fujian|Shandong|Henan"
        r"|Hebei|Anhui|Jiangxi|Yunnan|Guangxi|Guizhou|Shaanxi|Shanxi|Liaoning|Jilin|Heilongjiang|Gansu|Hainan)\b",
        re.IGNORECASE,
    ),
    "GB": re.compile(
        r"\b(?:UK|U\.K\.|United Kingdom|Great Britain|England|Scotland|Wales|Northern Ireland)(?![\w])|英国"
    ),
    "US": re.compile(r"\b(?:USA|U\.S\.A?\.|United States)(?![\w])|美国"),
    "CA": re.compile(r"\bCanada\b|加拿大"),
    "IE": re.compile(r"(?<!Northern )\bIreland\b|爱尔兰"),
    "AU": re.compile(r"\bAustralia\b|澳大利亚|澳洲"),
    "": re.compile(
        r"\b(?:Germany|France|Spain|Italy|Netherlands|Japan|Korea|Singapore|Malaysia|Thailand|New Zealand|India)\b"
        r"|\bRussia\b|德国|法国|西班牙|意大利|荷兰|日本(?!料理)|韩国|新加坡|马来西亚|泰国|新西兰|印度|俄罗斯"
    ),
}
"""Names of countries, and for China the places that an address in Latin letters is known by; "" is any other."""


def is_abroad(address: str, recipient: Recipient | None) -> bool:
    """False where the order's own country cannot be told, for then nothing can be held against it."""
    home = _country_of_order(recipient)
    if home is None:
        return False
    named = {country for country, names in _NAMES.items() if names.search(address)}
    if named:
        return home not in named
    if home == "CN" and _HAN.search(address):
        return False
    return not _names_place_of(recipient, address) and _POSTCODES[home].search(address) is None


def _country_of_order(recipient: Recipient | None) -> str | None:
    if recipient is None:
        return None
    written = " ".join((recipient.region, recipient.city, recipient.district, recipient.street))
    named = next((country for country, names in _NAMES.items() if country and names.search(written)), None)
    if named is not None:
        return named
    if _HAN.search(written):
        return "CN"
    return next((c for c, code in _POSTCODES.items() if code.search(f"{recipient.region} {recipient.postcode}")), None)


def _names_place_of(recipient: Recipient | None, address: str) -> bool:
    places = (recipient.city, recipient.region) if recipient is not None else ()
    return any(len(place) > 2 and place.casefold() in address.casefold() for place in places)
