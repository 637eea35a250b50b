"""An English question in a letter's own words: "Is it out of stock?" becomes "whether it is out of stock".

What the grammar here does not reach (a subject whose end it cannot tell, a past tense behind "did") is not retold.
"""

import re
from functools import cache

from assistant.drafting.wording import wordlist

_AUX = {
    "am", "is", "are", "was", "were", "do", "does", "did", "have", "has", "had", "can", "could", "will", "would",
    "shall", "should", "may", "might", "must",
}  # fmt: skip
_WH = {"what", "when", "where", "which", "who", "whose", "why", "how"}
_PRONOUNS = {"i", "you", "it", "he", "she", "they", "we", "there", "anyone", "someone", "everything", "something"}
_POINTING = {"this", "that", "these", "those"}
_DETERMINERS = {
    "the", "my", "your", "our", "his", "her", "their", "its", "a", "an", "any", "both", "each", "all", "one",
}  # fmt: skip
_PLURAL = {"you", "they", "we", "these", "those"}
_ADVERBS = {
    "still", "also", "really", "actually", "even", "just", "usually", "normally", "ever", "always", "only", "already",
    "perhaps", "maybe", "both", "possibly", "kindly", "please",
}  # fmt: skip
_BE = {"is", "are", "was", "were"}
_STATES = {
    "ok", "okay", "fine", "safe", "enough", "normal", "possible", "allowed", "included", "available", "compatible",
    "suitable", "good", "bad", "right", "correct", "needed", "necessary", "required", "free", "ready", "waterproof",
}  # fmt: skip
_STILL = {"still", "really", "actually", "also", "now", "normally", "usually", "already"}
_OPINIONS = {"say", "think", "reckon", "recommend", "suggest", "advise", "mind"}
_POSITIVE = {"can't": "can", "won't": "will", "shan't": "shall"}
_SWAPPED = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "we": "you", "us": "you",
    "our": "your", "ours": "yours", "your": "our", "yours": "ours", "yourselves": "ourselves",
    "i'm": "you are", "i've": "you have", "i'd": "you would", "i'll": "you will", "we're": "you are",
    "we've": "you have", "we'd": "you would", "we'll": "you will", "you're": "we are", "you've": "we have",
    "you'd": "we would", "you'll": "we will", "am": "are",
}  # fmt: skip
_GOVERNS = {
    "to", "from", "for", "with", "of", "by", "at", "on", "about", "than", "tell", "ask", "send", "give", "let", "pay",
    "show", "remind", "write", "email", "call", "owe", "see", "and",
}  # fmt: skip
"""What stands before "you" where it is not the subject."""
_LEAD = re.compile(
    r"^(?:and|also|so|but|or|then|oh|ps|p\.s\.|hi|hello|hey|please|pls|anyway|btw|by the way|one more thing|secondly"
    r"|first(?:ly)?|finally|if so|if not|otherwise|in that case|just|well|ok(?:ay)?|sorry|quick question|now|plus"
    r"|any idea|(?:can|could|may) i (?:just |also )?ask|i (?:was|am|'m) (?:just )?wondering|i(?:'d| would) like to know"
    r"|i want(?:ed)? to know|i wonder|do you know|(?:can|could|would|will) you (?:please |kindly |also |just )*"
    r"(?:tell me|let me know|say|confirm|check|advise|explain|find out)|(?:please )?(?:tell me|let me know|confirm))"
    r"(?![\w'])[\s,:;.–-]*",
    re.IGNORECASE,
)
_INDIRECT = re.compile(r"^(?:if|whether)\b\s*", re.IGNORECASE)
_TAIL = re.compile(
    r"[\s,]*\b(?:please|pls|thanks|thank you|thank you very much|cheers|then|though|by the way|btw|at all|right|or what"
    r"|or not|do you know)$",
    re.IGNORECASE,
)
_CONTRACTED = re.compile(r"\b(what|who|where|when|how|that|there)['’]s\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"^.*(?:[,;:]|[,\s][–-])\s+(?=(?:and |so |but )?(?:roughly |about |approximately )?(?:what|when|where|which|who"
    r"|why|how|is|are|do|does|did|can|could|will|would|should|shall|may|has|have|was|were)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""What stands before a question in its own sentence."""
_ASKS = re.compile(
    r"(?:(?:roughly|about|approximately) )?(?:what|when|where|which|who|why|how|if|whether|am|is|are|do|does|did"
    r"|can|could"
    r"|will|would|should|shall|may|has|have|was|were)(?:['’]s|n['’]t)? ",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"(?:if|when|as|since|once|while) [^,]+, ", re.IGNORECASE)
_OR = re.compile(
    r",? or (?=(?:do|does|is|are|can|could|should|shall|will|would|must|has|have) (?:i|you|it|they|we|the|my|that"
    r"|this)\b)",
    re.IGNORECASE,
)


def retold(question: str) -> str | None:
    """As the object of "you ask", without a full stop; None where it cannot be put so."""
    words = _without_lead(" ".join(question.replace("’", "'").split()).rstrip("?!. "))
    first, *others = _OR.split(words)
    told = [one for part in (first, *others) if (one := _clause(part)) is not None]
    if not told or len(told) < 1 + len(others):
        return None
    return " or ".join([told[0], *(one.removeprefix("whether ") for one in told[1:])])


def asks(words: str) -> bool:
    """By the word that it begins with, not by its mark alone."""
    return _ASKS.match(words.strip()) is not None


def _without_lead(words: str) -> str:
    before = None
    while before != words:
        before = words
        words = _TAIL.sub("", _LEAD.sub("", words).strip(" ,;:-–"))
        if not _ASKS.match(words) or _CONDITION.match(words):
            words = _CLAUSE.sub("", words)
    return words


def _clause(words: str) -> str | None:
    indirect = _INDIRECT.match(words)
    if indirect:
        return f"whether {_swapped(words[indirect.end() :].split())}"
    tokens = _CONTRACTED.sub(r"\1 is", words).split()
    if len(tokens) < 2:
        return None
    head = _auxiliary(tokens[0])
    if head is not None:
        return _turned(head, tokens[1:], "whether")
    return _asked_with(tokens)


def _asked_with(tokens: list[str]) -> str | None:
    """A question with a word that asks: how long, what colours, who."""
    start = next((n for n, token in enumerate(tokens[:2]) if token.lower() in _WH), None)
    if start is None or (start and tokens[0].lower() not in ("roughly", "about", "to", "from", "until", "by", "at")):
        return None
    size = _subject(tokens[start + 1 :])
    if size and _auxiliary("".join(tokens[start + 1 + size : start + 2 + size])):  # "when it will be": told already
        return " ".join((*(token.lower() for token in tokens[: start + 1]), _swapped(tokens[start + 1 :])))
    place = next((n for n in range(start + 1, min(start + 5, len(tokens))) if _auxiliary(tokens[n])), None)
    asking = " ".join(tokens[:place]).lower() if place is not None else ""
    if place is None:
        return _swapped([tokens[0].lower(), *tokens[1:]]) if start == 0 and len(tokens) > 2 else None
    aux, rest = _auxiliary(tokens[place]) or "", tokens[place + 1 :]
    bare = place == start + 1 and tokens[start].lower() in ("how", "where", "when", "what")
    needed = len(rest) > 1 and rest[1].lower() in ("need", "have", "want", "get")
    if bare and not needed and rest and rest[0].lower() in ("i", "we") and aux in ("do", "should", "shall"):
        return f"{asking} to {_swapped(rest[1:])}" if len(rest) > 1 else None
    turned = _turned(aux, rest, asking)
    if turned is None and tokens[start].lower() in ("who", "which", "what"):
        return _swapped(tokens) if aux not in ("do", "does", "did") else None
    return turned


def _turned(aux: str, rest: list[str], asking: str) -> str | None:
    """Subject first: "is it" is told as "it is"; "does it come" as "it comes"."""
    size = _subject(rest) or (_before_what_it_is(rest) if aux in _BE else 0)
    if not size:
        return None
    subject, predicate = rest[:size], rest[size:]
    told = _swapped(subject, subject=True)
    if told == "we" and aux == "would" and predicate and predicate[0].lower() in _OPINIONS:
        return f"{asking} we {_swapped(predicate)}"
    if aux == "did":
        return f"{asking} {told} {_swapped([_past(predicate[0]), *predicate[1:]])}" if predicate else None
    plural = told.split()[0] in _PLURAL or told in ("you", "we") or _is_plural(subject)
    if aux in ("do", "does"):
        return f"{asking} {told} {_inflected(predicate, plural)}" if predicate else None
    verb = _agreeing(aux, subject[0].lower(), told)
    return " ".join(part for part in (asking, told, verb, _swapped(predicate)) if part)


def _agreeing(aux: str, asked: str, told: str) -> str:
    if asked == "you" and aux in ("could", "would", "will"):
        return "can"
    if aux == "shall":
        return "should"
    forms = {"am": "are", "is": "are", "was": "were", "has": "have"}
    return forms.get(aux, aux) if told in ("you", "we") else aux


def _auxiliary(token: str) -> str | None:
    word = token.lower()
    word = _POSITIVE.get(word, word.removesuffix("n't"))
    return word if word in _AUX else None


def _subject(tokens: list[str]) -> int:
    """How many of the first words are the subject; 0 where that cannot be told."""
    if not tokens:
        return 0
    first = tokens[0].lower()
    if first in _PRONOUNS:
        return 1
    noun = next((n for n, token in enumerate(tokens[:6]) if _is_noun(token)), None)
    if first in _POINTING and noun not in (1, 2):
        return 1
    if noun is None or not (noun == 0 or first in _DETERMINERS | _POINTING):
        return 0
    while noun + 1 < len(tokens) and _is_noun(tokens[noun + 1]):
        noun += 1
    return noun + 1


def _before_what_it_is(tokens: list[str]) -> int:
    """A subject of any words, by what is said of it: "a few drops of oil | fine"."""
    return next((n for n, token in enumerate(tokens[:9]) if n and token.lower().strip(",") in _STATES | _STILL), 0)


@cache
def _nouns() -> frozenset[str]:
    return frozenset(wordlist("retelling")["nouns"])


def _is_noun(token: str) -> bool:
    word = token.lower().strip(",.;:()'\"")
    return word in _nouns() or word.removesuffix("s") in _nouns() or word.removesuffix("es") in _nouns()


def _is_plural(subject: list[str]) -> bool:
    word = subject[-1].lower()
    return word.endswith("s") and not word.endswith("ss") and word not in _nouns()


def _inflected(predicate: list[str], plural: bool) -> str:
    place = next((n for n, token in enumerate(predicate) if token.lower() not in _ADVERBS), None)
    if plural or place is None:
        return _swapped(predicate)
    return _swapped([*predicate[:place], _third_person(predicate[place]), *predicate[place + 1 :]])


def _past(verb: str) -> str:
    known: dict[str, str] = wordlist("retelling")["past"]
    if verb in known:
        return known[verb]
    return f"{verb}d" if verb.endswith("e") else f"{verb}ed"


def _third_person(verb: str) -> str:
    special = {"have": "has", "be": "is", "do": "does", "go": "goes"}
    if verb in special:
        return special[verb]
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else f"{verb}s"


def _swapped(tokens: list[str], *, subject: bool = False) -> str:
    """Told by us to the customer: my is your, and you are we."""
    told: list[str] = []
    for n, token in enumerate(tokens):
        word, end = token.rstrip(",.;:)"), token[len(token.rstrip(",.;:)")) :]
        before = tokens[n - 1].lower() if n else ""
        if word.lower() == "you":
            governed = not subject and (before in _GOVERNS or n == len(tokens) - 1)
            told.append(("us" if governed else "we") + end)
        else:
            told.append(_SWAPPED.get(word.lower(), word) + end)
    return " ".join(told)


def retold_wish(wish: str) -> str | None:
    """As the object of "you would like": "please don't leave it outside" becomes "us not to leave it outside"."""
    words = " ".join(wish.replace("’", "'").split()).rstrip("?!. ")
    found = _WISH.search(words)
    if found is None:
        return None
    told = _swapped(_REASON.sub("", found["wish"]).split())
    before = None
    while before != told:
        before, told = told, _TAIL.sub("", told).strip(" ,;:-–")
    if len(told.split()) < 2:
        return None
    whom = "us" if (found["whom"] or "you").lower() == "you" else "them"
    return f"{whom} {_NOT.sub('not to ', told) if _NOT.match(told) else f'to {told}'}"


_NOT = re.compile(r"^(?:don't|not) ", re.IGNORECASE)
_REASON = re.compile(
    r",? (?:as|because|since|so that|so) (?:i|it|he|she|we|they|the|this|my)\b.*$|, (?:it's|it is|this is|i'm|i am"
    r"|i|we)\b.*$",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"(?:\b(?:can|could|would|will) (?P<whom>you|they|he|she|the (?:courier|driver))(?: please| kindly| also| just"
    r"| possibly| maybe)*|\bplease(?: also| just| do| kindly)*"
    r"|\bmake sure(?= )|\bi(?:'d| would) (?:like|love|prefer) you to)\s+(?P<wish>[a-z][\w' ,/-]+)$",
    re.IGNORECASE,
)
