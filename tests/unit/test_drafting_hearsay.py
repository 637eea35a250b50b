"""What others said or did, what we did, why it happened, what is in stock and where to click: told only if recorded."""

from typing import Any

import pytest
from support.views import a_commitment, a_passage, a_view, an_action, an_order

from assistant.case.diagnosis import ActionKind, Cause
from assistant.case.knowledge import Language
from assistant.case.reply import PartKind, Reply
from assistant.case.view import CaseView
from assistant.drafting.hearsay import hearsay
from assistant.drafting.writing import write_offline

TRACED: dict[str, Any] = {
    "actions": (an_action(ActionKind.TRACE_WITH_COURIER, carrier="中通快递"),),
    "commitments": (a_commitment(ActionKind.TRACE_WITH_COURIER),),
}


def found(sentence: str, view: CaseView, kind: PartKind = PartKind.EXPLANATION, *sources: str) -> list[str]:
    """What is found once the sentence stands in the plain letter."""
    letter = write_offline(view).reply
    assert hearsay(letter, view) == []
    parts = tuple(
        part.model_copy(update={"text": f"{part.text}\n{sentence}", "sources": (*part.sources, *sources)})
        if part.kind is kind
        else part
        for part in letter.parts
    )
    assert parts != letter.parts
    return hearsay(Reply.of(letter.subject, view.language, parts), view)


def stalled(language: str) -> CaseView:
    return a_view(Cause.STALLED, language, **TRACED)


REPORTED = {
    "zh": [
        "物流公司回信说明天恢复运输。",
        "承运商表示件还在车上。",
        "库房说货已经备齐。",
        "店长同意了您的请求。",
        "支付宝客服答复款项没有问题。",
        "中通已经派人去找了。",
        "据网点反映，货架上没有这个件。",
    ],
    "en": [
        "ZTO Express assured us that nothing is wrong.",
        "The depot reports that your parcel was scanned again.",
        "According to the courier, it is moving again.",
        "My supervisor gave the go-ahead.",
        "The warehouse let us know that it is ready.",
        "Our supplier says that more are coming.",
    ],
}
DONE = {
    "zh": [
        "我已致电承运商。",
        "昨天就给网点打过电话了。",
        "投诉工单已经递交。",
        "已替您预留了一只。",
        "您的申请审批通过了。",
        "刚在系统里给您标了优先。",
        "我们跟站点沟通过两次。",
    ],
    "en": [
        "We rang the depot yesterday.",
        "A complaint has been lodged with ZTO Express.",
        "Your case has been flagged as a priority.",
        "I've had a word with the warehouse.",
        "We put one aside for you.",
        "A new address has been entered for you.",
    ],
}
CAUSES = {
    "zh": [
        "受台风影响，车走得慢。",
        "那边高速封路，货车过不去。",
        "系统升级，单子压住了。",
        "估计是扫描设备漏扫了。",
        "这是分拣中心的疏漏造成的。",
        "厂里断料，晚了几天。",
        "也许是您提交时连点了两次。",
    ],
    "en": [
        "Heavy snow has slowed the trucks.",
        "A conveyor at the hub broke down.",
        "That comes from a faulty batch.",
        "Probably the label fell off.",
        "It was held up owing to the holiday rush.",
        "You may have pressed the button twice.",
    ],
}
STOCK = {
    "zh": ["红色款剩的不多了。", "新一批下周到货。", "仓库里还有存货。", "这一款很快补上货。"],
    "en": [
        "We still have a few left.",
        "The next batch is on order.",
        "It is being restocked.",
        "Plenty of them are in our warehouse.",
    ],
}
CHANNELS = {
    "zh": [
        "打开手机客户端就能看到进度。",
        "在个人中心点“退货”即可。",
        "也可以拨打客服热线。",
        "客服早九点到晚六点都在。",
        "请登录网站自助办理。",
    ],
    "en": [
        "You can see it when you log in to our website.",
        "Our chat window is there for you, too.",
        "Feel free to ring our hotline.",
        "We are open every day until late.",
        "Just tap “Help” on the order screen.",
    ],
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("sentences", [REPORTED, DONE, CAUSES, STOCK, CHANNELS])
@pytest.mark.parametrize("kind", [PartKind.ACKNOWLEDGEMENT, PartKind.EXPLANATION, PartKind.CLOSING])
def test_what_nobody_recorded_is_found(sentences: dict[str, list[str]], language: str, kind: PartKind) -> None:
    view = stalled(language)
    assert [sentence for sentence in sentences[language] if not found(sentence, view, kind)] == []


PASSING = {
    "zh": [
        "我们会联系中通，请他们查一查。",
        "您说快递员没有给您打电话，我们记下了。",
        "最新的物流记录显示，快件已到达杭州转运中心。",
        "可能是在途中耽搁了。",
        "我们核对了您的订单和物流记录。",
        "我们已经收到您的来信。",
        "等仓库确认后，我们再告诉您。",
        "如果快递公司确认丢失，补发还是退款由您选。",
        "快递公司怎么说，我们一有结果就写信告诉您。",
        "请问您家人或邻居是否替您收了？",
        "因为从那以后没有更新，我们现在还说不准它在哪。",
        "给您带来不便，非常抱歉。",
        "为什么停在那里，我们还不知道。",
        "直接回复这封邮件就好。",
        "您的保温杯已经付款，也已经发出。",
        "让您等了这么久，是我们做得不好。",
        "有没有货，我们要问过仓库才知道。",
    ],
    "en": [
        "We will ask ZTO Express where it is.",
        "You say that the driver never rang, and I have noted that.",
        "The latest entry says that it arrived at the sorting centre.",
        "It seems to be held up on the way.",
        "I have checked your order and its tracking.",
        "We have received your message.",
        "Once the courier has confirmed that, we will write to you.",
        "If the warehouse tells us more, you will hear from us.",
        "Whatever the courier says, I will pass it on to you.",
        "Could a neighbour have taken it in for you?",
        "Because there has been no entry since then, I cannot tell where it is.",
        "I am sorry for the trouble that this has caused you.",
        "Why it has stopped there, we do not know yet.",
        "Just reply to this email.",
        "Your thermos is paid for and has left us.",
        "We should have written to you earlier.",
        "Whether it is in stock, I have to ask the warehouse.",
    ],
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_recorded_meant_asked_or_left_open_is_not(language: str) -> None:
    view = stalled(language)
    assert {sentence: faults for sentence in PASSING[language] if (faults := found(sentence, view))} == {}


@pytest.mark.parametrize(
    ("language", "rule", "sentence"),
    [
        ("zh", "客服时间为每天 9:00 到 22:00，也可以在订单页面点“申请售后”。", "也可以在订单页面点“申请售后”。"),
        ("zh", "受寒潮影响，华北地区的派送会慢一些。", "受寒潮影响，华北地区派送慢一些。"),
        ("en", "Customers can also open a request on the order page.", "You can open a request on the order page."),
        ("en", "Snow in the north delays parcels at present.", "Snow in the north delays parcels."),
    ],
)
def test_what_an_article_says_is_told_where_the_part_names_it(language: Language, rule: str, sentence: str) -> None:
    view = a_view(Cause.STALLED, language, passages=(a_passage(rule, language),), **TRACED)
    assert found(sentence, view, PartKind.EXPLANATION, "article.freight-rules#0") == []
    assert found(sentence, view, PartKind.EXPLANATION) != []


def test_the_customers_name_and_the_couriers_hide_nothing() -> None:
    view = a_view(Cause.LOST, "zh", order=an_order())
    assert found("中通承认是他们弄丢的。", view) != []
    assert found("王小明的申请已经提交财务。", view) != []
