"""What the mail doors say of a delivery or a mailbox, in English sentences of fixed shape; here in Chinese as well.

A trouble is what is wrong and, mostly, what to do. What a mail server itself said stays as it said it; a sentence that
no shape fits is shown as it is.
"""

import re

from assistant.desk.words import Language

_HINTS: dict[str, str] = {
    "It is tried again.": "系统会自动重试。",
    "Read the reason; it is not repeated.": "请查看原因；系统不会自动重发。",
    "Check the customer's address.": "请核对客户地址。",
    "Check user name and password.": "请检查用户名和密码。",
    "Check user name and password; many providers need one made for mail programs only (an app password).": (
        "请检查用户名和密码；许多服务商要求使用邮件客户端专用密码。"
    ),
    "NetEase needs the client authorization code (客户端授权密码), with IMAP/SMTP switched on in its settings.": (
        "网易邮箱需要客户端授权密码，并在其设置中开启 IMAP/SMTP。"
    ),
    "QQ needs the authorization code (授权码) from its settings, with IMAP/SMTP switched on there.": (
        "QQ 邮箱需要其设置中的授权码，并在那里开启 IMAP/SMTP。"
    ),
    "Check port and security.": "请检查端口和加密方式。",
    "Check host and port.": "请检查主机和端口。",
    "Check host, user name and password.": "请检查主机、用户名和密码。",
    "Check the network; it is tried again.": "请检查网络；系统会自动重试。",
    "Check host and port, and whether the mail server is running.": "请检查主机、端口，以及邮件服务器是否在运行。",
    "Check the host name and the network connection.": "请检查主机名和网络连接。",
    "Check host, port and firewall; a port that expects TLS also stays silent without it.": (
        "请检查主机、端口和防火墙；要求 TLS 的端口在没有 TLS 时也不会应答。"
    ),
    "Check the host name; for a certificate authority of your own, set ca_file to its certificate.": (
        "请检查主机名；如使用自己的证书机构，请把 ca_file 设为其证书。"
    ),
    'Check port and security: "ssl" is usual on 993 and 465, "starttls" on 143 and 587.': (
        "请检查端口和加密方式：993 和 465 通常用 ssl，143 和 587 通常用 starttls。"
    ),
    "Check the account's rights on it.": "请检查账号对它的权限。",
    "Check the folder names in the settings.": "请检查设置中的文件夹名称。",
    "Check that an IMAP server listens at this host and port.": "请确认该主机和端口上是 IMAP 服务器。",
    "Choose another folder.": "请选择其他文件夹。",
    "Set password_file, password or oauth.": "请设置 password_file、password 或 oauth。",
    "Set drafts_folder in the settings.": "请在设置中填写 drafts_folder。",
    "Set sent_folder in the settings.": "请在设置中填写 sent_folder。",
    "Add it again, or settle its replies by hand.": "请重新添加，或手动处理其回复。",
    "The log has more; it is tried again.": "详情见日志；系统会自动重试。",
    "Look into the Sent folder or ask the customer before sending again; it is not repeated by itself.": (
        "重发前请查看“已发送”文件夹或询问客户；系统不会自动重发。"
    ),
    "Once the content was handed over it is not repeated by itself; approve it again to send it again.": (
        "内容已交出，系统不会自动重发；如需重发，请重新批准。"
    ),
}

_BEGINNINGS: dict[str, str] = {
    "The mail was sent, its copy was not filed: ": "邮件已发送，但副本未能存入：",
    "The connection broke 3 times while it was read. ": "读取时连接中断了 3 次。",
}

_HINT_SHAPES: tuple[tuple[str, str], ...] = (
    (r"Log in anew: draftdesk mailbox login (\S+)", r"请重新登录：draftdesk mailbox login \1"),
    (
        r"Check client_id, client_secret and scope in (\S+)\.",
        r"请检查 \1 中的 client_id、client_secret 和 scope。",
    ),
)

_WRONG: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(shape, re.DOTALL), chinese)
    for shape, chinese in (
        # on the way to any mail server
        (r"The certificate of (\S+) cannot be trusted: (.+)\.", r"\1 的证书不可信：\2。"),
        (r"No TLS connection could be made with (\S+)\.", r"无法与 \1 建立 TLS 连接。"),
        (r"The mail server (\S+) was not found\.", r"找不到邮件服务器 \1。"),
        (r"Nothing answers at (\S+)\.", r"\1 没有应答。"),
        (r"The mail server (\S+) did not answer within (\S+) seconds\.", r"邮件服务器 \1 在 \2 秒内没有应答。"),
        (r"The connection to (\S+) failed: it has fallen silent\.", r"与 \1 的连接没有任何应答。"),
        (r"The connection to (\S+) failed: (.+)\.", r"与 \1 的连接失败：\2。"),
        # sending
        (r"(\S+) refused the login: (.+)\.", r"\1 拒绝登录：\2。"),
        (r"(\S+) refused the mail: (.+)\.", r"\1 拒收邮件：\2。"),
        (r"(\S+) refused the recipient: (.+)\.", r"\1 拒绝收件人：\2。"),
        (r"(\S+) does not take the recipient now: (.+)\.", r"\1 暂时不接受该收件人：\2。"),
        (r"(\S+) does not take the mail now: (.+)\.", r"\1 暂时不接收邮件：\2。"),
        (r"(\S+) read the whole mail and did not take it now: (.+)\.", r"\1 读完整封邮件后暂未接收：\2。"),
        (r"(\S+) closed the connection before taking the mail\.", r"\1 在接收邮件前断开了连接。"),
        (r"(\S+) does not offer what this needs: (.+)\.", r"\1 不支持所需功能：\2。"),
        (r"(\S+) and we do not understand each other: (.+)\.", r"与 \1 的通信无法理解：\2。"),
        (r"The settings for (\S+) cannot be used\.", r"\1 的设置无法使用。"),
        (
            r"Nobody knows whether (\S+) took the mail: the connection was lost or timed out "
            r"while the content was handed over\.",
            r"无法确定 \1 是否已接收邮件：交付内容时连接中断或超时。",
        ),
        (
            r"Nobody knows whether (\S+) took the mail: its answer could not be understood "
            r"while the content was handed over\.",
            r"无法确定 \1 是否已接收邮件：交付内容时其应答无法理解。",
        ),
        (
            r"The process that was sending it stopped before the mail server's answer was recorded\.",
            r"发送进程在记录邮件服务器的应答前停止了。",
        ),
        (
            r"The draft is no longer in the Drafts folder, and no sent mail was found\.",
            r"草稿已不在草稿箱中，也没有找到已发送的邮件。",
        ),
        (r"It came back, for good(?: \((\S+)\))?(?:: (.+)|\.)", r"邮件被退回（永久失败）\1 \2"),
        (r"It came back, for now(?: \((\S+)\))?(?:: (.+)|\.)", r"邮件被退回（暂时失败）\1 \2"),
        (r"It came back(?: \((\S+)\))?(?:: (.+)|\.)", r"邮件被退回 \1 \2"),
        (r"It is delayed(?: \((\S+)\))?(?:: (.+)|\.)", r"邮件延迟送达 \1 \2"),
        # reading
        (r"(\S+) lets a folder only be read: (.+)\.", r"\1 只允许读取文件夹：\2。"),
        (r"The connection to (\S+) broke off: (.+)\.", r"与 \1 的连接中断：\2。"),
        (r"The mail server (\S+) is busy: (.+)\.", r"邮件服务器 \1 繁忙：\2。"),
        (r"The mail server (\S+) refused: (.+)\.", r"邮件服务器 \1 拒绝：\2。"),
        (r"The answer of (\S+) cannot be understood\.", r"\1 的应答无法理解。"),
        (r"The mail server (\S+) takes no login now: (.+)\.", r"邮件服务器 \1 暂时不接受登录：\2。"),
        (r"The mail server (\S+) refused the login of (\S+): (.+)\.", r"邮件服务器 \1 拒绝 \2 登录：\3。"),
        (r"The folder (.+) was made anew while it was read\.", r"文件夹 \1 在读取时被重建。"),
        (r"(\S+) did not begin to wait\.", r"\1 没有进入等待状态。"),
        (r"(\S+) gives no UIDVALIDITY for (.+)\.", r"\1 没有给出 \2 的 UIDVALIDITY。"),
        (r"No password is set for (\S+)\.", r"没有为 \1 设置密码。"),
        (r"The server names no folder for drafts\.", r"服务器没有指明草稿箱。"),
        (r"The server names no folder for sent mail\.", r"服务器没有指明“已发送”文件夹。"),
        (r"The mailbox (.+) is not in the settings any more\.", r"设置中已没有邮箱 \1。"),
        (r"(\w+) while fetching\.", r"收取邮件时出错（\1）。"),
        (r"larger than (\S+) MB", r"超过 \1 MB"),
        (r"The mail server gave no content for it\.", r"邮件服务器没有给出它的内容。"),
        (r"It is not on the mail server any more\.", r"邮件服务器上已没有这封邮件。"),
        (r"(\w+) while working the message; the log has more\.", r"处理邮件时出错（\1），详情见日志。"),
        (r"(\w+) while composing the reply; the log has more\.", r"编写回复时出错（\1），详情见日志。"),
        (r"(\w+) while handing the mail over; the log has more\.", r"交付邮件时出错（\1），详情见日志。"),
        (
            r"The server names no folder for sent mail; set sent_folder in the settings\.",
            r"服务器没有指明“已发送”文件夹，请在设置中填写 sent_folder。",
        ),
        # a login by OAuth
        (
            r"(\S+) gives no access to the mailbox (.+) any more \((\w+)\): it was withdrawn, or has expired\.",
            r"\1 不再允许访问邮箱 \2（\3）：授权已被撤回或已过期。",
        ),
        (r"(\S+) gives no access to the mailbox (.+) \((\w+)\)\.", r"\1 不允许访问邮箱 \2（\3）。"),
        (
            r"(\S+) does not accept the OAuth settings of the mailbox (.+) \((\w+)\)\.",
            r"\1 不接受邮箱 \2 的 OAuth 设置（\3）。",
        ),
        (r"Nobody has given Draftdesk access to the mailbox (.+) yet\.", r"还没有人授权访问邮箱 \1。"),
        (r"The login server (\S+) does not answer: (\w+)\.", r"登录服务器 \1 没有应答（\2）。"),
        (r"The login server (\S+) is busy: (\d+)\.", r"登录服务器 \1 繁忙（\2）。"),
    )
)  # fmt: skip


def trouble_in_words(trouble: str, language: Language) -> str:
    """The trouble in the agent's language."""
    if language == "en":
        return trouble
    for english, chinese in _BEGINNINGS.items():
        if trouble.startswith(english):
            return chinese + trouble_in_words(trouble.removeprefix(english), language)
    wrong, hint = _parted(trouble)
    for shape, chinese in _WRONG:
        match = shape.fullmatch(wrong)
        if match:
            return " ".join(match.expand(chinese).split()) + hint
    return trouble


def _parted(trouble: str) -> tuple[str, str]:
    """What is wrong, as it stands, and in Chinese what to do."""
    for english, chinese in _HINTS.items():
        if trouble.endswith(f" {english}"):
            return trouble.removesuffix(f" {english}"), chinese
    for shape, chinese in _HINT_SHAPES:
        match = re.search(rf" {shape}$", trouble)
        if match:
            return trouble[: match.start()], match.expand(chinese)
    return trouble, ""
