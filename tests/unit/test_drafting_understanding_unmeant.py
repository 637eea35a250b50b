"""Words that name something and do not mean it: faults denied, cases supposed, another's money, favours asked.

Each table is in both languages, with mails beside it that mean what they say.
"""

import pytest
from support.raw_cases import mail, pipeline

from assistant.case.inquiry import Inquiry, Request, StatementKind, Topic

READER = pipeline()
FAULTS = {StatementKind.DAMAGED, StatementKind.DEFECTIVE}
REMEDIES = {Request.REFUND, Request.RETURN, Request.EXCHANGE, Request.RESHIP, Request.COMPENSATION, Request.REPAIR}


def read(words: str) -> Inquiry:
    return READER.read(mail(words)).inquiry


def faults(inquiry: Inquiry) -> set[StatementKind]:
    return FAULTS & {statement.kind for statement in inquiry.statements}


@pytest.mark.parametrize(
    "words",
    [
        "杯子收到了，没有一个碎的，包得很好，谢谢",
        "二十个杯子一点划痕都没有，同事都喜欢",
        "台灯完好，没有任何破损，谢谢你们，没别的事",
        "Parcel came today without a scratch, thank you very much",
        "All twelve plates arrived, not one broken. Just wanted to let you know. Thanks",
        "No damage at all, everybody is pleased. Thank you, no reply needed.",
        "The box had no dents and the lamp works beautifully, thank you",
        "Only wanted to say thanks for the ten black mugs. Not a single chip. No questions.",
    ],
)
def test_a_fault_that_is_denied_is_none(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics == (Topic.PRAISE,)
    assert not faults(inquiry)


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("碗没有一个碎的，但是盘子裂了一个", Topic.DAMAGED),
        ("包装没破，里面的碗碎了两个", Topic.DAMAGED),
        ("Not a scratch on the lamp, but it won't turn on.", Topic.DEFECT),
        ("The box has no dents, yet two of the plates are broken.", Topic.DAMAGED),
        ("You did not replace the broken plate, it is still in pieces here.", Topic.DAMAGED),
        ("Just wanted to let you know that the mug came cracked, thanks.", Topic.DAMAGED),
    ],
)
def test_a_fault_beside_one_that_is_denied_is_reported(words: str, topic: Topic) -> None:
    inquiry = read(words)
    assert inquiry.topics[0] is topic
    assert faults(inquiry)


@pytest.mark.parametrize(
    "words",
    [
        "Just wanted to tell you that I never got the second mug, thanks.",
        "No problem with the lamp, but where is my second parcel? Thanks",
        "没事，就是问问什么时候发货，谢谢",
        "就是跟你们说一声，快递还没到，谢谢",
    ],
)
def test_a_matter_beside_thanks_is_one(words: str) -> None:
    assert {Topic.DELIVERY, Topic.NOT_RECEIVED, Topic.MISSING_ITEM}.intersection(read(words).topics)


@pytest.mark.parametrize(
    "words",
    [
        "发票要写公司抬头，公司要报销",
        "麻烦开张发票，单位给我报销用的",
        "Please send the invoice, my employer reimburses me for it",
        "I need a receipt for expenses, the company name is on the order",
        "Could I have a fapiao? I get reimbursed by my office only with one.",
        "I need the invoice, then our department pays me back",
    ],
)
def test_what_the_writers_own_company_pays_back_is_no_refund(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics == (Topic.INVOICE,)
    assert inquiry.requests == (Request.INVOICE,)


@pytest.mark.parametrize(
    "words",
    [
        "I returned the lamp last week, please reimburse me",
        "I want to be reimbursed by you for the lamp",
        "My company wants you to refund the broken lamp",
    ],
)
def test_what_we_are_to_pay_back_is_one(words: str) -> None:
    assert Request.REFUND in read(words).requests


@pytest.mark.parametrize(
    "words",
    [
        "刚买就降了30，能把差价退我吗",
        "现在便宜了40块，请退差价",
        "It costs 20 less today, please refund the difference",
        "Could you pay back the difference? The blanket dropped to 99.",
        "The price went down, can I get the difference back",
        "I saw it cheaper now, can you refund me the difference",
    ],
)
def test_who_wants_the_difference_wants_no_more(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics[0] is Topic.PRICE_DROP
    assert inquiry.requests == (Request.PRICE_DIFFERENCE,)


@pytest.mark.parametrize("words", ["颜色差别太大了，我要退款", "The difference in colour is huge, I want a refund"])
def test_another_difference_is_reason_enough(words: str) -> None:
    assert Request.REFUND in read(words).requests


@pytest.mark.parametrize(
    "words",
    [
        "羽绒服还没到，如果不合身可以换大一码吗？",
        "台灯还在路上，万一不喜欢，拆开试过还能退吗？",
        "请问买回去尺寸不对的话，退货邮费谁出？",
        "要是收到不满意，可以七天无理由退吗，我下的单还没发货",
        "毛毯明天才送到，如果起球的话能退吗",
        "下单了两双拖鞋，怕小，到时候不合适怎么退？",
        "My coat ships tomorrow. If it's too small, can I exchange it for an L?",
        "The lamp hasn't arrived yet. What if I don't like it, can I send it back once opened?",
        "In case the shoes don't fit, who pays for the return? They are still on their way.",
        "I ordered the duvet today. Can I return it if it doesn't suit the bed?",
        "Before it gets here: if the colour isn't for me, is the return free?",
        "Should it turn out too big, may I still return it with the tags on? It is due Friday.",
    ],
)
def test_a_case_put_before_the_goods_are_there_asks_for_the_terms(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics[0] is Topic.PRODUCT_QUESTION
    assert Topic.RETURN not in inquiry.topics
    assert not {*REMEDIES, Request.CANCEL}.intersection(inquiry.requests)


@pytest.mark.parametrize(
    ("words", "request_"),
    [
        ("收到了，太小了，如果可以的话我想退货", Request.RETURN),
        ("如果还没发货就帮我取消吧", Request.CANCEL),
        ("我要退货，如果不合适的话运费谁出？", Request.RETURN),
        ("杯子到了是碎的，如果没货了就退款", Request.REFUND),
        ("The coat came and it is too tight. If possible I'd like to return it.", Request.RETURN),
        ("If it hasn't shipped yet, please cancel it.", Request.CANCEL),
        ("The mug arrived broken. If you can't replace it, I want my money back.", Request.REFUND),
    ],
)
def test_a_wish_with_a_condition_is_one(words: str, request_: Request) -> None:
    assert request_ in read(words).requests


@pytest.mark.parametrize(
    "words", ["收到的衣服如果不合适能退吗", "If the jacket I received is too small, can I return it?"]
)
def test_a_case_put_of_goods_in_hand_is_about_a_return(words: str) -> None:
    assert Topic.RETURN in read(words).topics


@pytest.mark.parametrize(
    "words",
    [
        "台灯保修几年，都保哪些？灯珠坏了算吗？",
        "买的炸锅还没到，想问下质保多久，要不要留盒子",
        "加湿器有保修吗",
        "How long is the warranty on the fryer and what is covered?",
        "Does the lamp come with a guarantee, say if the switch fails after a year?",
        "Is there a warranty on the humidifier, and is the order number enough as proof?",
    ],
)
def test_who_asks_for_the_terms_of_a_warranty_reports_no_fault(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics[0] is Topic.PRODUCT_QUESTION
    assert not faults(inquiry)
    assert set(inquiry.requests) <= {Request.STATUS}


@pytest.mark.parametrize(
    "words",
    [
        "炸锅不热了，还在保修期吗",
        "My lamp stopped working. How long is the warranty?",
        "保修期内，麻烦给修一下",
        "Is my kettle still under warranty? The lid is broken.",
    ],
)
def test_a_fault_within_the_warranty_is_one(words: str) -> None:
    assert {Topic.WARRANTY, Topic.DEFECT, Topic.DAMAGED}.intersection(read(words).topics)


@pytest.mark.parametrize(
    "words",
    [
        "麻烦让快递晚上七点以后再送，白天家里没人",
        "送之前先给我打个电话，别放门口",
        "能不能让快递员下班后来，别放驿站",
        "周末再派送可以吗？工作日没人收",
        "Please ask the courier to come after 6 pm and ring me first.",
        "Could they deliver in the evening? Nobody is home before seven.",
        "Please don't leave it outside, call me before you deliver",
        "I guess it comes today or tomorrow. Can they bring it in the evening and ring me first?",
    ],
)
def test_how_the_courier_is_to_come_is_no_hurry(words: str) -> None:
    inquiry = read(words)
    assert not inquiry.urgent
    assert not {Request.EXPEDITE, Request.CALL_BACK}.intersection(inquiry.requests)


@pytest.mark.parametrize("words", ["快点送，周五要用，送之前打电话", "Please hurry, I need it by Friday"])
def test_a_hurry_is_one(words: str) -> None:
    assert read(words).urgent


@pytest.mark.parametrize(
    "words",
    [
        "坏了，你们给换新还是寄回去修？",
        "灯不亮了，要寄给你们维修吗，还是直接换一台",
        "加湿器漏水，要发回厂家检修还是给换一台",
        "The fryer died. Do I send it back for repair or do you replace it?",
        "It won't heat. Do you swap it or shall I send it in to be repaired?",
        "It broke after two days, do you fix it or swap it?",
    ],
)
def test_what_is_sent_in_to_be_mended_is_not_given_back(words: str) -> None:
    requests = set(read(words).requests)
    assert requests
    assert requests <= {Request.EXCHANGE, Request.REPAIR}


@pytest.mark.parametrize(
    "words", ["炸锅坏了，我要寄回去退款", "It won't turn on, I want to send it back and get my money"]
)
def test_what_is_sent_back_for_the_money_is(words: str) -> None:
    assert {Request.RETURN, Request.REFUND} <= set(read(words).requests)


@pytest.mark.parametrize(
    "words",
    [
        "少了一盒，补一盒或者退一盒的钱都可以",
        "漏发了一个杯子，补发或者退钱都行",
        "缺两只碗，再寄两只也行，退钱也行",
        "箱子里少一罐，麻烦补一罐，不然退一罐的钱",
        "Please send the missing cup or give me the money back for it",
        "You can resend the second jar or refund it, whatever is easier",
    ],
)
def test_of_two_remedies_both_are_heard(words: str) -> None:
    assert {Request.RESHIP, Request.REFUND} <= set(read(words).requests)


@pytest.mark.parametrize(
    "words",
    [
        "I ordered the jacket yesterday, not shipped yet. If it doesn't fit and I send it back, who pays the freight?"
        " I think I forgot to tick the freight insurance, can it be added now?",
        "My coat hasn't shipped yet. In case it doesn't fit, can I return it, and who covers the postage?",
        "昨天买的羽绒服还没发货，万一不合适退回去运费谁出？运费险忘了勾，现在还能加吗",
        "大衣还没发货呢，要是穿着不合适退货的话运费算谁的？",
    ],
)
def test_a_return_that_is_only_put_as_a_case_of_an_order_that_has_not_left_asks_for_the_rules(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics == (Topic.PRODUCT_QUESTION,)
    assert not {*REMEDIES, Request.CANCEL, Request.STATUS} & set(inquiry.requests)


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        (
            "I ordered the jacket yesterday, not shipped yet. I no longer want it, please cancel and refund me.",
            "cancel",
        ),
        ("还没发货，羽绒服我不想要了，帮我取消吧", "cancel"),
        ("The jacket came and does not fit. I want to return it. Who pays the freight?", "return"),
        ("羽绒服收到了不合适，我要退货，运费谁出", "return"),
    ],
)
def test_an_order_that_is_called_off_outright_is_no_case_put(words: str, wish: str) -> None:
    assert Request(wish) in read(words).requests


@pytest.mark.parametrize(
    "words",
    [
        "Humidifier not working. It worked fine for one evening, now the fan runs but there's no mist at all. Can you"
        " send a replacement, or do I have to send this one back first?",
        "The kettle does nothing when I press the button, I tried a different socket. Should I send it back first?",
        "加湿器用了一晚就不出雾了，换个插座也没雾。能换新的吗，要不要先寄回？",
    ],
)
def test_asking_whether_faulty_goods_must_go_back_is_no_wish_to_return_them(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics[0] is Topic.DEFECT
    assert Topic.DESCRIPTION not in inquiry.topics
    assert Request.RETURN not in inquiry.requests


@pytest.mark.parametrize(
    "words",
    [
        "The humidifier makes no mist at all. I want to return it and get my money back.",
        "加湿器不出雾，我要退货退款",
    ],
)
def test_faulty_goods_that_are_to_go_back_are_returned(words: str) -> None:
    inquiry = read(words)
    assert Topic.DEFECT in inquiry.topics
    assert Request.RETURN in inquiry.requests or Request.REFUND in inquiry.requests


@pytest.mark.parametrize(
    "words",
    [
        "A question about the desk lamp I've got on the way. How long is the warranty? My last lamp died after three"
        " months and the shop didn't want to know.",
        "台灯还在路上，想问下保修多久？我上一个台灯用了三个月就坏了",
    ],
)
def test_a_thing_that_broke_before_is_no_fault_of_the_one_whose_warranty_is_asked_about(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics == (Topic.PRODUCT_QUESTION,)
    assert not faults(inquiry)
    assert not inquiry.requests


@pytest.mark.parametrize(
    "words",
    [
        "The lamp died after three months. How long is the warranty?",
        "台灯用了三个月就坏了，保修多久？",
    ],
)
def test_the_thing_that_broke_itself_is_reported(words: str) -> None:
    assert {Topic.WARRANTY, Topic.DEFECT} & set(read(words).topics)


@pytest.mark.parametrize(
    "words",
    [
        "The air fryer is a present. Is it possible to add a small card saying happy birthday? It hasn't been shipped"
        " yet I think.",
        "空气炸锅是送我妈的，还没发货，能不能加张小贺卡写生日快乐？",
    ],
)
def test_a_card_to_come_with_the_goods_is_no_other_variant(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics == (Topic.PRODUCT_QUESTION,)
    assert not {Request.CHANGE_VARIANT, Request.STATUS} & set(inquiry.requests)


@pytest.mark.parametrize(
    "words",
    [
        "It hasn't been shipped yet, can you change the air fryer to the white one?",
        "还没发货，空气炸锅能不能换成白色的？",
    ],
)
def test_another_colour_is_another_variant(words: str) -> None:
    assert {Request.CHANGE_VARIANT, Request.EXCHANGE} & set(read(words).requests)


@pytest.mark.parametrize(
    "words",
    [
        "20个杯子到了，谁签收的？",
        "杯子什么时候签收的？谁签收的？",
        "我的毛毯放在哪个驿站，电话多少？",
        "When was my lamp delivered, and who signed?",
    ],
)
def test_what_a_record_answers_is_no_complaint_of_the_courier(words: str) -> None:
    inquiry = read(words)
    assert Topic.DELIVERY_SERVICE not in inquiry.topics
    assert inquiry.topics[:1] == (Topic.DELIVERY,)
    assert not inquiry.says(StatementKind.SIGNED_BY_OTHER)


@pytest.mark.parametrize("words", ["谁签收的？我没签", "Who signed for it? It was not me, I never got it."])
def test_who_signed_for_somebody_who_did_not_is_one(words: str) -> None:
    assert {Topic.DELIVERY_SERVICE, Topic.NOT_RECEIVED} & set(read(words).topics)


@pytest.mark.parametrize(
    "words", ["羽绒服退回去花了12元运费，报销一下", "Please reimburse me for the return postage of the coat."]
)
def test_postage_to_be_paid_back_asks_for_no_invoice(words: str) -> None:
    inquiry = read(words)
    assert Topic.FREIGHT in inquiry.topics
    assert Topic.INVOICE not in inquiry.topics
    assert Request.INVOICE not in inquiry.requests
    assert Topic.INVOICE in read("杯子要报销，开张发票，运费也要开进去").topics


@pytest.mark.parametrize(
    "words",
    ["台灯扣了两次，麻烦取消其中一笔", "I was charged twice for the lamp. Please cancel the duplicate charge."],
)
def test_a_charge_that_is_to_be_undone_leaves_the_order(words: str) -> None:
    inquiry = read(words)
    assert Request.CANCEL not in inquiry.requests
    assert Topic.CANCEL not in inquiry.topics
    assert Request.CANCEL in read("台灯扣了两次，取消订单").requests


@pytest.mark.parametrize(
    "words",
    [
        "请开专用发票。年会可能还要再加30个，能不能按94一个的价格？",
        "税号如果你们没有登记，我再补给您",
        "The cups are fine. We may order 30 more for the party; is the price the same?",
    ],
)
def test_who_buys_more_or_gives_what_is_missing_wants_nothing_sent_again(words: str) -> None:
    assert Request.RESHIP not in read(words).requests
    assert Request.RESHIP in read("二十个杯子碎了两个，请再补发两个").requests


@pytest.mark.parametrize(
    "words",
    ["If it is already on its way, can I just refuse it at the door?", "快递送到门口我直接拒收可以吗？"],
)
def test_who_will_refuse_a_parcel_at_the_door_does_not_wish_it_brought_there(words: str) -> None:
    assert Request.DELIVER_TO_DOOR not in read(words).requests


def test_a_fault_in_the_stitching_is_no_injury() -> None:
    assert Topic.LEGAL not in read("There is a hole near one corner, it looks like a stitching fault.").topics
    assert Topic.LEGAL in read("My son cut his hand on the rim and needed stitches.").topics
