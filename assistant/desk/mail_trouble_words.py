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
    "Alibaba Mail needs IMAP/SMTP switched on by the administrator, and, where one is required, the code for mail "
    "programs (客户端专用密码).": "阿里邮箱需要管理员开启 IMAP/SMTP；如要求客户端专用密码，请使用该密码。",
    "Gmail needs an app password; make one in the Google account under Security, 2-step verification. Or set "
    "[mailboxes.NAME.oauth], then: draftdesk mailbox login NAME.": (
        "Gmail 需要应用专用密码：在 Google 账号的“安全性”、“两步验证”中生成。"
        "或者设置 [mailboxes.NAME.oauth]，然后运行：draftdesk mailbox login NAME。"
    ),
    "Microsoft has switched passwords off for IMAP and SMTP; set [mailboxes.NAME.oauth], then: draftdesk mailbox login "
    "NAME. With OAuth: check that username is the mailbox's own address and that IMAP is on for it.": (
        "微软已停用 IMAP 和 SMTP 的密码登录：请设置 [mailboxes.NAME.oauth]，然后运行：draftdesk mailbox login NAME。"
        "已使用 OAuth 时：请确认 username 是该邮箱自己的地址，并且它已开启 IMAP。"
    ),
    "This provider needs an app password; make one in the account's settings.": (
        "该服务商需要应用专用密码，请在账号设置中生成。"
    ),
    "Ask the sender to send it again.": "请让发件人重新发送。",
    "Check that the file is an e-mail (.eml).": "请确认该文件是邮件（.eml）。",
    "It may be an attack.": "可能是攻击。",
    "Type them anew.": "请重新输入。",
    "Compose it anew.": "请重新撰写。",
    "Attach it anew.": "请重新添加。",
    "Answer from another mail program.": "请用其他邮件程序回复。",
    "Open it in another mail program.": "请用其他邮件程序打开。",
    "It must be printable ASCII in angle brackets.": "它必须是尖括号内的可打印 ASCII 字符。",
    "Check the recipient and the mailbox's own address.": "请检查收件人和邮箱自己的地址。",
    'Set its security to "ssl" or "starttls"; "none" is for servers on this machine only.': (
        "请把 security 设为 ssl 或 starttls；none 只用于本机上的服务器。"
    ),
    "It must hold the certificate authority's certificate in PEM form.": "它必须是 PEM 格式的证书机构证书。",
    "Check token_url.": "请检查 token_url。",
    "Make the folder writable.": "请让该文件夹可写。",
    "Check its path.": "请检查路径。",
    "Restore it from a backup.": "请从备份恢复。",
    "Restore the folder from a backup.": "请从备份恢复该文件夹。",
    "Make room; nothing was stored half.": "请腾出空间；没有任何邮件只保存了一半。",
    "Check DRAFTDESK_DATA_DIR and its permissions.": "请检查 DRAFTDESK_DATA_DIR 及其权限。",
    "Check the audit.": "请查看审计记录。",
    "Check the database; it is tried again.": "请检查数据库；系统会自动重试。",
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
        (
            r"Nobody is fetching its mail any more\. Start draftdesk run, or draftdesk fetch\.",
            r"已没有进程收取它的邮件。请启动 draftdesk run 或 draftdesk fetch。",
        ),
        (r"User name or password has control characters in it\.", r"用户名或密码中有控制字符。"),
        (r"The connection to (\S+) would not be encrypted\.", r"与 \1 的连接不会加密。"),
        (r"The ca_file cannot be used: (.+): (.+)\.", r"ca_file 无法使用：\1（\2）。"),
        (r"The file with (.+) cannot be read: (.+): (.+)\.", r"无法读取保存密码或密钥的文件 \2（\3）。"),
        # a mail that cannot be read
        (r"The message is empty\.", r"邮件是空的。"),
        (r"There are no mail headers in it\.", r"其中没有邮件头。"),
        (r"A header is too long: too many fields, lines or bytes\.", r"邮件头过长：字段、行数或字节太多。"),
        (r"The message has more than (\d+) parts\.", r"邮件超过 \1 个部分。"),
        (r"Its MIME parts are nested more than (\d+) deep\.", r"邮件的 MIME 部分嵌套超过 \1 层。"),
        (r"The message has no part (\S+)\.", r"邮件没有第 \1 部分。"),
        (r"The message id has control characters in it\.", r"邮件的 Message-ID 中有控制字符。"),
        (r"The mail server did not give us this message\.", r"邮件服务器没有给出这封邮件。"),
        (r"The raw mail (\w+) is not in (.+)\.", r"文件夹 \2 中没有原始邮件 \1。"),
        (r"The raw mail (\w+) was damaged in (.+)\.", r"原始邮件 \1 在 \2 中已损坏。"),
        (r"The disk is full: raw mail cannot be kept\.", r"磁盘已满，无法保存原始邮件。"),
        (r"The folder of raw mail cannot be used: (.+)\.", r"无法使用原始邮件的文件夹：\1。"),
        (r"The job queue cannot be used: (.+)\.", r"任务队列无法使用：\1。"),
        # a reply that cannot be composed
        (r"An address of the mail cannot be used\.", r"邮件中有一个地址无法使用。"),
        (r"The reply has no recipient\.", r"回复没有收件人。"),
        (r"A message id of the reply cannot be used\.", r"回复的 Message-ID 无法使用。"),
        (r"The reply has characters that are not valid Unicode\.", r"回复中有无效的 Unicode 字符。"),
        (r"The mail has line ends that are not CRLF\.", r"邮件的换行不是 CRLF。"),
        (r"The file (.+) is not the one that was approved; it is not sent\.", r"文件 \1 与批准时的不同，没有发送。"),
        (
            r"The approved text is not the one that was approved; it is not sent\.",
            r"待发送的文字与批准的文字不同，没有发送。",
        ),
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
        (r"The answer of (\S+) is not that of an OAuth server\.", r"\1 的应答不是 OAuth 服务器的应答。"),
        (r"The refresh token cannot be kept in (.+): (.+)\.", r"无法把刷新令牌保存到 \1（\2）。"),
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
