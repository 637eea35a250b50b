"""What agents read instead of `needs_information`: the vocabulary, and tables for words that are plain strings."""

from enum import StrEnum

from assistant.case.diagnosis import Category, Cause
from assistant.case.inquiry import Emotion
from assistant.case.shop import OrderStatus
from assistant.desk.vocabulary import VOCABULARY, Language, Words

SCREENINGS: dict[str, Words] = {
    "customer": Words("Customer", "客户来信"),
    "auto_reply": Words("Automatic reply", "自动回复"),
    "bounce": Words("Bounce", "退信"),
    "bulk": Words("Newsletter or list", "群发邮件"),
    "own": Words("Our own mail", "本店发出"),
    "unreadable": Words("Unreadable", "无法读取"),
}

DRAFT_STATUSES: dict[str, Words] = {
    "ready": Words("Ready", "待审核"),
    "needs_information": Words("Needs information", "待补充信息"),
    "needs_attention": Words("Needs attention", "需人工关注"),
    "escalated": Words("Escalated", "已升级"),
    "no_reply": Words("No reply needed", "无需回复"),
}

DELIVERY_STATES: dict[str, Words] = {
    "queued": Words("Queued", "排队中"),
    "sending": Words("Sending", "发送中"),
    "postponed": Words("Postponed, tried again", "已推迟，稍后重试"),
    "sent": Words("Sent", "已发送"),
    "refused": Words("Refused", "被拒收"),
    "unknown": Words("Outcome unknown", "结果未知"),
    "sent_in_part": Words("Sent in part", "部分送达"),
    "in_drafts": Words("In Drafts", "在草稿箱"),
    "withdrawn": Words("Withdrawn", "已撤回"),
}

RECIPIENT_STATES: dict[str, Words] = {
    "pending": Words("not sent yet", "尚未发送"),
    "sent": Words("sent", "已发送"),
    "refused": Words("refused", "被拒收"),
    "unknown": Words("unknown", "未知"),
}

SETTLEMENTS: dict[str, Words] = {
    "sent": Words("it went out", "已发出"),
    "not_sent": Words("it did not go out", "未发出"),
    "send_again": Words("it did not go out, send it again", "未发出，重新发送"),
}

DRAFT_STATES: dict[str, Words] = {
    "proposed": Words("Proposed", "待决定"),
    "approved": Words("Approved", "已批准"),
    "rejected": Words("Rejected", "已驳回"),
    "superseded": Words("Superseded", "已被取代"),
    "stale": Words("Out of date", "已过时"),
    "sent": Words("Sent from a mail program", "已由邮件客户端发出"),
}

TICKET_STATES: dict[str, Words] = {
    "open": Words("Open", "待处理"),
    "waiting": Words("Answered", "已回复"),
    "closed": Words("Closed", "已关闭"),
}

PROMISE_STATES: dict[str, Words] = {
    "open": Words("Open", "未兑现"),
    "kept": Words("Kept", "已兑现"),
    "dropped": Words("Dropped", "已取消"),
}

CHECKS: dict[str, Words] = {
    "checks_not_run": Words("Not checked since the edit", "修改后尚未检查"),
    "model_answered": Words("Draft from the model", "模型起草"),
    "date_borne_out": Words("Date borne out by the arrival", "写信日期与到达时间相符"),
    "knowledge_searched": Words("Knowledge base searched", "知识库检索"),
    "mail_language_read": Words("A language that we read", "邮件语言可读"),
    "grounded_numbers": Words("Figures stand in the sources", "数字均有出处"),
    "sources_exist": Words("Sources exist", "来源存在"),
    "scope": Words("Within what the sender may hear", "未超出可告知范围"),
    "contradictions_addressed": Words("Contradictions are addressed", "已说明与记录不符之处"),
    "no_absolutes": Words("No absolute promises", "没有绝对化承诺"),
    "no_blame": Words("No blame", "没有责备客户"),
    "no_admission": Words("No premature admission", "没有过早认责"),
    "required_parts": Words("All parts are there", "组成完整"),
    "language": Words("In the customer's language", "使用客户的语言"),
    "greeting_name": Words("The right name", "称呼正确"),
    "masking": Words("Phones and addresses are masked", "电话与地址已隐去"),
    "actions_allowed": Words("Offers are proposed actions", "方案在建议动作之内"),
    "commitments_told": Words("Every commitment is told", "承诺均已写明"),
    "promises_allowed": Words("Promises are ours to make", "承诺在权限之内"),
    "links": Words("Links are known", "链接可信"),
    "grounded_names": Words("Names and states are in the sources", "名称和状态有据可查"),
    "questions_answered": Words("Every question is answered", "每个问题都有答复"),
    "no_leftovers": Words("Nothing but the letter", "没有多余内容"),
}

CHANGES: dict[str, Words] = {
    "new": Words("New", "新增"),
    "changed": Words("Changed", "有改动"),
    "withdrawn": Words("Withdrawn", "已撤下"),
    "starts": Words("Takes effect", "生效"),
    "expired": Words("Expired", "已失效"),
}

ARGUMENTS: dict[str, Words] = {
    "amount": Words("amount", "金额"),
    "value": Words("value", "价值"),
    "currency": Words("currency", "币种"),
    "due": Words("by", "最晚"),
    "deadline": Words("until", "截止"),
    "until": Words("until", "截止"),
    "to": Words("to", "交给"),
    "ask": Words("ask for", "需确认"),
    "carrier": Words("carrier", "快递"),
    "tracking_number": Words("tracking number", "运单号"),
    "freight": Words("freight", "运费"),
    "items": Words("items", "商品"),
    "variant": Words("variant", "规格"),
    "name": Words("name", "名称"),
    "phone": Words("phone", "电话"),
    "channel": Words("channel", "渠道"),
    "order": Words("order", "订单"),
    "address": Words("to", "改到"),
    "title": Words("made out to", "抬头"),
    "tax_number": Words("tax number", "税号"),
}

ARGUMENT_VALUES: dict[str, Words] = {
    "shop": Words("we pay", "我方承担"),
    "customer": Words("the customer pays", "客户承担"),
    "insurance": Words("the freight insurance pays", "运费险承担"),
    "original": Words("the way it was paid", "原路退回"),
    "supervisor": Words("a supervisor", "主管"),
    "order_number": Words("the order number and phone ending", "订单号与电话后四位"),
    "which_order": Words("which order", "哪个订单"),
    "item": Words("which item", "哪件商品"),
    "photos": Words("photos", "照片"),
    "new_address": Words("the new address", "新地址"),
    "new_variant": Words("the new variant", "新规格"),
    "invoice_title": Words("the invoice title", "发票抬头"),
    "tax_number": Words("the company's tax number", "公司税号"),
    "checked_around": Words("whether family or neighbours have it", "家人或邻居是否代收"),
    "receipt": Words("the receipt for the freight", "运费付款凭证"),
    "charges": Words("a screenshot of the charges", "扣款截图"),
    "choice": Words("which remedy", "选择哪种方案"),
    "details": Words("details", "详情"),
}

FACT_RESULTS: dict[str, Words] = {
    "match": Words("Match", "一致"),
    "mismatch": Words("Mismatch", "不一致"),
    "unstated": Words("Not mentioned", "未提及"),
}

CHANNELS: dict[str, Words] = {
    "chat": Words("Chat", "在线聊天"),
    "phone": Words("Phone", "电话"),
    "email": Words("Email", "邮件"),
}

FILE_KINDS: dict[str, Words] = {
    "photo": Words("Photo", "照片"),
    "picture": Words("Small picture", "小图片"),
    "document": Words("Document", "文档"),
    "mail": Words("Mail inside", "内附邮件"),
    "archive": Words("Archive", "压缩包"),
    "winmail": Words("Outlook's packing", "Outlook 封装文件"),
    "calendar": Words("Invitation", "日历邀请"),
    "contact": Words("Contact card", "名片"),
    "encrypted": Words("Encrypted", "加密文件"),
    "signature": Words("Digital signature", "数字签名"),
    "recording": Words("Sound or film", "音频或视频"),
    "report": Words("Mail server's report", "邮件服务器报告"),
    "program": Words("Program", "程序"),
    "other": Words("File", "文件"),
}

TABLES: dict[str, dict[str, Words]] = {
    "category": VOCABULARY[Category],
    "cause": VOCABULARY[Cause],
    "emotion": VOCABULARY[Emotion],
    "order_status": VOCABULARY[OrderStatus],
    "screening": SCREENINGS,
    "draft_status": DRAFT_STATUSES,
    "draft_state": DRAFT_STATES,
    "delivery": DELIVERY_STATES,
    "recipient": RECIPIENT_STATES,
    "settlement": SETTLEMENTS,
    "ticket_state": TICKET_STATES,
    "promise": PROMISE_STATES,
    "fact_result": FACT_RESULTS,
    "channel": CHANNELS,
    "check": CHECKS,
    "change": CHANGES,
    "argument": ARGUMENTS,
    "argument_value": ARGUMENT_VALUES,
    "file_kind": FILE_KINDS,
}
"""The tables by name, for values that come as plain strings."""


def in_words(value: StrEnum, language: Language) -> str:
    """The member in words. Raises KeyError for a member without words; a test keeps the table whole."""
    return getattr(VOCABULARY[type(value)][value.value], language)  # type: ignore[no-any-return]


def from_table(table: dict[str, Words], value: str, language: Language) -> str:
    """A word of one of the open tables; a word that the table does not know yet is shown as it is."""
    words = table.get(value)
    return getattr(words, language) if words else value.replace("_", " ")


__all__ = ["VOCABULARY", "Language", "Words", "from_table", "in_words"]
