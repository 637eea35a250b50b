"""What the drafting model's door says of a draft or of the model, in English sentences of fixed shape; here in Chinese
as well, and checks by the names that agents know.

A trouble is a few such sentences, one behind the other. Where one of them fits no shape, all is shown as it is.
"""

import re

from assistant.desk.vocabulary import Language
from assistant.desk.words import CHECKS, from_table

_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"{shape}(?: |$)"), chinese)
    for shape, chinese in (
        (r"no draft from the model:", "模型没有给出草稿："),
        (r"no reading from the model:", "模型没有读出来信："),
        # the way to it
        (r"The model at (\S+) did not answer in time\.", r"模型（\1）没有及时应答。"),
        (r"The model at (\S+) cannot be reached\.", r"无法连接模型（\1）。"),
        (r"The model at (\S+) takes no more requests now\.", r"模型（\1）目前不再接受请求。"),
        (r"The model at (\S+) has a fault of its own\.", r"模型（\1）自身发生故障。"),
        (r"The model at (\S+) refused the key\.", r"模型（\1）拒绝了密钥。"),
        (r"The model at (\S+) does not accept the request\.", r"模型（\1）不接受该请求。"),
        (r"The model at (\S+) does not take one of the parameters\.", r"模型（\1）不支持请求中的某个参数。"),
        (r"The model at (\S+) answered (\d+)\.", r"模型（\1）返回状态码 \2。"),
        (r"There is no such model at (\S+)\.", r"\1 上没有这个模型。"),
        (r"The model's account has no credit left\.", "模型账户已没有余额。"),
        (r"Too many calls of the model wait already\.", "等待调用模型的请求太多。"),
        (r"More drafts are wanted than the profile's limits allow a minute\.", "要写的草稿超过了配置中每分钟的上限。"),
        (r"It is not asked again before it has rested\.", "系统会暂停一段时间再调用它。"),
        (
            r"The model's budget for today, (\S+) ([A-Z]{3}), is spent: one more call could cost (\S+)\.",
            r"今天的模型预算（\2 \1）已用完：再调用一次可能花费 \3。",
        ),
        (
            r"Today's budget is spent; the offline drafter writes until tomorrow\.",
            "今天的预算已用完，明天之前由内置起草程序起草。",
        ),
        # its answer
        (r"The model refused to answer\.", "模型拒绝回答。"),
        (r"The model's answer was cut off\.", "模型的回答被截断。"),
        (r"The provider filtered the model's answer\.", "服务商过滤了模型的回答。"),
        (r"The model stopped before it had finished its answer\.", "模型没有答完就停止了。"),
        (r"The model did not fill in the form\.", "模型没有按格式回答。"),
        (r"The model's answer is empty\.", "模型的回答是空的。"),
        (r"The model's answer does not fit its form\.", "模型的回答不符合格式。"),
        (r"The model's answer cannot be read(?: \((\w+)\))?\.", "模型的回答无法读取。"),
        (r"The model's reply is too long for a letter\.", "模型写的回复太长。"),
        (r"The model's reply failed its checks \((.+)\)\.", r"模型写的回复没有通过检查：\1。"),
        (r"Nothing that the model read stands in the mail\.", "模型读出的内容在来信中都找不到。"),
        (r"The case is longer than the model can take\.", "这个个案超出了模型能处理的长度。"),
        (r"the call was broken off", "调用中断了。"),
        # what to do
        (r"Raise timeout if it happens often\.", "如经常发生，请调大 timeout。"),
        (r"Check base_url of the profile\.", "请检查配置中的 base_url。"),
        (
            r"Leave temperature unset, or try another method in the profile\.",
            "请不要设置 temperature，或在配置中换一种 method。",
        ),
        (r"Check base_url and the network\.", "请检查 base_url 和网络。"),
        (
            r"Set concurrency, requests_per_minute and tokens_per_minute of the profile to what the provider allows\.",
            "请按服务商的限制设置 concurrency、requests_per_minute 和 tokens_per_minute。",
        ),
        (r"Raise concurrency of the profile\.", "请调大配置中的 concurrency。"),
        (
            r"Raise requests_per_minute or tokens_per_minute of the profile, if the provider allows it\.",
            "如服务商允许，请调大配置中的 requests_per_minute 或 tokens_per_minute。",
        ),
        (r"Top it up with the provider\.", "请向服务商充值。"),
        (r"Check api_key or api_key_file of the profile\.", "请检查配置中的 api_key 或 api_key_file。"),
        (r"Check model and base_url of the profile\.", "请检查配置中的 model 和 base_url。"),
        (r"Choose a model that takes more\.", "请选用能处理更长内容的模型。"),
        (r"Try another method in the profile\.", "请在配置中换一种 method。"),
        (r"Draft the mail again later\.", "请稍后重新起草。"),
        (r"Check the profile\.", "请检查配置。"),
        (r"Raise max_output_tokens of the profile\.", "请调大配置中的 max_output_tokens。"),
        (r"Raise daily_budget of the profile, or wait until tomorrow\.", "请调大配置中的 daily_budget，或等到明天。"),
    )
)
_FAILED_CHECKS = re.compile(r"(?<=failed its checks \()[a-z_]+(?:, [a-z_]+)*(?=\)\.)")
_WHOSE = re.compile(r"^no (?:draft|reading) from the model: ")
_PLACE = re.compile(r" at https?://\S+?(?=\.?(?:\s|$))|（https?://[^）]*）|https?://\S+ 上")
"""An address as the sentences of both languages name it."""


def model_trouble_in_words(trouble: str, language: Language) -> str:
    """The trouble in the agent's language."""
    named = _FAILED_CHECKS.sub(lambda found: _names(found[0], language), trouble)
    return named if language == "en" else _in_chinese(named) or named


def model_failure_in_words(trouble: str, language: Language) -> str:
    """Why a draft is not the model's, for the agent who has it: where the model is, is nothing to them."""
    return _PLACE.sub("", model_trouble_in_words(_WHOSE.sub("", trouble), language))


def _names(checks: str, language: Language) -> str:
    names = [from_table(CHECKS, check, language) for check in checks.split(", ")]
    return "; ".join(names) if language == "en" else "、".join(names)


def _in_chinese(trouble: str) -> str | None:
    """None where a sentence is not known."""
    said, rest = "", trouble
    while rest:
        found = next(((match, chinese) for shape, chinese in _SHAPES if (match := shape.match(rest))), None)
        if found is None:
            return None
        match, chinese = found
        said, rest = said + match.expand(chinese), rest[match.end() :]
    return said
