"""What the articles and product pages say to a mail, as a template sees it: answers, rules and excerpts, each cited."""

import re
from collections.abc import Sequence
from types import SimpleNamespace

from assistant.case.diagnosis import Cause
from assistant.case.knowledge import Passage
from assistant.case.view import CaseView
from assistant.drafting.citing import Cited
from assistant.drafting.excerpts import excerpt, nearest_sentence, relevance, whole_sentences
from assistant.drafting.questions_answered import NEVER, Answer, Text, answer_to, is_answered_anywhere
from assistant.drafting.saying import Saying

CLEARLY_ABOUT = 0.3
"""Share of the mail's words from which an excerpt speaks of the same thing."""

MOST_PASSAGES = 2
MOST_ANSWERS = 4

SAYS = 0.6
"""Share of a rule's words from which a sentence of an article says the same."""
_WHY = re.compile(r"原因|为什么|^why\b", re.IGNORECASE)


def readable(view: CaseView) -> list[Passage]:
    """Those for customers, in the letter's language."""
    return [p for p in view.passages if p.language == view.language and p.audience == "customer"]


class QuotedArticles:
    """Everything that it hands out cites the passage that it is from."""

    def __init__(self, view: CaseView, say: Saying) -> None:
        self._view = view
        self._say = say

    def rule_for(self, question: str) -> Cited | None:
        """What the articles about the cause say to a question, in their own words; other articles only where their
        answer is the same in every case.
        """
        view = self._view
        causes = {view.cause, *view.secondary} - {None}
        own = readable(view)
        near = [p for p in own if causes & set(p.causes)]
        for passages in (near, own if is_answered_anywhere(question) else ()):
            texts = [Text.of_passage(passage)._replace(answers_from=NEVER) for passage in passages]
            answer = answer_to(question, texts, view.language)
            if answer is not None:
                return self._say.exact(answer.words, answer.source)
        return None

    def rule_on(self, words: str) -> SimpleNamespace | None:
        """That the articles about the cause have a rule near to `words`, for a sentence that rests on it."""
        about = {self._view.cause, *self._view.secondary} - {None}
        own = [passage for passage in readable(self._view) if about & set(passage.causes)]
        scored = [
            (relevance(sentence, words, self._view.language), passage.id, sentence)
            for passage in own
            for sentence in whole_sentences(passage.text)
        ]
        score, passage_id, sentence = max(scored, key=lambda one: one[0], default=(0.0, "", ""))
        if score < SAYS:
            return None
        source = f"article.{passage_id}"
        return SimpleNamespace(noted=self._say.nothing(source), words=self._say.exact(sentence, source))

    def about(self, cause: Cause) -> SimpleNamespace | None:
        """The mark of the first article about the cause, for a sentence that rests on it."""
        passage = next((passage for passage in readable(self._view) if cause in passage.causes), None)
        return None if passage is None else SimpleNamespace(noted=self._say.nothing(f"article.{passage.id}"))

    def answers(self, found: Sequence[Answer]) -> list[Cited]:
        """To the questions about goods, in the own words of a product page or an article."""
        return [
            said
            for answer in found[:MOST_ANSWERS]
            if (said := self._say.exact(answer.words, answer.source)) is not None
        ]

    def excerpts(self) -> list[SimpleNamespace]:
        """Excerpts in the letter's language, and their `best` sentence; with a cause, only from articles about it."""
        causes = {self._view.cause, *self._view.secondary} - {None}
        chosen: dict[str, SimpleNamespace] = {}
        for passage in readable(self._view):
            if not causes or causes & set(passage.causes):
                words, source = excerpt(passage.text, self._view.words, self._view.language), f"article.{passage.id}"
                if words and self._helps(words):
                    best = nearest_sentence(passage.text, self._view.words, self._view.language)
                    chosen[words] = SimpleNamespace(
                        words=self._say.exact(words, source),
                        best=self._say.exact(best, source),
                        reasons=self._say.exact(_reasons(passage.own_heading, best), source),
                    )
        return list(chosen.values())[:MOST_PASSAGES]

    def _helps(self, words: str) -> bool:
        """Before the order is settled, a rule is only quoted if it clearly speaks of what the customer writes about."""
        loose = self._view.order_unsettled or (self._view.order is not None and self._view.cause is None)
        return not loose or relevance(words, self._view.words, self._view.language) >= CLEARLY_ABOUT


def _reasons(heading: str, sentence: str) -> str | None:
    """What stands below "Why it may not work": reasons, and no rule that could be quoted by itself."""
    if not _WHY.search(heading):
        return None
    return f"{sentence[0].lower()}{sentence[1:]}".rstrip(".。") if sentence else None
