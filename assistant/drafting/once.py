"""Work that several checks of one letter need in turn, done once for the view that a thread is at."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from assistant.case.view import CaseView

Result = TypeVar("Result")


class _Last(threading.local):
    view: CaseView | None = None
    result: object = None


def once_for_a_view(work: Callable[[CaseView], Result]) -> Callable[[CaseView], Result]:
    """`work`, whose last result each thread keeps: a view never changes, so the very same one has the same."""
    last = _Last()

    @wraps(work)
    def kept(view: CaseView) -> Result:
        if last.view is not view:
            last.result = work(view)
            last.view = view
        return last.result  # type: ignore[return-value]  # what `work` gave for this view

    return kept
