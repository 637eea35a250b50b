"""Replies held to the checks, and replies with something else said in them."""

from collections.abc import Sequence

from assistant.case.reply import Part, PartKind, Promise, Reply
from assistant.case.view import CaseView
from assistant.drafting.checks import check
from assistant.drafting.writing import write_offline


def failures(reply: Reply, view: CaseView, promises: Sequence[Promise] = ()) -> dict[str, str]:
    return {result.name: result.detail for result in check(reply, view, promises) if not result.passed}


def offline_failures(view: CaseView) -> dict[str, str]:
    reply, promises = write_offline(view)
    return failures(reply, view, promises)


def reworded(reply: Reply, kind: PartKind, text: str, *more_sources: str) -> Reply:
    """The reply with one part saying something else, on the same sources and `more_sources`."""
    parts = tuple(
        Part(kind=kind, text=text, sources=(*part.sources, *more_sources)) if part.kind is kind else part
        for part in reply.parts
    )
    return Reply.of(reply.subject, reply.language, parts)


def with_sentence(reply: Reply, kind: PartKind, sentence: str, *more_sources: str) -> Reply:
    old = next(part for part in reply.parts if part.kind is kind)
    return reworded(reply, kind, f"{old.text} {sentence}", *more_sources)
