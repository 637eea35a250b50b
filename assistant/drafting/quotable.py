"""The case as a template sees it: every value in the letter's words, each one citing its source when it is printed.

Names are fixed and complete: what the case does not know is None, so that a template can leave a clause out, while a
misspelt name is an error of the template (`StrictUndefined`).
"""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from assistant.case.diagnosis import Action, ActionKind, Category, Cause, Commitment
from assistant.case.inquiry import Request, StatementKind
from assistant.case.knowledge import Language, Policy
from assistant.case.shop import OrderStatus
from assistant.case.verification import Verdict
from assistant.case.view import CaseView, ClaimView, Question
from assistant.drafting import phrasing
from assistant.drafting.accounts import looked_elsewhere
from assistant.drafting.bearing import bears_on
from assistant.drafting.broken_promises import PromiseState, promise_state
from assistant.drafting.citing import Cited, Ledger
from assistant.drafting.echoes import echoes
from assistant.drafting.excerpts import excerpt, nearest_sentence, relevance, whole_sentences
from assistant.drafting.open_questions import Open, asked_of, is_a_wish, remedy_wished, wishes_of
from assistant.drafting.questions_answered import (
    LONGEST_MAIL,
    NEVER,
    Answered,
    Text,
    answer_to,
    answers_to,
    is_answered_anywhere,
    pages_of,
)
from assistant.drafting.quoted_asks import QuotedAsks
from assistant.drafting.quoted_order import order_variables, parcel_variables
from assistant.drafting.saying import LONGEST_VALUE, Saying
from assistant.drafting.situations import answers_questions, situation, unanswered, wished
from assistant.drafting.strangers import stranger_of
from assistant.process.periods import end_of_day_after
from assistant.process.remedies.after_sales import OUR_FAULT

CLEARLY_ABOUT = 0.3
"""Share of the mail's words from which an excerpt speaks of the same thing."""

MOST_PASSAGES = 2
MOST_ANSWERS = 4

NOT_STOPPED: dict[Language, str] = {
    "zh": "派送时可以拒收，包裹退回后全额退款",
    "en": "You can refuse the parcel refund full back",
}
"""What the shop's own rule on a parcel that could not be stopped says, as the letter puts it."""

PENDING: dict[Language, str] = {
    "zh": "一笔成功，一笔处理中或已撤销，后者会自动退回",
    "en": "one charge successful and one processing, the latter returns itself",
}
"""What the shop's own rule on a charge that is not final says."""

_PENDING = re.compile(
    r"处理中|待(?:入账|确认|处理)|预授权|撤销|\bpending\b|\bprocessing\b|\bauthori[sz]ation\b", re.IGNORECASE
)

SAYS = 0.6
"""Share of a rule's words from which a sentence of an article says the same."""
MOST_OPTIONS = 6

MADE_GOOD: dict[Cause, dict[Language, str]] = {
    Cause.QUALITY_DEFECT: {
        "zh": "天内可以退货天内可以换货之后保修期内免费维修",
        "en": "return within days exchange free repair warranty",
    },
    Cause.DAMAGED_IN_TRANSIT: {
        "zh": "换新或全额退款由您选运费由我们承担",
        "en": "replacement damaged item collected full refund your choice freight",
    },
    Cause.WRONG_ITEM_SENT: {
        "zh": "上门取回并换发正确的商品或退货全额退款运费由我们承担",
        "en": "collect wrong item send right take back full refund",
    },
    Cause.MISSING_ITEM: {
        "zh": "补发缺少的部分不需要补发的按该商品实付金额退款",
        "en": "missing send rest longer need refund paid",
    },
}
"""What the shop's own rules say of how a loss is made good once photos show it, as the letter puts it."""

REPLACED = frozenset({Cause.QUALITY_DEFECT, Cause.DAMAGED_IN_TRANSIT, Cause.WRONG_ITEM_SENT})
"""Causes whose goods are replaced free of charge (`process.remedies.mismatch`)."""

REPLACING = frozenset({Request.EXCHANGE, Request.RESHIP})
MONEY_BACK = frozenset({Request.REFUND, Request.RETURN})
CHOSEN = REPLACING | MONEY_BACK | {Request.REPAIR}
"""Wishes that the rule on what is made good answers."""

LONGEST_SAID = 30
"""Characters of a customer's value that a letter repeats at most."""

PICKED = (StatementKind.GOT_ITEM, StatementKind.GOT_VARIANT, StatementKind.GOT_QUANTITY, StatementKind.MISSING)
"""Statements that only the warehouse's own record can confirm."""

OF_A_VARIANT = (
    StatementKind.ORDERED_VARIANT,
    StatementKind.GOT_VARIANT,
    StatementKind.PAGE_SAYS,
    StatementKind.GOODS_ARE,
)

_LONG_NUMBER = re.compile(r"(?<!\d)\d{12,}(?!\d)")
"""A number that can be an order's, or a parcel's: whoever gives one is not asked for one."""

_PRIVATE = re.compile(r"取件码|取货码|提货码|地址|手机号|\baddress\b|\b(?:pick-?up|collection) code\b", re.IGNORECASE)
"""What strangers ask for and no stranger is told."""

_PHONE = re.compile(r"(?<!\d)(?:\+?\d[\d -]{8,}\d)(?!\d)")

_TRIED = re.compile(r"试|用过|穿过|通电|\btr(?:y|ied)\b|\b(?:run|ran|used|worn|tested|plugged)\b", re.IGNORECASE)
"""That goods were not only looked at."""

_MONEY_COMES = "when the money comes"
_HOW_SOON: dict[Language, str] = {"zh": "退款多久到账？", "en": "How long until the refund arrives?"}
"""The question that the article on refunds answers, of whatever case."""

_OF_THE_SHOP = re.compile(
    r"运费|邮费|快递|发货|寄到|包邮|付款|\b(?:ship|shipping|postage|deliver\w*|send|courier|pay|arrive|weeks)\b",
    re.IGNORECASE,
)
"""What no product team is asked."""

_WHY = re.compile(r"原因|为什么|^why\b", re.IGNORECASE)

_EVENT = re.compile(r"(?P<at>\d{4}-\d\d-\d\dT\S+) (?P<words>.+)")

ARGUMENT_TEXTS = ("name", "phone", "items", "variant")
ARGUMENT_TIMES = ("deadline", "answer_by", "due")


class Quotable:
    """Makes the template variables of one view; everything it hands out cites into `ledger`."""

    def __init__(self, view: CaseView, ledger: Ledger) -> None:
        self._view = view
        self._say = Saying(view, ledger)
        self._asks = QuotedAsks(view, self._say)
        own = [p for p in view.passages if p.language == view.language and p.audience == "customer"]
        asked = answers_questions(view)
        about_goods = view.category is Category.PRODUCT_QUESTION
        texts = (*pages_of(view), *(Text.of_passage(passage, about_goods=about_goods) for passage in own))
        answered = answers_to(view.words[:LONGEST_MAIL], texts, view.language) if asked else Answered([], [])
        self._found, self._left = answered.answers, [one for one in answered.left if not is_a_wish(one)]
        wishes = asked and view.order is not None and bool(wishes_of(view, ""))
        self._only_wishes = wishes and not self._left
        self._all_answered = asked and not self._left and not wishes

    def variables(self) -> dict[str, Any]:
        told = self._reading() | self._answering() | order_variables(self._view, self._say) | self._findings()
        return told | parcel_variables(self._view)

    def _reading(self) -> dict[str, Any]:
        """Who writes, and how: plain values to decide by, and the names to address them with."""
        view = self._view
        return {
            "emotion": view.emotion.value,
            "urgent": view.urgent,
            "photos": view.photos,
            "also_logistics": any(cause.category is Category.LOGISTICS for cause in view.secondary),
            "category": view.category.value,
            "cause": view.cause.value if view.cause else None,
            "wants": frozenset(request.value for request in view.requests),
            "topics": frozenset(topic.value for topic in view.topics),
            "shop": self._shop(),
            "known": view.scope.may_read,
            "order_unsettled": view.order_unsettled,
            "number_given": view.number_given or _LONG_NUMBER.search(f"{view.subject}\n{view.words}") is not None,
            "number_unknown": view.number_unknown,
            "name": self._name(),
            "full_name": self._say.text(view.name, "customer.name") if view.scope.may_read else None,
            "last": self._last_contact(),
            "echo": self._echoes(),
            "asked_kinds": asked_of(view.words),
            "stranger": stranger_of(view),
            "remedy_wished": self._say.exact(remedy_wished(view), "customer.words") if view.scope.may_read else None,
            "refund_time": self.rule_for(_HOW_SOON[view.language]) if _MONEY_COMES in asked_of(view.words) else None,
            "tried": _TRIED.search(view.words) is not None,
            "looked_elsewhere": self._say.exact(looked_elsewhere(self._view), "customer.words"),
        }

    def _answering(self) -> dict[str, Any]:
        """Which letter it is, what the customer asks for in it, and what we are to write again about."""
        view, once_shown = self._view, self._once_shown()
        wishes = unanswered(view, besides=CHOSEN if once_shown else ())
        return {
            "situation": situation(view),
            "asked": phrasing.listing(wishes, view.language),
            "asked_or": phrasing.listing(wishes, view.language, "or"),
            "promised": bool(view.commitments),
            "replaced_once_shown": self._replaced_once_shown(wishes),
            "once_shown": once_shown,
            "several_asked": len(wishes) > 1,
            "quality_choice": self._quality_choice(),
            "awaited": frozenset(commitment.kind.value for commitment in view.commitments),
            "invited": False,
            "wished": phrasing.listing(wished(view), view.language) if view.order_unsettled else "",
            "awaits_photos": any(question.kind == "photos" for question in view.questions),
            "echo_private": _PRIVATE.search(f"{view.subject}\n{view.words}") is not None,
            "phone_given": _PHONE.search(f"{view.subject}\n{view.words}") is not None,
        }

    def _abroad(self) -> SimpleNamespace | None:
        """The mark of the customer's words where a new address is given and the case only lets us look into it."""
        view, kinds = self._view, {action.kind for action in self._view.actions}
        asked = any(question.kind == "new_address" for question in view.questions)
        unshipped = Cause.ADDRESS_CHANGE_BEFORE_SHIPPING in (view.cause, *view.secondary)
        if not unshipped or asked or kinds & {ActionKind.CHANGE_ADDRESS, ActionKind.CANCEL_ORDER}:
            return None
        return SimpleNamespace(noted=self._say.nothing("customer.words"))

    def _replaced_once_shown(self, wishes: Sequence[str]) -> SimpleNamespace | None:
        """The mark of the rule by which goods are replaced free of charge as soon as photos show what is wrong."""
        view = self._view
        awaited = any(question.kind == "photos" for question in view.questions)
        wanted = wishes and set(view.requests) & REPLACING and not set(view.requests) & MONEY_BACK
        if not awaited or not wanted or view.cause not in REPLACED:
            return None
        return SimpleNamespace(noted=self._say.nothing("policy.quality_exchange_days"))

    def _quality_choice(self) -> str | None:
        """What the days since delivery leave to choose between for faulty goods: `both` the money and new goods, or the
        `exchange` only; None where the days are over or not known.
        """
        view = self._view
        parcel = view.order.shipment if view.order is not None else None
        days = [view.policy.get(name) for name in ("quality_return_days", "quality_exchange_days")]
        if parcel is None or parcel.delivered_at is None or None in days:
            return None
        zone, received = ZoneInfo(view.timezone), parcel.delivered_at
        until = [end_of_day_after(received, int(number or 0), zone) for number in days]
        return "both" if view.now < until[0] else "exchange" if view.now < until[1] else None

    def _once_shown(self) -> SimpleNamespace | None:
        """The mark of the rule by which the loss is made good as soon as photos show what is wrong."""
        view = self._view
        awaited = any(question.kind == "photos" for question in view.questions)
        replaced = set(view.requests) & REPLACING and not set(view.requests) & (MONEY_BACK | {Request.REPAIR})
        if not awaited or view.cause not in MADE_GOOD or (replaced and view.cause in REPLACED):
            return None
        return self._rule_on(MADE_GOOD[view.cause][view.language])

    def _shop(self) -> Cited | None:
        """No name that a reader of the letter could not read."""
        readable = self._view.language == "zh" or not phrasing.is_chinese(self._view.shop_name)
        return self._say.text(self._view.shop_name, "shop.name") if readable else None

    def _name(self) -> Cited | None:
        if not self._view.scope.may_read or self._view.name is None:
            return None
        return self._say.text(phrasing.addressed_as(self._view.name, self._view.language), "customer.name")

    def _echoes(self) -> SimpleNamespace:
        """`noted` prints nothing and cites the mail, for what is taken up without being repeated."""
        found = echoes(self._view)
        return SimpleNamespace(
            title=self._say.text(found.title, "customer.words"),
            district=self._say.text(found.district, "customer.words"),
            personal=found.personal,
            tax_number=found.tax_number,
            invoice_kind=self._invoice_kind(found.invoice_kind),
            special_invoice=found.special_invoice and self._invoice_kind(found.invoice_kind) is None,
            insurance=found.insurance,
            same_phone=found.same_phone,
            asked_around=found.asked_around,
            noted=self._say.nothing("customer.words"),
        )

    def _invoice_kind(self, asked_for: str | None) -> Cited | None:
        """The kind of invoice that is asked for, where an article says that it is what we issue."""
        own = (p for p in self._view.passages if p.audience == "customer" and Cause.INVOICE_REQUEST in p.causes)
        issued = next((p for p in own if asked_for is not None and asked_for in p.text), None)
        return None if issued is None else self._say.exact(asked_for, f"article.{issued.id}")

    def _findings(self) -> dict[str, Any]:
        view = self._view
        return {
            "contradictions": [
                self._claim(n, claim)
                for n, claim in enumerate(view.claims)
                if claim.verdict is Verdict.CONTRADICTED and bears_on(claim.kind, view)
            ],
            "picked": self._picked_otherwise(),
            "page": self._page(),
            "act": self._actions_by_kind(),
            "policy": self._policy(),
            "questions": [self._question(n, question) for n, question in enumerate(view.questions)],
            "passages": self._passages(),
            "answers": self._answers(),
            "left_named": self._asks.named(self._left),
            "only_wishes": self._only_wishes,
            "left_to_the_shop": self._only_wishes or any(_OF_THE_SHOP.search(question) for question in self._left),
            "asked_later": self._asks.asked_later(),
            "not_stopped": self._rule_on(NOT_STOPPED[view.language]),
            "pending_rule": self._rule_on(PENDING[view.language]) if _PENDING.search(view.words) else None,
            "ours_to_pay": bool(OUR_FAULT & {view.cause, *view.secondary}),
            "freight_rule": self._article_about(Cause.FREIGHT_DISPUTE),
            "all_answered": self._all_answered,
            "abroad": self._abroad(),
            "protection_over": self._protection_is_over(),
            "noted": self._records(),
        }

    def action(self, n: int, action: Action) -> SimpleNamespace:
        """The action with its arguments. `noted` prints nothing and cites: the sentence rests on the action."""
        source, given = f"action.{n}", action.arguments
        currency = str(given["currency"]) if given.get("currency") else None
        return SimpleNamespace(
            kind=action.kind.value,
            amount=self._say.money(_decimal(given.get("amount")), source, currency=currency),
            carrier=self._say.carrier(str(given.get("carrier") or ""), source),
            freight=str(given["freight"]) if given.get("freight") else None,
            to=self._say.code(str(given.get("to") or "supervisor"), source),
            noted=self._say.nothing(source),
            **{name: self._argument(given.get(name), source) for name in ARGUMENT_TEXTS},
            **{name: self._say.iso_time(given.get(name), source) for name in ARGUMENT_TIMES},
        )

    def commitment(self, n: int, commitment: Commitment) -> SimpleNamespace:
        return SimpleNamespace(kind=commitment.kind.value, due=self._say.time(commitment.due, f"commitment.{n}"))

    def _argument(self, value: object, source: str) -> Cited | None:
        if isinstance(value, list | tuple):
            value = phrasing.listing([str(item) for item in value], self._view.language)
        words = phrasing.variant(str(value), self._view.language)[:LONGEST_VALUE]
        return self._say.exact(words, source) if value else None

    def _actions_by_kind(self) -> SimpleNamespace:
        """The first action of each kind under its name; None for a kind that is not proposed."""
        chosen: dict[str, SimpleNamespace | None] = dict.fromkeys(ActionKind)
        for n, action in reversed(list(enumerate(self._view.actions))):
            chosen[action.kind.value] = self.action(n, action)
        return SimpleNamespace(**chosen)

    def _last_contact(self) -> SimpleNamespace | None:
        if not self._view.repeat or not self._view.scope.may_read:
            return None
        promise = self._view.last_promise or ""
        if not phrasing.suits(promise, self._view.language):
            promise = ""  # words in another language are told by their day alone
        state = promise_state(promise, self._view.last_contact_at, self._view.now, self._view.order)
        if state is PromiseState.KEPT:
            promise = ""  # what we did needs no excuse
        return SimpleNamespace(
            at=self._say.time(self._view.last_contact_at, "contact.last"),
            broken=state is PromiseState.BROKEN,
            promise=self._say.text(promise.rstrip("。.!！ "), "contact.last"),
            known=self._say.nothing("contact.last"),
        )

    def _picked_otherwise(self) -> SimpleNamespace | None:
        """The claim that our own pick record confirms: another article, or fewer of them, than was ordered."""
        for n, claim in enumerate(self._view.claims):
            if claim.verdict is Verdict.CONFIRMED and claim.kind in PICKED:
                return self._claim(n, claim)
        return None

    def _page(self) -> SimpleNamespace | None:
        """What the product page says of the matter; `misled` where it bears the customer out."""
        for n, claim in enumerate(self._view.claims):
            if claim.kind is StatementKind.PAGE_SAYS and claim.record:
                said = self._claim(n, claim)
                said.misled = claim.verdict is Verdict.CONFIRMED
                return said
        return None

    def _claim(self, n: int, claim: ClaimView) -> SimpleNamespace:
        """`known` prints nothing and cites, for a record without a value of its own."""
        source = f"claim.{n}"
        said = claim.said if claim.said and _is_harmless(claim.said) else None
        return SimpleNamespace(
            kind=claim.kind.value,
            said=self._value(said, claim.kind, source),
            record=self._value(claim.record, claim.kind, source),
            known=self._say.nothing(source),
            of_an_entry=_EVENT.fullmatch(claim.record or "") is not None,
        )

    def _value(self, value: str | None, kind: StatementKind, source: str) -> Cited | None:
        """A value of any kind, told by its shape: a status, a time, an amount with cents, a size, else words."""
        if value is None:
            return None
        if value in set(OrderStatus):
            return self._say.status(OrderStatus(value), source)
        if told := _EVENT.fullmatch(value):
            return self._event(told["at"], told["words"], source)
        moment = self._say.iso_time(value, source)
        if moment is not None:
            return moment.moment
        if re.fullmatch(r"\d+\.\d\d", value):
            return self._say.money(Decimal(value), source)
        if kind is StatementKind.ORDERED_ITEM:  # the goods by their name, which is no code either
            return self._say.text(value, source)
        if kind in OF_A_VARIANT:  # `red` is a word here, and no code of the records
            return self._say.exact(phrasing.size(value, self._view.language), source)
        return self._say.code(value, source)

    def _event(self, at: str, words: str, source: str) -> Cited | None:
        """A tracking event as a claim's record holds it: its time, and its words as the letter's language has them."""
        moment = self._say.iso_time(at, source)
        said, gap = phrasing.event(words, self._view.language), "" if self._view.language == "zh" else ", "
        return self._say.exact(f"{moment.moment}{gap}“{said}”", source) if moment is not None else None

    def _policy(self) -> SimpleNamespace:
        known: dict[str, Cited | None] = dict.fromkeys(Policy.model_fields)
        for name, value in self._view.policy.items():
            amount = _decimal(value) if "." in value else None
            said = self._say.exact(value, f"policy.{name}")
            known[name] = said if amount is None else self._say.money(amount, f"policy.{name}")
        return SimpleNamespace(**known)

    def _question(self, n: int, question: Question) -> SimpleNamespace:
        words = [phrasing.remedy(option, self._view.language) for option in question.options[:MOST_OPTIONS]]
        options = [self._say.text(option, f"question.{n}") for option in words]
        return SimpleNamespace(kind=question.kind, options=[option for option in options if option])

    def open_asks(self, asks: Sequence[Open]) -> dict[str, Any]:
        return self._asks.open_asks(asks, self.rule_for)

    def rule_for(self, question: str) -> Cited | None:
        """What the articles about the cause say to a question, in their own words; other articles only where their
        answer is the same in every case.
        """
        view = self._view
        causes = {view.cause, *view.secondary} - {None}
        own = [p for p in view.passages if p.language == view.language and p.audience == "customer"]
        near = [p for p in own if causes & set(p.causes)]
        for passages in (near, own if is_answered_anywhere(question) else ()):
            texts = [Text.of_passage(passage)._replace(answers_from=NEVER) for passage in passages]
            answer = answer_to(question, texts, view.language)
            if answer is not None:
                return self._say.exact(answer.words, answer.source)
        return None

    def _rule_on(self, words: str) -> SimpleNamespace | None:
        """That the articles about the cause have a rule near to `words`, for a sentence that rests on it."""
        about = {self._view.cause, *self._view.secondary} - {None}
        own = [p for p in self._view.passages if p.language == self._view.language and about & set(p.causes)]
        scored = [
            (relevance(sentence, words, self._view.language), passage.id, sentence)
            for passage in own
            if passage.audience == "customer"
            for sentence in whole_sentences(passage.text)
        ]
        score, passage_id, sentence = max(scored, key=lambda one: one[0], default=(0.0, "", ""))
        if score < SAYS:
            return None
        source = f"article.{passage_id}"
        return SimpleNamespace(noted=self._say.nothing(source), words=self._say.exact(sentence, source))

    def _article_about(self, cause: Cause) -> SimpleNamespace | None:
        """The mark of the first article about the cause, for a sentence that rests on it."""
        own = (p for p in self._view.passages if p.language == self._view.language and p.audience == "customer")
        passage = next((passage for passage in own if cause in passage.causes), None)
        return None if passage is None else SimpleNamespace(noted=self._say.nothing(f"article.{passage.id}"))

    def _answers(self) -> list[Cited]:
        """To the questions about goods, in the own words of a product page or an article."""
        return [
            said
            for answer in self._found[:MOST_ANSWERS]
            if (said := self._say.exact(answer.words, answer.source)) is not None
        ]

    def _passages(self) -> list[SimpleNamespace]:
        """Excerpts in the letter's language, and their `best` sentence; with a cause, only from articles about it."""
        causes = {self._view.cause, *self._view.secondary} - {None}
        chosen: dict[str, SimpleNamespace] = {}
        for passage in self._view.passages:
            about = not causes or bool(causes & set(passage.causes))
            if about and passage.language == self._view.language and passage.audience == "customer":
                words, source = excerpt(passage.text, self._view.words, self._view.language), f"article.{passage.id}"
                if words and self._helps(words):
                    best = nearest_sentence(passage.text, self._view.words, self._view.language)
                    chosen[words] = SimpleNamespace(
                        words=self._say.exact(words, source),
                        best=self._say.exact(best, source),
                        reasons=self._say.exact(_reasons(passage.own_heading, best), source),
                    )
        return list(chosen.values())[:MOST_PASSAGES]

    def _records(self) -> SimpleNamespace:
        """Marks that print nothing and cite a record, where there is one: for a sentence that tells of it in words."""
        order = self._view.order
        parcel = order.shipments.index(order.shipment) if order and order.shipment in order.shipments else 0
        held = {
            "status": ("order.status", order),
            "ship_by": ("order.ship_by", order and order.ship_by),
            "invoice": ("order.invoice", order and order.invoice_status),
            "parcel": (f"order.shipments.{parcel}", order and order.shipments),
            "refund": ("order.refunds.0", order and order.refunds),
        }
        marks = {name: self._say.nothing(*((source,) if record else ())) for name, (source, record) in held.items()}
        return SimpleNamespace(words=self._say.nothing("customer.words"), **marks)

    def _protection_is_over(self) -> bool:
        """Price protection lasts until 24:00 of its last day; the day of payment does not count."""
        paid, days = (
            self._view.order.paid_at if self._view.order else None,
            self._view.policy.get("price_protection_days"),
        )
        if paid is None or days is None:
            return False
        zone = ZoneInfo(self._view.timezone)
        return end_of_day_after(paid, int(days), zone) <= self._view.now

    def _helps(self, words: str) -> bool:
        """Before the order is settled, a rule is only quoted if it clearly speaks of what the customer writes about."""
        loose = self._view.order_unsettled or (self._view.order is not None and self._view.cause is None)
        return not loose or relevance(words, self._view.words, self._view.language) >= CLEARLY_ABOUT


def _reasons(heading: str, sentence: str) -> str | None:
    """What stands below "Why it may not work": reasons, and no rule that could be quoted by itself."""
    if not _WHY.search(heading):
        return None
    return f"{sentence[0].lower()}{sentence[1:]}".rstrip(".。") if sentence else None


def _is_harmless(said: str) -> bool:
    """A customer's word short enough to be a value, and no address on the web."""
    return len(said) <= LONGEST_SAID and not re.search(r"[/@]|www", said)


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None
