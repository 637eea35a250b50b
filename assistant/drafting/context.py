"""What a prompt is given of a mail and of its case: only the view, cut to scope, and bounded in length."""

from zoneinfo import ZoneInfo

from assistant.case.email import Email
from assistant.case.view import CaseView
from assistant.pipeline import Glossary

_MAIL_LENGTH = 6000
"""Characters of a mail that a prompt holds: its beginning and its end."""
_MOST_PRODUCTS = 60
_MOST_SOURCES = 80
_SOURCE_LENGTH = 900


def of_mail(email: Email, glossary: Glossary) -> dict[str, str]:
    """The variables of `understand`."""
    names = [product.name for product in glossary.products if product.name][:_MOST_PRODUCTS]
    return {
        "products": "; ".join(names) or "-",
        "date": email.date.astimezone(ZoneInfo(glossary.timezone)).isoformat(timespec="minutes"),
        "subject": fenced(email.subject, 300),
        "text": fenced(email.text, _MAIL_LENGTH),
    }


def of_case(view: CaseView) -> dict[str, str]:
    """The variables of `write`. The view holds nothing that the sender may not hear, so neither does the prompt."""
    zone = ZoneInfo(view.timezone)
    return {
        "today": view.now.astimezone(zone).isoformat(timespec="minutes"),
        "shop": view.shop_name,
        "guidance": _guidance(view),
        "emotion": view.emotion.value,
        "category": view.category.value,
        "cause": view.cause.value if view.cause else "-",
        "sources": _sources(view),
        "subject": fenced(view.subject, 300),
        "text": fenced(view.words, _MAIL_LENGTH),
    }


def fenced(text: str, length: int) -> str:
    """Shortened in its middle, and unable to close the fence that it stands in."""
    if len(text) > length:
        head = length * 2 // 3
        text = f"{text[:head]}\n[…]\n{text[-(length - head) :]}"
    return text.replace("<", "‹").replace(">", "›")


def _guidance(view: CaseView) -> str:
    actions = ", ".join(action.kind.value for action in view.actions) or "-"
    questions = ", ".join(question.kind for question in view.questions) or "-"
    contradicted = "; ".join(claim.words for claim in view.claims if claim.verdict == "contradicted") or "-"
    settled = "settled" if view.scope.may_read else "NOT settled: no order may be mentioned"
    return (
        f"identity {settled}. Allowed actions: {actions}. Questions to ask: {questions}. "
        f"Claims that the records contradict: {fenced(contradicted, 600)}"
    )


def _sources(view: CaseView) -> str:
    """The customer's own words stand in the fence already; everything else is listed with its id."""
    listed = [source for source in view.sources if source.id != "customer.words"][:_MOST_SOURCES]
    return "\n".join(f"[{source.id}] {fenced(' '.join(source.text.split()), _SOURCE_LENGTH)}" for source in listed)
