"""What a mail is about, in natural snippets of both languages: topics, the main one first."""

import pytest
from support.drafting_mails import understood

from assistant.case.inquiry import Topic

CHINESE = {
    "delivery": """
        我的快递到哪了？订单号2026110912345
        还在环游中国呢，我这杯子什么时候能到啊
        单号半天不动，卡在中转站三天了
        我上周三晚上八点下的单，怎么还没发货？
        我双十一那天在你们家买的羽绒服到现在都没有任何物流信息，请问是还没发吗？
        包裹在杭州转运中心停了四天了一点没更新，帮忙查一查怎么回事
        真有你们的，发个货发了半个月，服了
        催催催！！！
        快递太慢了
        我的衣服呢？？
        明天要送人的，生日礼物，能赶得上吗
        妈妈等着用的药，到现在还没到，急死了
        訂單一直沒收到，請問寄到哪裡了
        呵呵，发货速度堪比蜗牛，佩服佩服
        物流好几天没动静了，是不是丢件了？
        麻烦尽快安排发货，谢谢""",
    "not_received": """
        物流显示昨天已经签收了，可是我连个影子都没见着
        显示派送成功，家里没人收到，问了邻居也没有
        说是放菜鸟驿站了，我去问了老板说没有这个件
        还没收到就被确认收货了
        单子显示已完成可我压根没拿到货
        显示本人签收，我人在外地出差怎么签收的？
        系统上写着妥投，但是我根本没拿到东西""",
    "delivery_service": """
        快递放驿站了，我没同意，让他送上楼
        不是我签收的，谁签的？
        快递员直接把东西丢在门口就走了，电话也不打一个
        送货上门的服务不是写了吗，为什么让我自己去自提柜拿""",
    "wrong_item": """
        我订的是L码，发来的是M码
        买的256GB，来的是128GB
        我收到的是别人的包裹，里面是一双鞋
        我要的是深蓝，给我发了个黑色过来
        你们发错货了吧，我买的不是这个""",
    "missing_item": """
        我拍了三盒，只收到两盒
        少发了一个杯盖
        说好的赠品呢？箱子里根本没看到
        收到货发现少了一包螺丝装不起来
        里面漏发了充电线""",
    "damaged": """
        杯子收到就碎了，包装也压扁了
        一共四个碗，碎了俩
        這個杯子破了，我要退款
        快递箱子都烂了，里面的瓶子漏液""",
    "defect": """
        用了两天就坏了，按键没反应
        衣服洗了一次就掉色，这质量也太差了吧
        耳机左边没声儿
        不是没收到，是收到了但是坏的
        我怀疑你们发的是二手货，有使用痕迹
        充电宝充不进电""",
    "description": """
        货不对板，破防了，割韭菜呢
        这是买家秀和卖家秀的区别吗，颜色差太多了
        详情页写的是纯棉，收到一摸就是化纤的
        实物跟图片完全不一样""",
    "return": """
        七无走一个
        我不想退货，就想换个新的
        昨天买的充电宝想申请七天无理由，包装没拆
        尺码偏小，想换大一码的
        我没有要求退款，是要换货
        衣服不合适，能退吗""",
    "refund_progress": """
        东西已经寄回去一周了，退款还没到账
        没有收到退款
        货退回去你们都签收五天了，钱呢？
        麻烦把退款进度告诉我一下
        拒收了，退款呢""",
    "freight": """
        退货的运费谁出？
        为什么扣我运费？不是包邮吗""",
    "warranty": """
        保修期内能免费修吗，耳机没声音了
        能给修一下吗，过保了多少钱
        手表进水了还能保修吗""",
    "payment": """
        付款一直失败，银行卡是好的
        我付款了但是订单还显示待付款
        付款页面一直转圈，提示系统异常
        货到付款支持吗""",
    "duplicate_charge": """
        付了两次钱，支付宝扣了两笔
        同一个订单银行卡被扣了两次款，请核实""",
    "cancel": """
        还没发货的话帮我取消吧
        不想要了，能取消吗？
        我还没付款，订单取消了行吗""",
    "address": """
        地址填错了，能改一下收货地址吗
        手机号填的是以前的旧号码，改成现在这个可以吗
        楼栋号写错了，应该是3栋，快递还没出吧""",
    "variant": """
        我想把红色换成蓝色，还没发货吧
        拍错颜色了，还没发的话给我改成黑色""",
    "stock": """
        请问有货吗？什么时候补货
        还有现货吗？我想再买两件
        缺货为什么不早说""",
    "coupon": """
        优惠券怎么用不了？显示不可用
        店铺满300减40的券跟会员折扣能一起用吗
        下单时候没看到有券，现在补给我行不行""",
    "price_drop": """
        刚买两天就降了30块，背刺我？
        能不能退差价？现在才卖79，我买的时候99
        刚买完第二天就便宜了五十，太坑了吧，差价退我""",
    "presale": """
        预售的尾款付了，什么时候发？
        定金付了三天没付尾款，定金还能退吗""",
    "invoice": """
        我要开发票，抬头是杭州某某公司
        麻烦开张增值税专用发票""",
    "invoice_correction": """
        发票抬头开错了，麻烦重开一张
        发票税号写错一位，需要红冲重开""",
    "product_question": """
        这个保温杯能放洗碗机吗？
        T恤偏大还是偏小，178穿什么码？
        请问这款锅电磁炉能用吗""",
    "praise": """
        非常感谢，客服态度很好，杯子我很喜欢
        感谢你们及时补发，宝贝收到了，特别满意
        收到了，谢谢，没问题""",
    "legal": """
        再不处理我就打12315了
        你们卖假货，等着收律师函吧
        孩子喝了你们的奶粉上吐下泻，已经送医院了
        你们是不是把我的信息泄露了，天天接到诈骗电话
        请删除我的个人信息和账号
        奶粉罐子打开发现有虫子，孩子已经喝了
        面膜用完脸上起红疹，去医院花了三百多
        你们这是欺诈，我要求退一赔三
        今天不给答复我就去黑猫投诉
        朋友圈、小红书我都会发，让大家看看你们是什么店""",
    "other": """
        再这样我就给差评了，垃圾店铺
        之前问过一次了，没人回复
        找你们经理来
        你好""",
}

ENGLISH = {
    "delivery": """
        Where is my order #W1234567?
        My tracking hasn't moved in five days, is it lost?
        Still no sign of my parcel, ordered three weeks ago
        When will my order ship? I placed it last Wednesday evening
        I placed an order on Black Friday and there's been no update since then. Has it even left the warehouse?
        Package has been sitting in the Memphis hub since Tuesday with no scans at all.
        Great job losing my parcel.
        can u tell me wheres my stuff
        I've been waiting forever, this is ridiculous
        I need this by Friday for my daughter's birthday
        It's insulin for my sick father, please hurry
        It came back to you, tracking says returned to sender
        still nothing
        where is my packge""",
    "not_received": """
        It says delivered yesterday but I haven't received anything.
        UPS says it was left on my porch but there's nothing there.
        I never got it, even though your email claims it was delivered on Monday
        Tracking shows delivered. Nothing has arrived here.""",
    "delivery_service": """
        The driver left it with my neighbor, I never agreed to that
        Someone else signed for my package
        The courier dumped the box at the wrong house
        why did you leave it in a locker, I paid for home delivery
        signature isn't mine""",
    "wrong_item": """
        I ordered a size L but got an M
        You sent me the wrong item, I got a pair of shoes instead of the mug
        You've sent me the 128GB version, I paid for the 256GB
        I ordered blue but a black one turned up
        It's not broken, it's just the wrong colour""",
    "missing_item": """
        Only received two of the three boxes I ordered
        The lid is missing
        Half my order is missing, where's the rest?
        The box was open and the charger wasn't inside""",
    "damaged": """
        The mug arrived broken, packaging was crushed too
        One of the six glasses was smashed to bits when I opened it
        screen is cracked straight out of the box""",
    "defect": """
        The earbuds stopped working after two days
        The left earbud won't charge
        My blender makes a burning smell and switches itself off
        The keyboard won't pair with my laptop anymore
        Kettle died after three months, is it covered?""",
    "description": """
        The colour looks nothing like the pictures
        Fabric is way thinner than what you advertise
        It doesn't match the picture at all
        What a disappointment, not as described""",
    "return": """
        I'd like to return this, it doesn't fit
        I don't want a refund, I want an exchange
        I'd like to send this back please, never opened
        Return label please
        I'd rather have my money back than wait any longer""",
    "refund_progress": """
        I returned the jacket two weeks ago and still haven't got my refund
        You got my return on the 3rd, so where's my money?
        Any update on my refund?
        I haven't been refunded yet""",
    "freight": """
        How do I return an item and who pays for return shipping?
        Do I have to pay to send it back?""",
    "warranty": """
        Is my warranty still valid? The kettle is leaking
        I don't want to return it, just tell me how to fix it""",
    "payment": """
        My card keeps getting declined at checkout
        PayPal payment failed three times, what am I doing wrong?
        I paid but the order still shows unpaid""",
    "duplicate_charge": """
        I was charged twice for the same order
        Two identical charges of $49.99 on my statement""",
    "cancel": """
        Please cancel my order
        I changed my mind, please stop the order
        I no longer need it, can it be cancelled?
        Is there a fee for cancelling?
        cancelo my purhase""",
    "address": """
        I entered the wrong address, can you change it before it ships?
        I've moved, please ship to 12 Baker Street instead
        Oops, I put in the wrong apartment number""",
    "variant": """
        Can I change the color to blue?
        can I still switch to medium before you ship""",
    "stock": """
        When will it be back in stock?
        Do you have any of the red ones left?""",
    "coupon": """
        My coupon code doesn't work
        Is it possible to combine the voucher with the student discount?
        I don't understand how to use the discount""",
    "price_drop": """
        The price dropped $20 the day after I bought it, can I get the difference back?
        I bought this for $80 on Sunday and today it's $60. Price match?""",
    "presale": """
        my pre-order was supposed to ship in october, what's going on
        When is the balance for my pre-order due?""",
    "invoice": """
        Please send me an invoice for order 1001234
        I need a VAT invoice for my company""",
    "invoice_correction": """
        The VAT number on my invoice is wrong
        You put the wrong company name on the receipt""",
    "product_question": """
        Is this mug dishwasher safe?
        Does it fit a 15 inch laptop?
        Does the tumbler keep drinks cold overnight?
        What's the difference between the Pro and the Lite?
        how much is shipping to Canada""",
    "praise": """
        Thanks so much, I love the mug, great service!
        Just wanted to say thank you, the replacement came and it's perfect
        I got my package today, thanks!""",
    "legal": """
        If I don't get my refund by Friday I will contact my lawyer
        This is fake, a counterfeit
        Under GDPR please delete my data
        There was mold in the tea and my daughter got sick
        Refund me or you'll hear from my attorney
        I'm reporting you to trading standards
        You leaked my email, I'm getting spam calls
        My son got a rash after using the cream and we ended up in hospital""",
    "other": """
        I want to speak to a manager
        Nobody has answered my last two emails
        Absolutely furious. Worst shop ever.
        Hello""",
}


def cases(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(line.strip(), topic) for topic, lines in table.items() for line in lines.strip().splitlines()]


def test_the_tables_are_large_enough_to_mean_something() -> None:
    assert len(cases(CHINESE)) >= 80
    assert len(cases(ENGLISH)) >= 80
    assert {*CHINESE, *ENGLISH} == set(Topic)


@pytest.mark.parametrize(("text", "topic"), cases(CHINESE))
def test_the_main_topic_of_a_chinese_mail(text: str, topic: str) -> None:
    inquiry = understood(text)
    assert (inquiry.language, inquiry.topics[0]) == ("zh", topic)


@pytest.mark.parametrize(("text", "topic"), cases(ENGLISH))
def test_the_main_topic_of_an_english_mail(text: str, topic: str) -> None:
    inquiry = understood(text)
    assert (inquiry.language, inquiry.topics[0]) == ("en", topic)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("退款什么时候到账？还有上次说好的20块优惠券也没给我", {"refund_progress", "coupon"}),
        ("请问一下保温杯是316的还是304的，另外我之前那单发货了没有", {"delivery", "product_question"}),
        ("杯子碎了一个。发票也麻烦开一下。还有运费谁承担？", {"damaged", "invoice", "freight"}),
        ("我要改地址，顺便问一下优惠券能叠加吗", {"address", "coupon"}),
        ("Is the mug microwave safe? And where's my parcel?", {"delivery", "product_question"}),
        (
            "The lid is missing. I need an invoice, and who pays for return shipping?",
            {"missing_item", "invoice", "freight"},
        ),
        ("I was charged twice. Please cancel one order.", {"duplicate_charge", "cancel"}),
    ],
)
def test_several_questions_are_several_topics(text: str, topics: set[str]) -> None:
    assert topics <= set(understood(text).topics)


def test_topics_keep_the_mails_own_order_but_legal_matters_come_first() -> None:
    assert understood("我要开发票。杯子还碎了。").topics == (Topic.INVOICE, Topic.DAMAGED)
    assert understood("杯子碎了。不赔我就找律师。").topics[0] is Topic.LEGAL


def test_the_subject_counts_as_the_customers_words_unless_it_is_a_replys() -> None:
    assert understood("如题，麻烦看看", subject="发票抬头开错了").topics == (Topic.INVOICE_CORRECTION,)
    assert Topic.INVOICE_CORRECTION not in understood("收到，谢谢", subject="Re: 发票抬头开错了").topics


def test_a_bad_review_alone_is_anger_and_no_legal_matter() -> None:
    assert Topic.LEGAL not in understood("再这样我就给差评了").topics
    assert Topic.LEGAL not in understood("I'm going to leave a bad review").topics


@pytest.mark.parametrize(
    "text",
    [
        "药店附近的驿站",
        "我妈在医院住着，这个轮椅什么时候到",
        "My mum is in hospital and needs this walker, when will it arrive",
        "是正品吗",
    ],
)
def test_words_that_only_sound_legal(text: str) -> None:
    assert Topic.LEGAL not in understood(text).topics
