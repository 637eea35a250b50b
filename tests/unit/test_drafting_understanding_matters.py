"""One matter put in the words of another: a fault in use, a size, a wish for the courier, a code forgotten, a slip.

Each table is in both languages, with mails beside it that mean what they say.
"""

import pytest
from support.raw_cases import mail, pipeline

from assistant.case.inquiry import Inquiry, Request, StatementKind, Topic

READER = pipeline()


def read(words: str) -> Inquiry:
    return READER.read(mail(words)).inquiry


@pytest.mark.parametrize(
    "words",
    [
        "The humidifier came last Thursday. First three nights fine, then I woke up to a puddle, it seeps at the seam.",
        "It worked for two days and then the tank cracked along the side and water ran out. What now?",
        "After a week of use the lamp's arm broke off.",
        "加湿器用了三天都好好的，昨天开始底下漏水",
        "炸锅炸了两次鸡翅，把手就裂了",
        "餐具用了两天，有一个碗自己裂了，没磕过",
    ],
)
def test_what_broke_in_use_is_a_fault_and_did_not_come_broken(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics[0] is Topic.DEFECT
    assert Topic.DAMAGED not in inquiry.topics


@pytest.mark.parametrize(
    "words",
    [
        "The humidifier arrived with a cracked tank.",
        "两个碗收到就是碎的，用了两天别的碗没问题",
        "I have used the mugs for two days, but one of the plates arrived broken.",
    ],
)
def test_what_came_broken_did_not_break_in_use(words: str) -> None:
    assert Topic.DAMAGED in read(words).topics


@pytest.mark.parametrize(
    "words",
    [
        "Honestly it's bigger than I pictured and won't fit on the nightstand. How do I send it back, and who pays?",
        "The fryer is smaller than I expected for a family of five. Can I return it? It's unused.",
        "炸锅比我想的大多了，厨房放不下，没用过，怎么退？",
        "羽绒服没有想象中那么好看，不想要了，可以退吧",
    ],
)
def test_goods_that_only_disappoint_are_returned_and_differ_from_no_page(words: str) -> None:
    inquiry = read(words)
    assert Topic.RETURN in inquiry.topics
    assert Topic.DESCRIPTION not in inquiry.topics
    assert not inquiry.asks_generally


@pytest.mark.parametrize(
    "words",
    ["颜色跟图片差太多了，页面上是纯黑，这个发灰", "It is a lot smaller than I expected from the photos on your page."],
)
def test_goods_that_differ_from_the_page_are_no_matter_of_taste(words: str) -> None:
    assert Topic.DESCRIPTION in read(words).topics


@pytest.mark.parametrize(
    "words",
    [
        "Your page said 4 litres, mine is marked 3L. So either I was sent the wrong model or the page is wrong.",
        "Have you sent the wrong one, or is the listing out of date? Mine says 350ml underneath.",
        "页面写的玻璃瓶，收到塑料瓶，是发错了还是页面写错了？",
    ],
)
def test_whoever_leaves_open_if_the_page_or_the_parcel_is_wrong_has_both_looked_at(words: str) -> None:
    assert read(words).topics[:2] == (Topic.DESCRIPTION, Topic.WRONG_ITEM)


@pytest.mark.parametrize(
    "words",
    [
        "Could you ask SF to leave my parcel with the guard at the gate please?",
        "I'm away till Thursday night. Could you get my parcel held back till Friday?",
        "My thermos can go in the locker downstairs if it comes today.",
        "Please hold my order until Monday, nobody is home before.",
        "快递到了帮我放门卫就行，我白天不在家",
        "毛毯能不能周五再送，我这两天出差",
        "麻烦让快递放丰巢柜里，谢谢",
    ],
)
def test_how_a_parcel_is_to_be_handed_over_is_a_matter_of_its_delivery(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics[0] is Topic.DELIVERY
    assert not {Request.CANCEL, Request.CHANGE_VARIANT, Request.RETURN, Request.RESHIP} & set(inquiry.requests)


@pytest.mark.parametrize(
    "words",
    [
        "快递员直接把东西丢在门口就走了，电话也不打一个",
        "The courier left my parcel with the guard without asking, and it was gone.",
    ],
)
def test_what_a_courier_did_is_complained_of(words: str) -> None:
    assert {Topic.DELIVERY_SERVICE, Topic.NOT_RECEIVED}.intersection(read(words).topics)


@pytest.mark.parametrize(
    "words",
    [
        "A colleague told me that NEW10 takes 10 off. I never used a code. Could you take it off?",
        "I forgot to apply my coupon when I ordered. It hasn't shipped yet, can you take it off the price now?",
        "下单的时候忘了填优惠码NEW10，还没发货，现在能补上吗？",
        "四件套付款时忘记勾优惠券了，差的10块能退我吗",
    ],
)
def test_a_code_that_was_forgotten_is_all_that_the_mail_is_about(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics == (Topic.COUPON,)
    assert not {Request.PRICE_DIFFERENCE, Request.RESHIP} & set(inquiry.requests)


@pytest.mark.parametrize(
    "words",
    [
        "前天拍的空气炸锅，页面上写的是259，可是我支付宝扣了299，多的40麻烦退我一下。",
        "I ordered the air fryer at 259 but my card was charged 299. Please refund the 40.",
        "The blanket is 99 on your site, why did you take 119?",
        "羽绒服标价469，结账怎么扣了我499？",
    ],
)
def test_who_was_charged_more_than_the_page_says_wants_only_what_is_too_much(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics == (Topic.PRICE_DROP,)
    assert not {Request.REFUND, Request.RETURN, Request.CANCEL} & set(inquiry.requests)


def test_a_second_charge_is_no_price_that_is_too_high() -> None:
    assert read("微信里两条一模一样的129，订单却只有一个。多扣那笔啥时候退我？").topics[0] is Topic.DUPLICATE_CHARGE


@pytest.mark.parametrize("words", ["这40能补给我吗？前几天299买的今天259了", "能把差价补给我吗，刚买就降了"])
def test_a_difference_that_is_to_be_made_up_is_nothing_to_be_sent(words: str) -> None:
    assert Request.RESHIP not in read(words).requests


@pytest.mark.parametrize(
    "words",
    [
        "The money has left my card but I got no confirmation. Did my order go through? I don't want to pay twice.",
        "钱扣了没有订单，我的付款成功了吗，怕重复付款",
    ],
)
def test_a_second_payment_that_is_to_be_avoided_was_not_made(words: str) -> None:
    inquiry = read(words)
    assert Topic.DUPLICATE_CHARGE not in inquiry.topics
    assert not inquiry.says(StatementKind.PAID_TWICE)


@pytest.mark.parametrize(
    "words",
    [
        "台灯那单地址忘写门牌了，麻烦补上：香港中路76号2号楼1101",
        "订单地址漏了单元号，帮我加上3单元502。",
        "I forgot to put my flat number in the address. Please add Flat 4B to my order.",
        "多扣的一笔请退给我。另外地址忘写门牌了，麻烦补上：香港中路76号2号楼1101",
    ],
)
def test_an_address_that_lacks_something_is_to_be_changed(words: str) -> None:
    inquiry = read(words)
    assert Topic.ADDRESS in inquiry.topics
    assert Request.CHANGE_ADDRESS in inquiry.requests
    assert Request.RESHIP not in inquiry.requests


@pytest.mark.parametrize(
    "words", ["地址忘写门牌了，麻烦补上：香港中路76号2号楼1101", "订单地址漏了单元号，帮我加上3单元502。"]
)
def test_what_is_added_to_an_address_is_taken_down(words: str) -> None:
    assert read(words).new_address


@pytest.mark.parametrize(
    "words",
    [
        "The humidifier is great, thank you! One thing: can I put tap water in?",
        "杯子收到了，很喜欢，点赞！就想问下能放洗碗机吗？",
    ],
)
def test_a_question_beside_praise_comes_first(words: str) -> None:
    assert read(words).topics == (Topic.PRODUCT_QUESTION, Topic.PRAISE)


@pytest.mark.parametrize(
    "words",
    [
        "我老公说蓝的不好看，给我发米白吧，另外什么时候发货？",
        "前天拍的雾蓝色四件套还没发的话，能不能换成米白的？今天发吗？",
    ],
)
def test_a_variant_that_is_named_as_wanted_is_wished_for_whatever_else_is_asked(words: str) -> None:
    assert {Request.CHANGE_VARIANT, Request.EXCHANGE} & set(read(words).requests)


def test_goods_that_are_sent_back_for_another_variant_are_exchanged() -> None:
    inquiry = read("M的确实小了，想换L，L还有货不？吊牌没剪。另外寄回去的邮费怎么算呀")
    assert Request.EXCHANGE in inquiry.requests
    assert Request.RETURN not in inquiry.requests


def test_goods_that_might_not_be_wanted_are_returned_and_no_order_is_called_off() -> None:
    assert Request.CANCEL not in read("买的两瓶蜂蜜，另外一瓶还没开封，如果不想要了可以退吗？").requests


@pytest.mark.parametrize(
    "words",
    [
        "蜂蜜箱子里两瓶，我明明买的是三瓶，是不是装漏了",
        "I ordered three pots of honey but there are only two in the box.",
    ],
)
def test_how_many_were_ordered_and_came_is_heard_however_it_is_counted(words: str) -> None:
    said = {(one.kind, one.value) for one in read(words).statements}
    assert {(StatementKind.ORDERED_QUANTITY, "3"), (StatementKind.GOT_QUANTITY, "2")} <= said


@pytest.mark.parametrize(
    "words",
    [
        "Where are my two parcels coming from, did I pay postage twice?",
        "为什么分两个包裹发，是不是收了我两份运费？",
    ],
)
def test_postage_that_may_have_been_paid_twice_is_a_matter_of_freight(words: str) -> None:
    inquiry = read(words)
    assert Topic.DUPLICATE_CHARGE not in inquiry.topics
    assert not inquiry.says(StatementKind.PAID_TWICE)


@pytest.mark.parametrize(
    "words",
    [
        "Please don't send it to Zhongshan Road any more, my new address is 268 Tiantong Road.",
        "别寄到旧地址了，改到文三路188号",
    ],
)
def test_goods_that_are_to_go_elsewhere_are_not_called_off(words: str) -> None:
    inquiry = read(words)
    assert inquiry.topics[0] is Topic.ADDRESS
    assert Request.CANCEL not in inquiry.requests


@pytest.mark.parametrize(
    "words",
    [
        "It's a surprise for my mother so no receipt or price tag in the box please.",
        "送人的，箱子里麻烦别放小票和价格单",
    ],
)
def test_papers_that_are_to_stay_out_of_the_box_are_no_invoice_wished_for(words: str) -> None:
    assert not {Request.INVOICE, Request.CHANGE_VARIANT} & set(read(words).requests)


def test_what_came_and_is_well_is_no_complaint_of_the_delivery() -> None:
    assert read("货上周二前台已经收了，没问题。发票到今天还没看到，请开专票").topics == (Topic.INVOICE,)


@pytest.mark.parametrize(
    "words", ["Do you send to Canada, and what would postage be?", "你们能寄到加拿大吗，邮费大概多少"]
)
def test_whether_we_send_to_a_place_is_a_question_of_delivery(words: str) -> None:
    assert Topic.DELIVERY in read(words).topics


def test_words_that_share_a_stem_with_goods_name_none() -> None:
    assert not read("Sorry for the short notice, I woke up late and phoned you.").items
