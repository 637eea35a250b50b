"""Every question of a mail is answered from pages and articles, or taken up: none is passed over."""

from typing import Any

import pytest
from support.resolutions import RESOLUTIONS, actions, asks, commitments, delivered, unshipped
from support.views import (
    a_commitment,
    a_passage,
    a_pickup_point,
    a_return,
    a_shipment,
    a_view,
    an_order,
    an_unverified_view,
    at,
)

from assistant.case.diagnosis import ActionKind, Category, Cause
from assistant.case.inquiry import Emotion, Topic
from assistant.case.knowledge import Language
from assistant.case.reply import Part, PartKind, Reply
from assistant.case.verification import Scope
from assistant.case.view import CaseView, OrderView, PageView
from assistant.drafting.assembling import untold_commitments
from assistant.drafting.checks import check
from assistant.drafting.open_questions import open_questions, questions_check
from assistant.drafting.questions_answered import is_answered_anywhere
from assistant.drafting.writing import write_offline

K = ActionKind


def text_of(view: CaseView) -> str:
    return write_offline(view).reply.text


def part(reply: Reply, kind: PartKind) -> Part:
    return next(part for part in reply.parts if part.kind is kind)


def test_a_product_question_is_answered_in_the_article_s_own_words() -> None:
    care = a_passage("## 清洗\n\n杯体**不可**放入洗碗机，请用温水手洗。", name="care-thermos")
    reply = write_offline(a_view(None, words="杯体能放洗碗机吗？", passages=(care,))).reply
    assert "杯体不可放入洗碗机，请用温水手洗。" in reply.text
    assert "article.care-thermos#0" in part(reply, PartKind.EXPLANATION).sources


def test_a_product_question_that_no_article_answers_is_taken_up() -> None:
    view = a_view(None, actions=actions(K.GIVE_INFORMATION), commitments=(a_commitment(K.GIVE_INFORMATION),))
    assert "我们会向商品部门核实，在11月20日(周五)18:00 前写信告诉您" in text_of(view)


def test_how_long_it_keeps_warm_is_answered_from_the_page_though_no_word_is_shared() -> None:
    page = PageView(product="保温杯", text="500 毫升，不锈钢内胆。\n装满后 12 小时不低于 50℃。\n杯盖可拆洗。")
    for question in ("能保温几小时？", "早上灌的水到晚上还热不热？", "保温多久？"):
        view = a_view(None, words=question, topics=(Topic.PRODUCT_QUESTION,), pages=(page,))
        explanation = part(write_offline(view).reply, PartKind.EXPLANATION)
        assert explanation.text == "装满后 12 小时不低于 50℃。"
        assert explanation.sources == ("page.0",)


def test_every_question_is_answered_or_taken_up() -> None:
    care = a_passage("杯身不能进洗碗机。")
    news: dict[str, Any] = {"actions": actions(K.GIVE_INFORMATION), "commitments": commitments(K.GIVE_INFORMATION)}
    one = write_offline(a_view(None, words="杯身能进洗碗机吗？", passages=(care,), **news))
    two = write_offline(a_view(None, words="杯身能进洗碗机吗？盖子有几种颜色？", passages=(care,), **news))
    assert not one.promises
    assert "24 小时内答复您" in one.reply.text
    assert "您问盖子有几种颜色，手头的资料里没有写明" in two.reply.text
    assert [promise.due for promise in two.promises] == [at(20, 18)]


# questions that no record answers


def test_a_question_that_the_letter_does_not_speak_of_is_taken_up_in_the_customers_words() -> None:
    words = "M码太小了。1. L码现在有货吗？2. 寄回去的快递费谁出？"
    changes: dict[str, Any] = {"actions": actions(K.EXCHANGE_AT_CUSTOMER_COST), "order": delivered()}
    text = text_of(a_view(Cause.RETURN_IN_WINDOW, words=words, **changes))
    assert "您问L码现在有没有货，我们要先核实" in text
    assert "快递费谁出" not in text, "the letter says who pays"
    english = a_view(Cause.RETURN_IN_WINDOW, "en", words="Do you have it in stock? Who pays the postage?", **changes)
    assert "You ask whether we have it in stock; we need to check first" in text_of(english)


@pytest.mark.parametrize(
    "question", ["你们保证有货吗？", "现在有货吗www.evil.example呢？", "订单2026110912345现在有货吗？"]
)
def test_a_question_that_no_letter_may_repeat_is_taken_up_without_its_words(question: str) -> None:
    text = text_of(a_view(Cause.RETURN_IN_WINDOW, words=question, order=delivered()))
    assert "您问有没有货，我们要先核实" in text
    assert question.rstrip("？") not in text


@pytest.mark.parametrize(
    ("words", "language", "kept"),
    [
        ("顺便问下灯啥时候发货", "zh", "您问灯啥时候发货"),
        ("周三能收到吗？能不能今天就发？", "zh", "您问周三能不能收到、能不能今天就发"),
        ("吊牌我剪了但留着，影响吗？", "zh", "吊牌"),
        ("7天是从下单算还是从签收算，我怕拖过了。", "zh", "您问7天是从下单算还是从签收算，我们"),
        ("不要了能拒收吗", "zh", "您问不要了能不能拒收"),
        ("Can you have it turned round? And shall I refuse it at the door?", "en", "refuse it at the door"),
        ("Four days and nothing, so I guess you have run out of the grey one?", "en", "whether it is in stock"),
        ("let me know when the refund will be in my account", "en", "when the refund will be in your account"),
        ("Does that mean there's a plug in the box?", "en", "plug"),
    ],
)
def test_a_question_without_an_answer_is_taken_up_and_its_absence_is_seen(
    words: str, language: Language, kept: str
) -> None:
    view = a_view(Cause.ORDERED_AS_SENT, language, words=words)
    reply = write_offline(view).reply
    taken_up = part(reply, PartKind.SOLUTION).text.split("\n")[-1]
    assert kept in taken_up
    assert questions_check(reply, view).passed
    without = Reply.of(reply.subject, language, tuple(one for one in reply.parts if one.kind is not PartKind.SOLUTION))
    assert not questions_check(without, view).passed
    assert words.strip("。？?")[-6:] in questions_check(without, view).detail


def test_a_complaint_and_an_order_still_to_be_found_answer_no_single_question() -> None:
    words = "现在有货吗？"
    silent = Reply.of("Re:", "zh", (Part(kind=PartKind.GREETING, text="您好："),))
    for view in (
        a_view(None, category=Category.COMPLAINT_OR_LEGAL, words=words),
        an_unverified_view("zh", words=words),
    ):
        assert questions_check(silent, view).passed
    assert not questions_check(silent, a_view(Cause.STALLED, words=words)).passed


RULES = {
    "zh": "自您本人签收的次日起 7 天内可以申请无理由退货。",
    "en": "You may return an item without giving a reason within 7 days of receipt.",
}


@pytest.mark.parametrize(
    ("language", "words", "answered"),
    [
        ("zh", "请问退货期是几天？", True),
        ("zh", "请问退货期是几天？你们寄新加坡吗？", False),
        ("zh", "你们寄新加坡吗？", False),
        ("en", "How long is the return period?", True),
        ("en", "How long is the return period? Do you ship to Singapore?", False),
        ("en", "Do you take Mastercard?", False),
    ],
)
def test_a_question_for_everybody_is_answered_by_the_article_or_promised_an_answer(
    language: str, words: str, answered: bool
) -> None:
    rule = a_passage(RULES[language], name="returns", language=language)
    view = a_view(
        None,
        language,
        category=Category.AFTER_SALES,
        words=words,
        emotion=Emotion.ANGRY,
        passages=(rule,),
        actions=actions(K.GIVE_INFORMATION),
        commitments=(a_commitment(K.GIVE_INFORMATION),),
    )
    letter = write_offline(view)
    text = letter.reply.text
    assert (RULES[language] in text) is ("return period" in words or "退货期" in words)
    assert bool(letter.promises) is not answered, "what no article says is promised for a day"
    assert "订单号" not in text
    assert "order number" not in text
    assert "抱歉" not in text
    assert "sorry" not in text


def test_a_question_that_an_article_about_the_case_answers_is_answered_by_it() -> None:
    rule = "从您本人签收起：7 天内可以退货，15 天内可以换货。"
    words = "7天是从下单算还是从签收算，我怕拖过了。现在有货吗？"
    about = a_passage(rule, name="quality", causes=(Cause.QUALITY_DEFECT,))
    text = text_of(a_view(Cause.QUALITY_DEFECT, words=words, passages=(about,)))
    assert f"您问7天是从下单算还是从签收算，我们的说明是：“{rule}”" in text
    assert "您问现在有没有货，我们要先核实" in text
    other = about.model_copy(update={"causes": (Cause.STALLED,)})
    assert rule not in text_of(a_view(Cause.QUALITY_DEFECT, words=words, passages=(other,)))


def test_a_rule_that_only_sounds_like_the_question_is_no_answer_to_it() -> None:
    rule = "未经您同意放在驿站的，来信即可，我们联系网点重新送货上门。"
    about = a_passage(rule, name="points", causes=(Cause.DELIVERY_SERVICE,))
    text = text_of(a_view(Cause.DELIVERY_SERVICE, words="谁同意放驿站的？", passages=(about,)))
    assert "您问谁同意放驿站的，我们要先核实" in text


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("可以让快递晚上七点后再送吗？", "您希望晚上七点后再送，我们会转告"),
        ("能不能送之前打电话，别放门口？", "您希望送之前打电话，别放门口，我们会转告"),
        (
            "Can you ask them to come in the evening, or at least ring me first?",
            "to come in the evening, or at least ring you first. We will pass that on",
        ),
        ("Could they deliver after 6 pm on Friday?", "to deliver after 6 pm on Friday. We will pass that on"),
        ("Can I still send it back, or only if it is unopened?", "only if it is unopened"),
        (
            "能不能顺便放张生日贺卡，写上祝妈妈生日快乐万事如意身体健康？",
            "您希望顺便放张生日贺卡，不过包裹已经发出",
        ),
        (
            'Is it also possible to add a small card saying "Happy birthday"?',
            "a card or gift wrapping to come with it; I am afraid the parcel has left us",
        ),
    ],
)
def test_how_the_courier_is_to_come_and_what_may_be_opened_is_taken_up(words: str, named: str) -> None:
    language: Language = "en" if words.isascii() else "zh"
    letter = text_of(a_view(Cause.IN_TRANSIT_ON_TIME, words=words, language=language))
    assert any(name in letter for name in named.split("|"))


def test_a_models_letter_that_answers_at_once_need_not_promise_to() -> None:
    news: dict[str, Any] = {"actions": actions(K.GIVE_INFORMATION), "commitments": commitments(K.GIVE_INFORMATION)}
    view = a_view(None, words="杯身能进洗碗机吗？", passages=(a_passage("杯身不能进洗碗机。"),), **news)
    plain = write_offline(view).reply
    evasive = Reply.of(plain.subject, "zh", tuple(one for one in plain.parts if one.kind is not PartKind.EXPLANATION))
    open_too = view.model_copy(update={"words": "杯身能进洗碗机吗？盖子有几种颜色？"})
    assert untold_commitments(plain, view) == []
    assert [*untold_commitments(evasive, view), *untold_commitments(plain, open_too)] == 2 * [
        "commitment.0 is not told: by 2026-11-20T18:00+08:00"
    ]


@pytest.mark.parametrize(
    ("cause", "words", "answer"),
    [
        (Cause.MISSING_ITEM, "瓶底有点发白起沙，这个是正常结晶吧？", "天冷时蜂蜜变白、变稠是自然结晶，不影响食用。"),
        (
            Cause.DUPLICATE_CHARGE,
            "多的那笔麻烦退回来，多久能到？",
            "支付宝、微信余额一般即时到账。",
        ),
        (Cause.INVOICE_REQUEST, "发什么快递呀，到宁波大概几天？", "江浙沪一般 1 至 3 天，其他省份 3 至 5 天。"),
    ],
)
def test_what_is_the_same_in_every_case_is_answered_by_whichever_article_says_it(
    cause: Cause, words: str, answer: str
) -> None:
    article = a_passage(answer, name="care", causes=())
    text = text_of(a_view(cause, words=words, passages=(article,)))
    assert f"我们的说明是：“{answer}”" in text


def test_goods_are_not_answered_by_a_rule_that_only_shares_their_words() -> None:
    rule = "With stock and at the same price the colour is simply changed; for a cheaper one we refund the difference."
    about = a_passage(rule, name="changes", language="en", causes=(Cause.VARIANT_CHANGE_BEFORE_SHIPPING,))
    words = "Can I change the light to a warmer colour?"
    view = a_view(None, "en", words=words, topics=(Topic.PRODUCT_QUESTION,), passages=(about,))
    text = text_of(view.model_copy(update={"category": Category.PRODUCT_QUESTION}))
    assert rule not in text
    assert "You ask whether you can change the light to a warmer colour; that is not in the information" in text


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("有大的吗？后面会不会上？洗了掉不掉色？", "您问有没有大的、后面会不会上、洗了掉不掉色，手头的资料里没有写明"),
        (
            "有大的吗？后面会不会上？洗了掉不掉色？能烘干吗？",
            "您问有没有大的、后面会不会上、洗了掉不掉色等几点，手头的资料里没有写明",
        ),
    ],
)
def test_what_no_page_says_is_named(words: str, named: str) -> None:
    view = a_view(None, words=words, topics=(Topic.PRODUCT_QUESTION,))
    assert named in text_of(view.model_copy(update={"category": Category.PRODUCT_QUESTION}))


def test_a_question_beside_praise_is_taken_up() -> None:
    words = "Love it! Can I put tap water in, or does it have to be boiled/filtered?"
    text = text_of(a_view(None, "en", words=words, category=Category.PRAISE, order=delivered()))
    assert "You ask whether you can put tap water in or it has to be boiled or filtered; we need to check" in text


def test_an_answer_about_today_does_not_wait_for_the_refund_of_another_day() -> None:
    late: dict[str, Any] = {"actions": actions(K.REFUND), "commitments": commitments(K.REFUND)}
    text = text_of(a_view(Cause.DUPLICATE_CHARGE, words="吊牌剪了今天还能换吗？", order=delivered(), **late))
    assert "我们马上去核实，一有答复就写信告诉您，最晚不超过 24 小时" in text
    tomorrow = text_of(a_view(Cause.DUPLICATE_CHARGE, words="吊牌剪了会影响吗？", order=delivered(), **late))
    assert "您问吊牌剪了会不会影响，我们要先核实，会在 24 小时内写信答复您" in tomorrow


@pytest.mark.parametrize("emotion", [Emotion.ANGRY, Emotion.SARCASTIC])
@pytest.mark.parametrize("words", ["你们就是这么对待顾客的？杯子现在有货吗？", "你们店里有人上班？杯子现在有货吗？"])
def test_a_reproach_of_somebody_upset_is_not_told_back_to_them(words: str, emotion: Emotion) -> None:
    text = text_of(a_view(Cause.STALLED, words=words, emotion=emotion))
    assert "您问杯子现在有没有货，我们" in text


def test_wishes_beside_a_question_about_goods_are_taken_up() -> None:
    words = "It's a present, so please don't put any paper with the price in the box."
    news: dict[str, Any] = {"actions": actions(K.GIVE_INFORMATION), "commitments": commitments(K.GIVE_INFORMATION)}
    view = a_view(None, "en", words=words, order=unshipped(), category=Category.PRODUCT_QUESTION, **news)
    letter = write_offline(view)
    assert "You would like us not to put any paper with the price in the box; we will ask the warehouse" in text_of(
        view
    )
    assert "not in the information" not in text_of(view)
    assert letter.promises, "what the warehouse says is promised for a day"


def test_what_goods_are_like_is_not_answered_by_a_rule_of_some_case() -> None:
    rule = "If washing keeps it from being sold again, we agree on a solution with you."
    about = a_passage(rule, name="returns", language="en", causes=(Cause.RETURN_IN_WINDOW,))
    words = "I know that it can be washed, but how do I clean the lid?"
    view = a_view(None, "en", words=words, category=Category.PRODUCT_QUESTION, passages=(about,))
    assert rule not in text_of(view)
    care = a_passage("Clean the lid by hand.", name="care", language="en", causes=())
    assert "Clean the lid by hand." in text_of(view.model_copy(update={"passages": (about, care)}))


def test_whoever_asks_whether_two_orders_come_together_is_told() -> None:
    view = a_view(
        None,
        "en",
        words="Will they come together or separately?",
        category=Category.LOGISTICS,
        order_unsettled=True,
        candidates=(an_order(number="2026110900001"), an_order()),
        questions=asks("which_order", "lamp", "thermos"),
    )
    assert "They are separate orders, so they come separately." in text_of(view)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "杯子停在中转部好几天了,一动不动。"),
        ("zh", "二十块钱也不是什么大钱，我就是想说一声。"),
        ("zh", "就这么点路要走四天吗？"),
        ("en", "It has a red lid, which is the reason I ordered it."),
        ("en", "I am on my work laptop and can't type Chinese here."),
        ("en", "I don't have the order number and would rather not ask her."),
        ("en", "When I bought the cup your page said it had a steel lid."),
    ],
)
def test_what_only_looks_like_a_question_is_not_told_back(language: Language, words: str) -> None:
    letter = text_of(a_view(Cause.STALLED, words=words, language=language))
    assert "您问" not in letter
    assert "ou ask" not in letter


@pytest.mark.parametrize(
    ("cause", "words", "told"),
    [
        (Cause.DELIVERED_NOT_RECEIVED, "帮我查一下是谁签的？", "登记成了签收"),
        (Cause.NOT_SHIPPED, "我前天拍的应该还没发吧？", "还没有发"),
        (Cause.DAMAGED_IN_TRANSIT, "照片我拍了，需要的话发到哪里？", "照片"),
        (Cause.IN_TRANSIT_ON_TIME, "今天能派送吗？", "预计"),
    ],
)
def test_what_the_letter_says_anyway_is_not_put_off(cause: Cause, words: str, told: str) -> None:
    open_asks = [ask.question for ask in open_questions(a_view(cause, words=words), f"信里写着：{told}。")]
    assert open_asks == []
    assert open_questions(a_view(cause, words=words), "信里什么也没有写。") != []


LEFT_AT_A_POINT = an_order(shipments=(a_shipment(delivered_at=at(16, 11, 20), pickup_point=a_pickup_point()),))
SIGNED = an_order(shipments=(a_shipment(delivered_at=at(16, 14), signed_by="前台"),))
SENT_BACK = an_order(returns=(a_return(received_at=at(16)),))


@pytest.mark.parametrize(
    ("language", "words", "order", "told"),
    [
        ("zh", "一共付了多少？", an_order(), "这笔订单实付 "),
        ("en", "How much did I pay?", an_order(), "The amount paid for this order is CNY "),
        ("zh", "承诺哪天送到的？", an_order(), "送达"),
        ("zh", "杯子什么时候签收的？谁签收的？", SIGNED, "11月16日(周一)14:00签收，签收人一栏是“前台”"),
        ("en", "When was it delivered, and who signed for it?", SIGNED, "signed for by the front desk"),
        ("zh", "放在哪个驿站，电话多少？", LEFT_AT_A_POINT, "（电话 "),
        ("zh", "你们收到我寄回的杯子了吗？", SENT_BACK, "您寄回的商品11月16日(周一)送到了我们仓库"),
        ("en", "Did you get my return?", SENT_BACK, "reached our warehouse on Monday 16 November"),
    ],
)
def test_what_the_records_say_to_a_question_is_told(
    language: Language, words: str, order: OrderView, told: str
) -> None:
    view = a_view(Cause.MISSING_ITEM, language, words=words, order=order)
    text = text_of(view)
    assert told in text
    assert "您问" not in text
    assert "You ask" not in text


def test_a_pickup_code_is_told_to_nobody_who_may_only_read() -> None:
    code = "6-2-3019"
    point = a_shipment(delivered_at=at(16, 11, 20), pickup_point=a_pickup_point(code=code))
    asked: dict[str, Any] = {"words": "取件码发我一下？", "order": an_order(shipments=(point,))}
    assert f"取件码是 {code}" in text_of(a_view(Cause.MISSING_ITEM, scope=Scope.ACT, **asked))
    reading = text_of(a_view(Cause.MISSING_ITEM, scope=Scope.READ, **asked))
    assert code not in reading
    assert "您问取件码，我们要先核实" in reading


@pytest.mark.parametrize("words", ["③3升的能不能撑一晚上？", "2. 3升的能不能撑一晚上？"])
def test_the_number_of_a_point_is_no_part_of_the_number_behind_it(words: str) -> None:
    view = a_view(None, words=words, topics=(Topic.PRODUCT_QUESTION,), actions=actions(K.GIVE_INFORMATION))
    reply = write_offline(view).reply
    assert "3升的能不能撑一晚上" in reply.text
    assert [
        failed.detail for failed in check(reply, view, ()) if failed.name == "grounded_numbers" and not failed.passed
    ] == []


def test_a_question_that_cannot_be_put_shortly_is_not_recited() -> None:
    words = "实在改不了的话能不能让快递到成都以后先放在网点我自己有空再去拿？"
    letter = text_of(a_view(Cause.ADDRESS_CHANGE_AFTER_SHIPPING, words=words))
    assert "放在网点我自己有空再去拿" not in letter


@pytest.mark.parametrize(
    "words",
    [
        "Could you tell me when my cup is going to arrive?",
        "Roughly when will it be here?",
        "When should I expect it?",
    ],
)
def test_the_day_of_delivery_answers_when_it_comes_however_that_is_asked(words: str) -> None:
    view = a_view(Cause.IN_TRANSIT_ON_TIME, words=words, language="en")
    assert open_questions(view, "Delivery is due on Tuesday 24 November.") == []
    assert open_questions(view, "Thank you for your email.") != []


def test_a_remark_before_a_question_is_not_quoted_as_one() -> None:
    letter = text_of(a_view(Cause.DELIVERED_NOT_RECEIVED, words="老伴等着换床单呢，你们帮忙查查到底放哪儿去了？"))
    assert "老伴" not in letter


def test_how_long_that_takes_asks_for_no_days_of_a_delivery() -> None:
    assert is_answered_anywhere("How long does delivery take?")
    assert not is_answered_anywhere("How long does that take?")


def test_when_it_comes_is_answered_by_the_day_that_the_letter_names() -> None:
    view = a_view(Cause.IN_TRANSIT_ON_TIME, words="我的杯子到哪儿了？大概几号能送到？", now=at(23, 10))
    assert "要先核实" not in text_of(view)
    assert "要先核实" in text_of(view.model_copy(update={"words": "我的杯子到哪儿了？杯盖能单独买吗？"}))


@pytest.mark.parametrize(("wanted", "open_still"), [("红色", False), ("绿色", True)])
def test_another_colour_is_granted_by_the_goods_that_are_sent_for_the_wrong_ones(wanted: str, open_still: bool) -> None:
    resolution = RESOLUTIONS[Cause.WRONG_ITEM_SENT][0]
    view = a_view(Cause.WRONG_ITEM_SENT, words=f"发错了，能给换成{wanted}的吗？", **resolution)
    assert "更换新的保温杯 红色" in text_of(view)
    assert ("要先核实" in text_of(view)) is open_still
