"""How customers would ask for what an article says, as a model proposes it, for a person to read."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.case.knowledge import Article, AskedAs, Language
from assistant.drafting.answers import QuestionsAnswer
from assistant.drafting.context import of_article
from assistant.drafting.model import ChatModel, Meter
from assistant.drafting.model_ledger import Purse
from assistant.drafting.model_methods import KnownMethods
from assistant.drafting.model_usage import Turn, tokens_of, tokens_of_form
from assistant.drafting.prompts import load_prompts
from assistant.drafting.reading.text import clean
from assistant.errors import ModelAnswerUnusable
from assistant.model_book import CallLedger
from assistant.settings import ModelSettings

_ASKED_AS = TypeAdapter[str](AskedAs)


class QuestionWriter:
    """One profile's model. Raises ConfigurationError, when it is made, for what cannot be used."""

    def __init__(
        self,
        name: str,
        profile: ModelSettings,
        api_key: str | None,
        prompts_folder: Path,
        *,
        ledger: CallLedger,
        methods: KnownMethods,
        clock: Callable[[], datetime],
    ) -> None:
        self._prompts = load_prompts(prompts_folder)
        self._model = ChatModel(profile, api_key, methods=methods)
        self._purse = Purse(name, profile, ledger, clock)

    def propose(self, article: Article, language: Language, timezone: str) -> list[str]:
        """Questions in this language, without those that no article may carry. `timezone` says which day's budget.

        Raises ModelError, also where none is left.
        """
        prompt = self._prompts.get("questions", language)
        turns = [Turn("system", prompt.system), Turn("user", prompt.render(of_article(article.title, article.body)))]
        with self._purse.held(tokens_of(turns) + tokens_of_form(QuestionsAnswer), timezone):
            told = self._purse.noting(self._model.name, "questions", Meter().count)
            answer = self._model.ask(turns, QuestionsAnswer, told)
        usable = [question for question in map(_one_line, answer.form.questions) if _may_stand(question)]
        if not usable:
            raise ModelAnswerUnusable(f"The model proposed no question for {article.id} that can be used.")
        return list(dict.fromkeys(usable))


def _one_line(question: str) -> str:
    return " ".join(clean(question).split())


def _may_stand(question: str) -> bool:
    try:
        _ASKED_AS.validate_python(question)
    except ValidationError:
        return False
    return True
