"""What a mail states, asks for and feels, and the goods and times that it names."""

import pytest
from support.drafting_mails import an_attachment, understood

from assistant.case.inquiry import Emotion, Request, StatementKind, Topic


def statements(text: str) -> set[tuple[str, str | None]]:
    return {(statement.kind.value, statement.value) for statement in understood(text).statements}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("物流显示昨天已经签收了，可是我连个影子都没见着", "shown_delivered", None),
        ("物流显示昨天已经签收了，可是我连个影子都没见着", "not_received", None),
        ("我昨天收到了杯子", "received", None),
        ("单号半天不动，卡在中转站三天了", "no_movement", None),
        ("还在环游中国呢", "no_movement", None),
        ("都一周了还没发货", "not_shipped", None),
        ("我订的是L码，发来的是M码", "ordered_variant", "L"),
        ("我订的是L码，发来的是M码", "got_variant", "M"),
        ("拍的红色发成雾霾蓝", "ordered_variant", "红色"),
        ("拍的红色发成雾霾蓝", "got_variant", "雾霾蓝"),
        ("买的256GB，来的是128GB", "got_variant", "128GB"),
        ("我拍了三盒，只收到两盒", "ordered_quantity", "3"),
        ("我拍了三盒，只收到两盒", "got_quantity", "2"),
        ("少发了一个杯盖", "missing", "杯盖"),
        ("我买的保温杯，里面是一双鞋", "got_item", "鞋"),
        ("杯子收到就碎了", "damaged", None),
        ("用了两天就坏了", "defective", None),
        ("我付了99元", "paid_amount", "99.00"),
        ("支付宝扣了两笔", "paid_twice", None),
        ("我已经付款了", "paid", None),
        ("东西已经寄回去一周了", "returned", None),
        ("退款还没到账", "not_refunded", None),
        ("不是我签收的", "signed_by_other", None),
        ("现在才卖79", "price_now", "79.00"),
        ("之前问过一次了", "contacted_before", None),
        ("客服答应三天内补发", "promised", "客服答应三天内补发"),
        ("It says delivered but I never got it", "shown_delivered", None),
        ("It says delivered but I never got it", "not_received", None),
        ("my tracking hasn't moved in days", "no_movement", None),
        ("it hasn't shipped yet", "not_shipped", None),
        ("I ordered a size L but got an M", "ordered_variant", "L"),
        ("I ordered a size L but got an M", "got_variant", "M"),
        ("You've sent me the 128GB version, I paid for the 256GB", "ordered_variant", "256GB"),
        ("Only received two of the three boxes I ordered", "got_quantity", "2"),
        ("Only received two of the three boxes I ordered", "ordered_quantity", "3"),
        ("The lid is missing", "missing", "lid"),
        ("the mug arrived broken", "damaged", None),
        ("it stopped working", "defective", None),
        ("I paid $12.50 for it", "paid_amount", "12.50"),
        ("I was charged twice", "paid_twice", None),
        ("I returned it last week", "returned", None),
        ("I haven't been refunded yet", "not_refunded", None),
        ("someone else signed for it", "signed_by_other", None),
        ("now it's $79", "price_now", "79.00"),
        ("this is the third time I'm writing", "contacted_before", None),
        ("your agent promised a refund", "promised", "your agent promised a refund"),
    ],
)
def test_statements_and_their_values(text: str, kind: str, value: str | None) -> None:
    assert (kind, value) in statements(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("收到了，谢谢", "not_received"),
        ("还没收到", "received"),
        ("什么时候能收到", "received"),
        ("如果没收到怎么办", "not_received"),
        ("不是没收到，是坏的", "not_received"),
        ("没有坏，就是颜色不对", "defective"),
        ("没碎", "damaged"),
        ("已经发货了", "not_shipped"),
        ("没有重复扣款", "paid_twice"),
        ("没收到退款", "not_received"),
        ("没收到发票", "not_received"),
        ("没收到验证码短信", "not_received"),
        ("刚买两天就降了30块", "price_now"),
        ("我还没付款", "paid"),
        ("I have received it, thanks", "not_received"),
        ("I haven't received it", "received"),
        ("when will I receive it", "received"),
        ("it's not broken", "damaged"),
        ("I haven't received an invoice", "not_received"),
        ("I want to return it", "returned"),
        ("I did not pay yet", "paid"),
    ],
)
def test_negations_questions_and_conditions_state_nothing_of_the_kind(text: str, kind: str) -> None:
    assert kind not in {name for name, _ in statements(text)}


def test_a_statement_quotes_the_customers_own_words() -> None:
    said = understood("您好！\n我订的是Ｌ码，发来的是M码，怎么办？").statements
    kinds = (StatementKind.ORDERED_VARIANT, StatementKind.GOT_VARIANT)
    assert [statement.words for statement in said if statement.kind in kinds] == ["我订的是Ｌ码", "发来的是M码"]


@pytest.mark.parametrize(
    ("text", "requests"),
    [
        ("我的快递到哪了", {"status"}),
        ("帮我查一下物流", {"status"}),
        ("我要退款", {"refund"}),
        ("不给退款我就投诉", {"refund"}),
        ("想退货，不合适", {"return"}),
        ("七无走一个", {"return"}),
        ("换个新的给我", {"exchange"}),
        ("麻烦补发一个盖子", {"reship"}),
        ("催一下发货", {"expedite"}),
        ("让快递送货上门", {"deliver_to_door"}),
        ("你们得赔偿我的损失", {"compensation"}),
        ("能退差价吗", {"price_difference"}),
        ("给我打个电话吧", {"call_back"}),
        ("找你们经理来", {"supervisor"}),
        ("我要开发票", {"invoice"}),
        ("帮我取消订单", {"cancel"}),
        ("改一下收货地址", {"change_address"}),
        ("把红色改成雾霾蓝", {"change_variant"}),
        ("能保修吗", {"repair"}),
        ("请删除我的个人信息", {"delete_data"}),
        ("我不想退货，就想换个新的", {"exchange"}),
        ("不用退货了，给我补发一个盖子就行", {"reship"}),
        ("我没有要求退款，是要换货", {"exchange"}),
        ("Where is my order?", {"status"}),
        ("I want a refund", {"refund"}),
        ("I'd like to send this back please", {"return"}),
        ("please replace it", {"exchange"}),
        ("please resend the missing lid", {"reship"}),
        ("Please hurry up", {"expedite"}),
        ("please bring it to my door", {"deliver_to_door"}),
        ("I expect compensation for the inconvenience", {"compensation"}),
        ("can I get the price difference back?", {"price_difference"}),
        ("Please call me back", {"call_back"}),
        ("I want to speak to a manager", {"supervisor"}),
        ("Please send me an invoice", {"invoice"}),
        ("Please cancel my order", {"cancel"}),
        ("can you change the shipping address?", {"change_address"}),
        ("Can I change the color to blue?", {"change_variant"}),
        ("can you repair it?", {"repair"}),
        ("Under GDPR please delete my data", {"delete_data"}),
        ("I don't want a refund, I want an exchange", {"exchange"}),
        ("Please don't cancel my order!", set()),
        ("thank you, all good", set()),
        ("谢谢，收到了", set()),
    ],
)
def test_requests(text: str, requests: set[str]) -> None:
    unwanted = {"refund", "return", "exchange", "cancel", "delete_data", "compensation"} - requests
    found = {request.value for request in understood(text).requests}
    assert requests <= found
    assert not unwanted & found


def test_every_request_is_in_the_table() -> None:
    table = test_requests.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {name for _, requests in table for name in requests} == set(Request)


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("请问发货了吗", "calm"),
        ("我很着急，一直等", "anxious"),
        ("什么垃圾店铺，骗子", "angry"),
        ("货不对板，破防了，割韭菜呢", "angry"),
        ("太失望了，冲着你们牌子来的", "disappointed"),
        ("我快崩溃了，求求你们", "distressed"),
        ("真有你们的，发个货发了半个月，服了", "sarcastic"),
        ("呵呵，发货速度堪比蜗牛，佩服佩服", "sarcastic"),
        ("还在环游中国呢，我这杯子什么时候能到啊", "sarcastic"),
        ("再不处理我就打12315了", "threatening"),
        ("看不懂这个怎么操作，一头雾水", "confused"),
        ("非常感谢，客服态度很好，杯子我很喜欢", "grateful"),
        ("Has my order shipped?", "calm"),
        ("I'm really worried it won't get here", "anxious"),
        ("This is ridiculous, worst shop ever", "angry"),
        ("I'm so disappointed, I expected better", "disappointed"),
        ("I'm in tears, I'm desperate", "distressed"),
        ("Great job losing my parcel.", "sarcastic"),
        ("Wow, a month for a pair of socks. Bravo.", "sarcastic"),
        ("Refund me or you'll hear from my attorney", "threatening"),
        ("I'm confused, what does this mean", "confused"),
        ("Thank you so much, I love the mug", "grateful"),
        ("WHERE IS MY STUFF, I HAVE NOT RECEIVED ANYTHING!!!", "angry"),
    ],
)
def test_the_feeling(text: str, emotion: str) -> None:
    assert understood(text).emotion == emotion


def test_every_feeling_is_in_the_table() -> None:
    table = test_the_feeling.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {emotion for _, emotion in table} == set(Emotion)


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("妈妈等着用的药，到现在还没到", True),
        ("明天要送人的，生日礼物，能赶得上吗", True),
        ("父亲刚做完手术急需这个轮椅，麻烦加急", True),
        ("周五之前必须到，不然就来不及参加婚礼了", True),
        ("It's insulin for my sick father", True),
        ("I need this by Friday for my daughter's birthday", True),
        ("wedding is on Saturday, is there any chance it gets here by then?", True),
        ("My mum is in hospital and needs this walker, when will it arrive", True),
        ("快点发货！！！！", False),
        ("送给朋友的，他很喜欢", False),
        ("请问什么时候发货", False),
        ("Please hurry up", False),
        ("昨天过生日收到的，很喜欢", False),
    ],
)
def test_urgency(text: str, urgent: bool) -> None:
    assert understood(text).urgent is urgent


@pytest.mark.parametrize(
    ("text", "words", "variants", "quantity", "price"),
    [
        ("我买了两个红色的保温杯", "保温杯", ("红色",), 2, None),
        ("99块的保温杯", "保温杯", (), None, "99.00"),
        ("那个红色保温杯，99元", "保温杯", ("红色",), None, None),
        ("水杯x2", "水杯", (), 2, None),
        ("纯棉t恤 L码", "纯棉t恤", ("L",), None, None),
        ("便携不锈钢保温杯坏了", "便携不锈钢保温杯", (), None, None),
        ("手机壳裂了", "手机壳", (), None, None),
        ("买了3盒面膜", "面膜", (), 3, None),
        ("500ml的水壶", "水壶", ("500ml",), None, None),
        ("two travel mugs for $12.50", "travel mugs", (), 2, "12.50"),
        ("the rose gold wireless earbuds pro", "wireless earbuds pro", ("rose gold",), None, None),
        ("black shoes", "shoes", ("black",), None, None),
    ],
)
def test_goods(text: str, words: str, variants: tuple[str, ...], quantity: int | None, price: str | None) -> None:
    item = understood(text).items[0]
    assert (item.words, item.variants, item.quantity) == (words, variants, quantity)
    assert price is None or str(item.price) == price


def test_what_came_instead_does_not_describe_the_order() -> None:
    items = understood("我买的红色保温杯，发来的保温杯是蓝色").items
    assert [(item.words, item.variants) for item in items] == [("保温杯", ("红色",))]


def test_a_longer_word_is_no_item() -> None:
    assert understood("能放洗碗机吗").items == ()
    assert understood("少了杯盖").items == ()


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("我上周三晚上八点下的单", "ordered"),
        ("昨天买的", "ordered"),
        ("前天收到的", "received"),
        ("昨天还没收到", "other"),
        ("昨天打过电话", "other"),
        ("I placed it last Wednesday", "ordered"),
        ("ordered three weeks ago", "ordered"),
        ("it arrived yesterday", "received"),
        ("I emailed you yesterday", "other"),
    ],
)
def test_what_a_time_is_the_time_of(text: str, about: str) -> None:
    assert [time.about for time in understood(text).times] == [about]


def test_order_numbers_of_quoted_history_and_file_names_stay_apart() -> None:
    inquiry = understood(
        "订单2026110912345没收到",
        subject="Re: 2026110900001",
        quoted="> 您的订单 2026110900002 已发货，手机尾号1234，收件人：李雷",
        attachments=(an_attachment("订单_2026110900003.jpg"), an_attachment("a.pdf", "application/pdf")),
    )
    assert inquiry.order_numbers == ("2026110900001", "2026110912345")
    assert inquiry.quoted_order_numbers == ("2026110900002", "2026110900003")
    assert inquiry.photos == 1


def test_second_factors_never_come_from_quoted_words_or_the_subject() -> None:
    inquiry = understood("没收到", subject="手机尾号1234", quoted="手机尾号1234，收件人：李雷，地址：文三路1号")
    assert inquiry.factors.phone_tails == inquiry.factors.names == inquiry.factors.streets == ()
    assert understood("手机尾号1234，收件人：李雷").factors.phone_tails == ("1234",)


@pytest.mark.parametrize(
    ("text", "subject", "language"),
    [
        ("我的快递呢", "", "zh"),
        ("My iPhone 15 Pro Max 256GB 还没到，请查一下物流", "", "zh"),
        ("Where is my 保温杯? I ordered it two weeks ago and it never came", "", "en"),
        ("", "发票", "zh"),
        ("???", "Invoice", "en"),
        ("", "", "en"),
    ],
)
def test_the_language(text: str, subject: str, language: str) -> None:
    assert understood(text, subject).language == language


def test_an_empty_mail_says_nothing() -> None:
    inquiry = understood("")
    assert (inquiry.topics, inquiry.statements, inquiry.requests) == ((Topic.OTHER,), (), ())
    assert (inquiry.emotion, inquiry.urgent) == (Emotion.CALM, False)
