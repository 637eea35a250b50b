"""Whether a time is said to be still to come: "by Friday", "周三能收到吗", "I fly out on Saturday".

A time that nothing says so of lies in the past, for most mails tell what happened.
"""

import re

_REACH = 48
_HAN_STOP = r",，。.;；!！?？\n"
_BEFORE = re.compile(
    r"(?:\b(?:by|before|until|till|next|this coming|for|no later than|latest|(?:is|are)(?: on| this)?)"
    r"|赶在|等到|下次|最晚|最迟|截止到?|截至)\s*(?:the |my )?$"
)
_AFTER = re.compile(
    r"\s?(?:之前|以前|前(?!台|面|天|后)|at the latest\b|latest\b|or (?:sooner|earlier)\b)"
    r"|(?:一?早上?|上午|中午|下午|傍晚|晚上|晚|夜里)?(?:我们?|他|她|它|家里|孩子|人)?(?:就|急|等|都|还|才|也)?"
    r"(?:要(?!求)|能|可以|可不可以|会不会|会(?!议|员)|必须|务必|得(?!知|出|到(?!我|你|他|她|手|货|家))|到得了|赶得上|来得及|过生日|生日|需要|出发|出差|出国|用得上"
    r"|月考|考试|开学|搬家|结婚|婚礼|办酒|(?<=就)(?:飞|走|搬|回|去|出))"
)
_TOLD_EN = re.compile(
    r"\b(?:said|told|promised|should have|supposed to|(?:was|were) due"
    r"|would(?! (?:like|need|love|you|it be|be (?:good|great|nice|lovely))))\b[^.;!?\n]*$"
)
_WISHED = re.compile(rf"(?:能不能|能否|可否|可以|能|会|要(?!求)|得|赶|争取|必须|务必|最好|希望)[^{_HAN_STOP}]{{0,6}}$")
_TOLD = re.compile(rf"(?:说|答应|承诺|保证|讲|通知|(?<!能)不能|没能|就能|才能)[^{_HAN_STOP}]{{0,8}}$")
"""What somebody said would be may be over by now."""
_TO_COME = re.compile(
    r"(?:\bwill\b|'ll\b|\bwon't\b|\bgoing to\b|\bgonna\b|\bneed(?:s|ed)?\b|\bcan\b|\bcould (?:you|it|they|i|we)\b"
    r"|\bmust\b|\bha(?:s|ve) to\b"
    r"|\bi(?:'m| am) (?:away|off|out|back|leaving|flying|travelling|traveling|moving|having|home|not)\b"
    r"|\b(?:i|we|she|he|they) (?:fly|flies|leave|leaves|move|moves|travel|travels|start|starts|go|goes)\b"
    r"|\b(?:get|be|arrive|turn up|come|reach me|make it) (?:here |there |to me )?(?:by|before|on)\b)[^.;!?\n]*$"
)
_HAPPENED = re.compile(
    r"\b(?:was|were|wasn't|weren't|had(?! to)|came|arrived|ordered|bought|got|received|delivered|sent|posted|shipped"
    r"|placed|did|didn't|said|told|promised|since|has(?! to)|hasn't|haven't|been)\b[^.;!?\n]*$"
)


def is_ahead(folded: str, start: int, end: int) -> bool:
    """Whether the words around the time in `folded[start:end]` say so."""
    before, after = folded[max(0, start - _REACH) : start], folded[end : end + 14]
    if _TOLD.search(before) or _TOLD_EN.search(before):
        return False
    if _BEFORE.search(before) or _AFTER.match(after) or _WISHED.search(before[-12:]):
        return True
    to_come = _TO_COME.search(before)
    return to_come is not None and not _HAPPENED.search(before[to_come.start() :])
