"""What mail programs write above the history that they quote, and below the words that were typed.

Each pattern is a form that some program writes; a sentence that a customer would write must not match. That is why
an introduction needs a time or an address beside its verb, and a header block at least three of its fields.
"""

import re

_WROTE = (
    r"wrote|writes|schrieb|schreef|geschreven|[ée]crit|escribi[óo]|escreveu|scritto|scrisse|napisał(?:\(?a\)?)?|"
    r"nap[ií]?sal(?:\(?a\)?)?|пишет|писал\w*|написал\w*|пише|skrev|skrifaði|kirjoitti|yazdı|đã viết|写道|寫道|书写|"
    r"來信|작성|のメール|書きました"
)
_ADDRESS = r"[^\s<>@]{1,64}@[^\s<>@]{1,255}"
_VERB = re.compile(rf"(?:{_WROTE})", re.I)
_BEFORE = "->| \t\xa0"
_ENDS_AS_INTRODUCTION = re.compile(r"(?:[:：]|-{2,})\s*$")
_CLOCK_AND_ADDRESS = re.compile(rf"\d{{1,2}}[:.]\d{{2}}.{{0,200}}<\s?(?:mailto:)?{_ADDRESS}>\s*[:：]$")
_MOMENT = re.compile(
    rf"{_ADDRESS}|\d{{1,2}}[:.：]\d{{2}}|(?<!\d)\d{{4}}[-/.年년]\s?\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|\bGMT\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)?\.?,?\s+(?:de\s+)?\w{3,12}\.?,?\s+(?:de\s+)?\d{4}\b"
    r"|\b\w{3,10}\.?\s+\d{1,2},?\s+\d{4}\b"
)
_STARTS_AS_INTRODUCTION = re.compile(
    r"(?:(?:on|at|am|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|le|el|il|em|op|den|dnia|dňa|dne"
    r"|w dniu|in message|vào|в|på)\b|"
    r"在|于|於|\d{1,4}[-/.年]|\d{1,2}\s+\w+\.?\s|\w{2,12}\.?,?\s\d{1,2}\.?\s+\w|"
    rf"[^\n]{{0,120}}[<(]\s*(?:mailto:)?{_ADDRESS}[>)]|[\"“]?[^\n]{{1,80}}[\"”]?\s{{0,3}}(?:于|於|在)\s{{0,3}}\d{{4}})",
    re.I,
)
_WHOLE_LINE = re.compile(
    r"^\S[^\n]{0,80}\svia\s[^\n]{1,80}\s(?:wrote|schrieb)\s*:$"
    r"|^20\d\d-\d\d-\d\d\s\d{1,2}:\d\d\sGMT[+-]\d\d:?\d\d\s[^\n]{1,80}$"
    r"|^Posted by\s[^\n]{1,80}\son\s\d{1,2}/\d{1,2}/\d{4}$"
)
"""Whole lines that only a program writes: a ticket system's, old Gmail's, a forum's."""
_DATED_ADDRESS = re.compile(rf"^\s*\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}\s[^\n]{{1,150}}<\s?{_ADDRESS}>\s*:?\s*$")

_SEPARATOR = re.compile(
    r"^[\s>]*[-=_*—]{2,}(?:\s|&nbsp;)*(?:"
    r"原始邮件|原始郵件|原始信息|原始訊息|原邮件|邮件原件|原始信件|原郵件|邮件原文|原文|回复的原邮件|回复的邮件|回复的原文|来信原文|"
    r"original(?:\s+(?:message|mail|email|e-mail))?|replied message|reply message|ursprüngliche nachricht|"
    r"originalnachricht|mensaje original|message d'origine|message original|messaggio originale|mensagem original|"
    r"oprindelig meddelelse|oorspronkelijk bericht|wiadomość oryginalna|исходное сообщение|원본\s*메[시세]지"
    r")(?:\s|&nbsp;)*[-=_*—]{2,}\s*$",
    re.I,
)
_DASHES = tuple("-=_*—")
_TITLED_RULE = re.compile(r"^[\s>]*[-=_*—]{3,}(?=.{0,40}[^\W\d_])[^\n\d@-]{2,40}[-=_*—]{3,}\s*$")
_FORWARD = re.compile(
    r"^[\s>]*(?:[-=_*—]{2,}\s*(?:forwarded (?:message|mail|by\b[^\n]{0,80})|forward|"
    r"转发邮件信息|转发的邮件|转发邮件|转发的消息|轉寄郵件|轉寄的郵件|已转发邮件|以下是转发的邮件|"
    r"weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|"
    r"пересылаемое сообщение|mensagem encaminhada)\s*[-=_*—]{2,}"
    r"|(?:begin forwarded message|début du message transféré|anfang der weitergeleiteten nachricht|"
    r"inizio messaggio inoltrato|inicio del mensaje reenviado|начало переадресованного сообщения|"
    r"início da mensagem (?:encaminhada|reenviada)|begin doorgestuurd bericht)\s*[:：]|"
    r"开始转发的(?:邮件|信息)\s*[:：]?|下面是被?转发(?:的)?邮件\s*[:：]?|開始轉寄郵件\s*[:：]?)\s*$",
    re.I,
)
_FORWARDED_SUBJECT = re.compile(r"^\s*(?:fwd?|fw|wg|tr|rv|enc|i|转发|轉寄|轉發|转寄|转)\s*[:：]", re.I)

_HEADER_LINE = re.compile(
    r"^[\s>*|]*(?P<label>from|sent|date|to|cc|bcc|subject|reply-to|importance|"
    r"发件人|发信人|寄件人|寄件者|寄件日期|发送时间|发送日期|发件时间|傳送時間|已傳送|日期|时间|收件人|收信人|收件者|"
    r"抄送|副本|主题|主旨|主題|标题|標題|由|"
    r"von|gesendet|datum|an|betreff|de|envoyé|à|objet|enviado(?: el| em)?|enviada(?: em)?|para|asunto|assunto|fecha|"
    r"expéditeur|destinataire|répondre à|da|inviato|risposta|data|a|oggetto|van|verzonden|aan|onderwerp|"
    r"fra|sendt|til|emne|från|skickat|till|ämne|"
    r"lähettäjä|lähetetty|vastaanottaja|kopio|aihe|kimden|gönderilme(?: tarihi)?|gönderildi|tarih|kime|konu|"
    r"feladó|küldve|elküldve|címzett|tárgy|odesláno|odoslané|komu|předmět|predmet|від|надіслано|"
    r"от|отправлено|дата|кому|тема|od|wysłano|do|temat|보낸\s*사람|보낸\s*날짜|받는\s*사람|제목|差出人|送信日時|宛先|件名)"
    r"\s*\*?\s*[:：|]\*?\s*(?P<value>.*)$",
    re.I,
)
_SENDER_LABELS = frozenset({
    "from", "发件人", "发信人", "寄件人", "寄件者", "von", "de", "da", "van", "fra", "från", "от", "від", "od",
    "差出人", "expéditeur", "lähettäjä", "kimden", "feladó", "由",
})  # fmt: skip
_ALSO_OF_PARCELS = frozenset({
    "from", "to", "date", "发件人", "寄件人", "寄件者", "收件人", "收件者", "日期", "寄件日期", "时间", "由",
})  # fmt: skip
_RULE = re.compile(r"^[\s>]*(?:[-_=*—–─━]\s?){3,}\s*$")

_APP = (
    r"iphone|ipad|ipod|android|phone|mobile|cell|handy|mobilgerät|mobiltelefon|device|smartphone|tablet|galaxy|samsung|"
    r"huawei|honor|xiaomi|redmi|oppo|vivo|oneplus|pixel|blackberry|nokia|htc|outlook|yahoo|gmail|hotmail|foxmail|"
    r"proton|airmail|mailbox|sparrow|spark|aol|windows|nine|k-9|thunderbird|mail|surface|ti-85|posteo|tutanota"
)
_APP_SIGNATURES = (
    # 签名由 网易邮箱大师 定制
    re.compile(r"^\W*签名由.{0,30}(?:邮箱|大师|mail).{0,10}定制\W*$", re.I),
    # 发自我的iPhone, 来自网易邮箱大师, 從我的 iPhone 傳送, 获取 Outlook for iOS
    re.compile(
        r"^\W*(?:发送?自|發送?自|發自|来自|來自|寄自|从|從|由|用|通过|通過)\s*(?:我的|我)?.{0,20}"
        r"(?:iphone|ipad|mac|android|安卓|手机|手機|平板|邮箱|郵箱|信箱|邮件|郵件|mail|outlook|客户端|移动|华为|huawei|小米|"
        r"红米|荣耀|三星|魅族|vivo|oppo|一加|钉钉|企业微信|windows|智能版|大师).{0,20}\W*$",
        re.I,
    ),
    re.compile(r"^\W*(?:获取|取得|下载|下載)\s*(?:适用于.{1,20}的\s*)?outlook.{0,60}$", re.I),
    re.compile(r"^\W*sent (?:from|via|with|by|using)\s+(?:my|a|the)?\s*\S.{0,90}$", re.I),
    re.compile(r"^\W*(?:get|download)\W+(?:outlook|yahoo|gmail|aol|spark|blackberry)\b.{0,80}$", re.I),
    re.compile(rf"^\W*from my .{{0,30}}(?:{_APP}).{{0,20}}$", re.I),
    re.compile(
        rf"^\W*(?:envoyé (?:depuis|de)|enviado (?:desde|do|a partir)|inviato da|verzonden (?:met|vanaf|via)|sendt fra|"
        rf"skickat från|skickades från|wysłane z|отправлено с|gesendet (?:von|mit)|von mein\w* .{{0,40}}gesendet|"
        rf"diese nachricht wurde).{{0,30}}(?:{_APP}|gesendet).{{0,40}}$",
        re.I,
    ),
    re.compile(rf"^\W*von mein\w* .{{0,30}}(?:{_APP}).{{0,20}}$", re.I),
)
_IS_APP = re.compile(rf"\b(?:my|{_APP})\b|\b(?:my|{_APP})(?:\d|s\b)", re.I)
_SIGNATURE_START = re.compile(r"^-- ?$")
_CARD_EDGE = re.compile(r"^\|\s*\|\s*$")


def is_introduction(lines: list[str]) -> bool:
    """`On … wrote:`, `在 … 写道：` and their like, over one to four lines."""
    text = " ".join(line.strip() for line in lines).lstrip(_BEFORE)
    if len(lines) <= 2 and _DATED_ADDRESS.match(text):
        return True
    return (
        len(text) <= 400
        and _STARTS_AS_INTRODUCTION.match(text) is not None
        and _ENDS_AS_INTRODUCTION.search(text[-40:]) is not None
        and (_VERB.search(text) is not None or _CLOCK_AND_ADDRESS.search(text) is not None)
        and _MOMENT.search(text) is not None
    )


def is_whole_introduction(line: str) -> bool:
    """A line that introduces history without the others' verb or colon: `2016-03-03 17:21 GMT+01:00 Some One`."""
    return 20 < len(line) <= 200 and _WHOLE_LINE.match(line.strip(_BEFORE)) is not None


def may_start_introduction(line: str) -> bool:
    text = line.lstrip(_BEFORE)
    return 3 < len(text) <= 400 and _STARTS_AS_INTRODUCTION.match(text) is not None


def may_end_introduction(line: str) -> bool:
    return line.rstrip().endswith((":", "：", "--", ">"))


def is_separator(line: str) -> bool:
    """`------------------ 原始邮件 ------------------`, `-----Original Message-----`."""
    return _starts_as_rule(line) and _SEPARATOR.match(line) is not None


def is_titled_rule(line: str) -> bool:
    """`-----邮件原件-----`: dashes with words between them; history only if quoted header fields follow."""
    return _starts_as_rule(line) and _TITLED_RULE.match(line) is not None


def is_forward(line: str) -> bool:
    """`---------- Forwarded message ---------`, `-------- 转发邮件信息 --------`, `Begin forwarded message:`."""
    return (_starts_as_rule(line) or 4 < len(line) <= 60) and _FORWARD.match(line) is not None


def may_start_history(line: str) -> bool:
    """Cheap, because every line of a mail is asked: all that follow here but introductions have one of these marks."""
    return ":" in line or "：" in line or "|" in line or line.startswith("Posted by") or _starts_as_rule(line)


def _starts_as_rule(line: str) -> bool:
    """Cheap, because every line of a mail is asked."""
    return len(line) <= 200 and line.lstrip("> \t\xa0")[:1] in _DASHES


def is_forwarded_subject(subject: str) -> bool:
    return _FORWARDED_SUBJECT.match(subject) is not None


def is_rule(line: str) -> bool:
    """A line of dashes or underscores, as Outlook draws above a quoted header block."""
    return len(line) <= 200 and _RULE.match(line) is not None


def header_label(line: str) -> str | None:
    """The label of a quoted header line (`发件人`, `sent`), in lower case."""
    if len(line) > 1_000 or not (":" in line or "：" in line or "|" in line):
        return None
    match = _HEADER_LINE.match(line)
    return " ".join(match["label"].lower().split()) if match else None


def tells_of_a_mail(label: str, line: str) -> bool:
    """More than a waybill says: customers write `寄件人`, `收件人` and `日期` of the parcel that they return."""
    return label not in _ALSO_OF_PARCELS or "@" in line


def is_sender_label(label: str) -> bool:
    return label in _SENDER_LABELS or label.startswith("보낸")


def is_app_signature(line: str) -> bool:
    """`发自我的iPhone`, `Sent from my iPhone`, `Get Outlook for iOS`: what a program writes below each mail."""
    if not 4 <= len(line.strip()) <= 160:
        return False
    if not any(pattern.match(line) for pattern in _APP_SIGNATURES):
        return False
    return not line.lower().lstrip("([<_* ").startswith("sent ") or _IS_APP.search(line) is not None


def is_card_edge(line: str) -> bool:
    """`| |`: where a visiting card begins that an app draws as a table."""
    return _CARD_EDGE.match(line) is not None


def is_signature_start(line: str) -> bool:
    """The line `-- ` (RFC 3676 4.3), with or without its blank."""
    return _SIGNATURE_START.match(line) is not None
