"""Work that several checks of one letter need in turn, done once for the view that a thread is at."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Generic, TypeVar

from assistant.case.view import CaseView

Result = TypeVar("Result")


class _Last(threading.local, Generic[Result]):
    made: tuple[CaseView, Result] | None = None


def once_for_a_view(work: Callable[[CaseView], Result]) -> Callable[[CaseView], Result]:
    """`work`, whose last result each thread keeps: a view never changes, so the very same one has the same."""
    last: _Last[Result] = _Last()

    @wraps(work)
    def kept(view: CaseView) -> Result:
        if last.made is None or last.made[0] is not view:
            last.made = (view, work(view))
        return last.made[1]

    return kept
