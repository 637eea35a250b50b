"""What whole sentences mean that hold the words of something else: praise, questions beforehand, parcels to be stopped.

Each table is in both languages; none of its mails was used for the lexicons' examples.
"""

from collections.abc import Iterable

import pytest
from support.raw_cases import mail, pipeline

from assistant.case.inquiry import Inquiry, Request, StatementKind, Topic
from assistant.process.matching import sensible_topics

READER = pipeline()
FAULTS = {StatementKind.DAMAGED, StatementKind.DEFECTIVE, StatementKind.MISSING}
COMPLAINTS = {Topic.DAMAGED, Topic.DEFECT, Topic.MISSING_ITEM, Topic.WRONG_ITEM, Topic.DESCRIPTION}
REMEDIES = {Request.REFUND, Request.RETURN, Request.EXCHANGE, Request.RESHIP, Request.COMPENSATION, Request.REPAIR}


def read(words: str) -> Inquiry:
    return READER.read(mail(words)).inquiry


def kinds(inquiry: Inquiry) -> Iterable[StatementKind]:
    return {statement.kind for statement in inquiry.statements}


@pytest.mark.parametrize(
    "words",
    [
        "杯子特别好用，倒过来一滴不漏，谢谢你们",
        "四件套洗过三次了，不掉色不起球，必须给好评",
        "加湿器安静得很，夜里睡得香，感谢推荐",
        "打包太仔细了，碗一个没碎，点赞",
        "羽绒服又轻又暖和，没有掉毛，我很喜欢",
        "上次的问题客服帮我弄好了，非常感谢，没别的事",
        "The kettle works very well, thank you so much",
        "Nothing broken, beautifully packed, we love the plates. Thanks!",
        "Your colleague fixed my problem in five minutes, brilliant service",
        "It doesn't leak at all and keeps my tea hot, very happy with it",
        "Just to say the blanket is lovely and hasn't shed one bit",
        "No complaints, the lamp is perfect and came early. Many thanks",
    ],
)
def test_thanks_and_praise_report_no_fault_and_wish_for_nothing(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics[0] is Topic.PRAISE
    assert not COMPLAINTS.intersection(inquiry.topics)
    assert not FAULTS.intersection(kinds(inquiry))
    assert not REMEDIES.intersection(inquiry.requests)


@pytest.mark.parametrize(
    "words",
    [
        "请问你们家的杯子会不会漏水？",
        "想买条毛毯，掉不掉毛啊？",
        "四件套机洗会掉色吗，还没下单",
        "台灯用久了会不会闪？",
        "碗放进洗碗机会裂吗？",
        "这个加湿器容易坏吗，用的人反馈怎么样？",
        "Does the bottle leak if it tips over?",
        "Will the bedding fade in the wash? I haven't bought it yet.",
        "Is the mug dishwasher safe or will it crack?",
        "Do these slippers wear out quickly? Thinking of buying a pair.",
        "Before I buy: does the throw shed hair?",
        "My jacket is still on its way, can it be machine washed or will the down come out?",
    ],
)
def test_a_question_about_goods_beforehand_is_no_complaint(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics[0] is Topic.PRODUCT_QUESTION
    assert not COMPLAINTS.intersection(inquiry.topics)
    assert not FAULTS.intersection(kinds(inquiry))
    assert not REMEDIES.intersection(inquiry.requests)


@pytest.mark.parametrize(
    "words",
    [
        "杯子碰一下就漏水，怎么回事？",
        "毛毯掉毛掉得厉害，会不会是次品？",
        "洗了一次就掉色，这正常吗？",
        "The bottle leaks, what can you do?",
        "The bedding faded after one wash. Is that normal?",
        "The mug cracked in the dishwasher, can it be replaced?",
    ],
)
def test_a_fault_that_happened_stays_a_complaint_though_something_is_asked(words: str) -> None:
    assert COMPLAINTS.intersection(read(words).topics)


@pytest.mark.parametrize(
    "words",
    [
        "快递已经发出了，能不能帮我截住？东西不要了",
        "麻烦叫快递员掉头，我老婆已经买了一个",
        "货在路上，还能召回吗？家里有了",
        "帮我把包裹拦住，千万别派送了",
        "昨天发的那个锅能追回来吗，买重复了",
        "已经寄出的杯子给我拦下来，退款",
        "Please stop the parcel, I no longer need it",
        "Can you intercept my order? It was dispatched yesterday.",
        "My flatmate bought the same kettle, can mine be turned round before delivery?",
        "It left your warehouse on Friday but I've changed my mind, could it be recalled?",
        "Stop the delivery please, we're leaving the country tomorrow",
        "Could the courier turn the box back? I don't want it any more",
    ],
)
def test_a_parcel_to_be_stopped_on_its_way_is_an_order_to_be_cancelled(words: str) -> None:
    inquiry = read(words)
    assert sensible_topics(inquiry)[0] is Topic.CANCEL
    assert Request.CANCEL in inquiry.requests


@pytest.mark.parametrize(
    "words",
    [
        "发票上公司名称写错了一个字，请重开",
        "专票的税号有误，麻烦红冲后重新开具",
        "收到的电子票抬头不对，应为星河贸易有限公司",
        "发票金额印错了，作废换开一张",
        "开票信息里账号串了一位，需要重新开",
        "票开成个人了，要改成公司抬头",
        "The tax number on the invoice has a typo, please reissue it",
        "Our company name is misspelt on the fapiao, may I have a corrected one?",
        "The invoice should say blanket, not clothing. Please amend it.",
        "You sent the invoice in the wrong name, we need a new invoice",
        "Please void the invoice and issue a new one, the address is wrong",
        "The receipt has the wrong amount on it, can you correct it?",
    ],
)
def test_a_mistake_on_an_invoice_is_no_first_request_and_cancels_nothing(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics[0] is Topic.INVOICE_CORRECTION
    assert Request.INVOICE in inquiry.requests
    assert Request.CANCEL not in inquiry.requests


@pytest.mark.parametrize(
    "words",
    [
        "锅用着不错，想问保修多久？",
        "万一以后坏了，是免费修吗？",
        "保修要凭发票吗，发票用不用留着？",
        "How long is the guarantee? It works fine.",
        "If it breaks one day, who pays for the repair?",
        "Is the warranty two years, and do I need to keep the receipt?",
    ],
)
def test_a_question_about_the_guarantee_asks_for_no_repair_and_no_invoice(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics[0] is Topic.PRODUCT_QUESTION
    assert not {*REMEDIES, Request.INVOICE}.intersection(inquiry.requests)


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("我的台灯到哪了？还有麻烦开张发票，抬头个人", {Topic.DELIVERY, Topic.INVOICE}),
        ("碗碎了一个要补。另外四件套什么时候发货？", {Topic.DAMAGED, Topic.DELIVERY}),
        ("退款还没到账。再问一句，毛毯能机洗吗？", {Topic.REFUND_PROGRESS, Topic.PRODUCT_QUESTION}),
        ("Where is my lamp? I also need an invoice for it.", {Topic.DELIVERY, Topic.INVOICE}),
        ("One bowl came broken. And how long is the warranty on the kettle?", {Topic.DAMAGED, Topic.WARRANTY}),
        ("Please cancel the mug. Also, is the towel suitable for babies?", {Topic.CANCEL, Topic.PRODUCT_QUESTION}),
    ],
)
def test_a_second_matter_is_heard_too(words: str, topics: set[Topic]) -> None:
    assert topics <= set(read(words).topics)


@pytest.mark.parametrize(
    "words",
    [
        "麻烦改寄到公司：杭州市滨江区江南大道588号，周五我在家不方便收",
        "地址填成老房子了，如果改不了就先别发",
        "搬家了，收货地址换成新的：苏州市姑苏区平江路8号",
        "Please send it to my office instead: 9 Park Road, Shanghai",
        "I used my old address by mistake, can it be changed?",
        "Could the parcel go to my parents' place rather than mine?",
    ],
)
def test_a_changed_address_changes_the_address_alone(words: str) -> None:
    inquiry = read(words)
    assert sensible_topics(inquiry)[0] is Topic.ADDRESS
    assert Request.CHANGE_ADDRESS in inquiry.requests
    assert not {Request.CANCEL, Request.CHANGE_VARIANT, *REMEDIES}.intersection(inquiry.requests)
