"""Bytes to an `Email`: charsets, headers, text parts, attachments."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from assistant.case.email import Email
from assistant.errors import InputError, UnreadableMail
from assistant.mailbox.parsing import attachment_bytes, parse

READ_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RECEIVED_AT = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)


def mail(body: bytes | str = b"hello", **fields: str | bytes) -> bytes:
    """A message with From, Subject and Date unless given; `Content_Type` stands for Content-Type; None leaves out."""
    given: dict[str, str | bytes] = {
        "From": "Wang Zhe <wz@mail.example>",
        "Subject": "Order",
        "Date": "Sun, 22 Nov 2026 10:05:00 +0800",
        **fields,
    }
    lines = [
        name.replace("_", "-").encode() + b": " + (value if isinstance(value, bytes) else value.encode())
        for name, value in given.items()
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + (body if isinstance(body, bytes) else body.encode())


def read(body: bytes | str = b"hello", **fields: str | bytes) -> Email:
    return parse(mail(body, **fields), read_at=READ_AT)


def multipart(*parts: str, kind: str = "mixed") -> Email:
    body = "".join(f"--b\r\n{part}\r\n" for part in parts)
    return read(f"{body}--b--\r\n", Content_Type=f"multipart/{kind}; boundary=b")


PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
HTML = "Content-Type: text/html; charset=utf-8\r\n\r\n"


class TestCharsets:
    @pytest.mark.parametrize("label", ["gb2312", "GBK", '"gb2312"', "x-gbk", "cp936", "euc-cn"])
    def test_a_chinese_label_is_read_as_gb18030(self, label: str) -> None:
        email = read(
            "朱镕基和王喆，订单 DX20260830004，𠮷€".encode("gb18030"), Content_Type=f"text/plain; charset={label}"
        )
        assert email.text == "朱镕基和王喆，订单 DX20260830004，𠮷€"
        assert email.defects == ()

    @pytest.mark.parametrize("label", ["us-ascii", "iso-8859-1", "gb2312", "gbk", "x-unknown-99", ""])
    def test_utf8_under_any_label_is_utf8(self, label: str) -> None:
        content_type = f"text/plain; charset={label}" if label else "text/plain"
        assert (
            read("您好，订单 2026110912345 还没到。", Content_Type=content_type).text
            == "您好，订单 2026110912345 还没到。"
        )

    @pytest.mark.parametrize("label", ["us-ascii", "iso-8859-1", "utf-8", "x-unknown-99", ""])
    def test_gbk_under_any_label_is_gbk_and_its_digits_stay(self, label: str) -> None:
        content_type = f"text/plain; charset={label}" if label else "text/plain"
        email = read("您好，我的订单 2026110912345 为什么还没有发货？".encode("gbk"), Content_Type=content_type)
        assert email.text == "您好，我的订单 2026110912345 为什么还没有发货？"

    def test_an_unknown_charset_is_flagged_and_its_digits_stay(self) -> None:
        email = read(b"caf\xe9 order 2026110912345", Content_Type="text/plain; charset=x-unknown-99")
        assert "2026110912345" in email.text
        assert any("x-unknown-99" in defect for defect in email.defects)

    def test_western_text_is_not_taken_for_chinese(self) -> None:
        text = "Où est ma commande n° 2026110912345 ? Déjà payée, très déçu. Größe für Käufer."
        assert read(text.encode("cp1252"), Content_Type="text/plain; charset=iso-8859-1").text == text

    @pytest.mark.parametrize(
        ("label", "codec", "text"),
        [
            ("hz-gb-2312", "hz", "您好，王强 123"),
            ("big5", "big5", "您好，訂單 123"),
            ("shift_jis", "cp932", "注文番号 123 ①"),
            ("iso-2022-jp", "iso2022_jp", "注文番号 123"),
            ("ks_c_5601-1987", "cp949", "주문 번호 123"),
            ("utf-7", "utf-7", "订单 123"),
            ("utf-16", "utf-16", "订单 123"),
        ],
    )
    def test_labels_are_followed(self, label: str, codec: str, text: str) -> None:
        assert read(text.encode(codec), Content_Type=f"text/plain; charset={label}").text == text

    def test_text_is_nfc_with_newlines_and_without_what_nobody_sees(self) -> None:
        email = read("cafe\u0301\r\nDX2026\u200b0830\u202e004\rend\x00", Content_Type="text/plain; charset=utf-8")
        assert email.text == "café\nDX20260830004\nend"

    def test_a_codec_that_is_no_charset_does_no_harm(self) -> None:
        assert read(b"hello", Content_Type="text/plain; charset=zlib").text == "hello"


class TestHeaders:
    def test_raw_gbk_in_the_header_is_read(self) -> None:
        raw = mail(
            "您好".encode("gbk"), From="王喆 <wz@mail.example>".encode("gbk"), Subject="订单没到".encode("gbk"),
            Content_Type="text/plain; charset=gbk",
        )  # fmt: skip
        email = parse(raw, read_at=READ_AT)
        assert (email.subject, email.sender.name) == ("订单没到", "王喆")

    def test_a_character_split_between_two_encoded_words_is_whole(self) -> None:
        whole = "您好，订单".encode("gbk")
        halves = (base64.b64encode(half).decode() for half in (whole[:5], whole[5:]))
        subject = "\r\n ".join(f"=?gb2312?B?{half}?=" for half in halves)
        assert read(Subject=subject).subject == "您好，订单"

    @pytest.mark.parametrize(
        "smuggled",
        [
            "=?utf-8?q?Order=0D=0ABcc:_evil@example.org?=",
            "=?utf-8?q?Order=0ABcc:_evil@example.org?=",
            "=?utf-8?q?Order=0DBcc:_evil@example.org?=",
            "=?utf-8?q?Order=E2=80=A8Bcc:_evil@example.org?=",
            "=?utf-8?q?Order=C2=85Bcc:_evil@example.org?=",
            "=?utf-8?q?Order=0B=0C=1CBcc:_evil@example.org?=",
        ],
    )
    def test_line_breaks_smuggled_into_a_header_become_spaces(self, smuggled: str) -> None:
        email = multipart(f'Content-Type: image/png; name="{smuggled}"\r\n\r\nx')
        headers = read(Subject=smuggled, From=f"{smuggled} <wz@mail.example>")
        for text in (headers.subject, headers.sender.name, email.attachments[0].name):
            assert text is not None
            assert "Order" in text
            assert len(text.splitlines()) == 1
        assert headers.subject == "Order Bcc: evil@example.org"

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("Wang <wz@Mail.EXAMPLE>", "wz@mail.example"),
            ("wz@mail.example (Wang)", "wz@mail.example"),
            ('"Wang, Zhe" <wz@mail.example>', "wz@mail.example"),
            ("=?utf-8?b?546L5ZaGLCBCb2I=?= <wz@mail.example>", "wz@mail.example"),
            ("alice@example.org]<wz@mail.example>", "wz@mail.example"),
            ("alice@example.org) <wz@mail.example>", "wz@mail.example"),
            ('"alice@example.org" <wz@mail.example>', "wz@mail.example"),
            ("Team: wz@mail.example;", "wz@mail.example"),
            ("Wang wz@mail.example", "wz@mail.example"),
            ("用户@例子.广告", "用户@例子.广告"),
            ("nobody", ""),
            ("<>", ""),
            ("wz@mail.example\x00@evil.example", ""),
        ],
    )
    def test_the_sender_is_the_address_and_never_the_name(self, value: str, expected: str) -> None:
        assert read(From=value).sender.email == expected

    def test_a_comma_in_a_quoted_name_does_not_split_the_list(self) -> None:
        email = read(To='"Zhe, Wang" <a@x.example>, =?utf-8?q?B=2C_C?= <b@x.example>, c@x.example')
        assert [(to.name, to.email) for to in email.to] == [
            ("Zhe, Wang", "a@x.example"), ("B, C", "b@x.example"), (None, "c@x.example"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("<a.b@x.example>", "<a.b@x.example>"),
            ("a.b@x.example", "<a.b@x.example>"),
            ("<>", None),
            ("", None),
            ("  <a\r\n\tb> ", None),
        ],
    )
    def test_a_message_id_keeps_its_brackets(self, value: str, expected: str | None) -> None:
        assert read(Message_ID=value).message_id == expected

    def test_references_are_read_in_order(self) -> None:
        email = read(In_Reply_To="<2@x> (Wang's message)", References="<1@x>\r\n <2@x> junk <>")
        assert email.references == ("<1@x>", "<2@x>")
        assert email.in_reply_to == ("<2@x>",)

    def test_a_header_line_broken_by_a_careless_program_loses_nothing(self) -> None:
        raw = b"From: wz@mail.example\r\nReceived: from a by b\r\nquite broken\r\nSubject: Order\r\n\r\nhello"
        email = parse(raw, read_at=READ_AT)
        assert (email.subject, email.text) == ("Order", "hello")

    @pytest.mark.parametrize(
        ("reply_to", "expected"),
        [
            ("wz@mail.example", "wz@mail.example"),
            ("wz@mail.example, other@x.example", "other@x.example"),
            ("wz@mail.example\r\nReply-To: other@x.example", "other@x.example"),
        ],
    )
    def test_one_other_address_among_several_to_reply_to_counts(self, reply_to: str, expected: str) -> None:
        found = read(Reply_To=reply_to).reply_to
        assert found is not None
        assert found.email == expected


class TestDates:
    @pytest.mark.parametrize(
        ("received_at", "received", "arrived_at", "late"),
        [
            (RECEIVED_AT, None, RECEIVED_AT, False),
            (RECEIVED_AT + timedelta(days=9), None, RECEIVED_AT + timedelta(days=9), True),
            (None, "from a by b; Sun, 22 Nov 2026 20:00:00 +0000", RECEIVED_AT, False),
            (None, "from a by b; Tue, 24 Nov 2026 20:00:00 +0000", RECEIVED_AT + timedelta(days=2), True),
            (None, "from a by b", None, False),
        ],
    )
    def test_a_date_long_before_the_arrival_is_told_to_the_agent(
        self, received_at: datetime | None, received: str | None, arrived_at: datetime | None, late: bool
    ) -> None:
        fields = {"Received": received} if received else {}
        email = parse(mail(**fields), received_at=received_at, read_at=READ_AT)
        assert email.arrived_at == arrived_at
        assert any("and the mail arrived" in defect for defect in email.defects) is late

    def test_the_date_header_counts_with_its_zone(self) -> None:
        email = read(Date="Sun, 22 Nov 2026 10:05:00 +0800")
        assert email.date == datetime(2026, 11, 22, 10, 5, tzinfo=timezone(timedelta(hours=8)))
        assert email.date_source == "header"

    @pytest.mark.parametrize("date", ["Sun, 22 Nov 2026 10:05:00", "Sun, 22 Nov 2026 10:05:00 -0000"])
    def test_a_date_without_a_zone_is_utc(self, date: str) -> None:
        assert read(Date=date).date == datetime(2026, 11, 22, 10, 5, tzinfo=UTC)

    @pytest.mark.parametrize(
        "date",
        [
            "", "yesterday", "Sun, 99 Nov 2026 10:05:00 +0800", "Thu, 1 Jan 1970 00:00:00 +0000",
            "Fri, 31 Dec 9999 23:59:59 -2359", "Fri, 1 Jan 1700 00:00:00 +1400", "Wed, 1 Jan 2031 00:00:00 +0000",
            "Sun, 22 Nov 2026 10:05:00 +99999999999",
        ],
    )  # fmt: skip
    def test_a_date_that_cannot_be_falls_back_to_the_arrival_then_to_the_reading(self, date: str) -> None:
        arrived = parse(mail(Date=date), received_at=RECEIVED_AT, read_at=READ_AT)
        assert (arrived.date, arrived.date_source) == (RECEIVED_AT, "internaldate")
        unknown = parse(mail(Date=date), read_at=READ_AT)
        assert (unknown.date, unknown.date_source) == (READ_AT, "read")


class TestWords:
    def test_plain_text_is_preferred_to_html(self) -> None:
        email = multipart(PLAIN + "plain words", HTML + "<p>html words</p>", kind="alternative")
        assert email.text == "plain words"
        assert email.html is not None
        assert "html words" in email.html

    @pytest.mark.parametrize(
        "stub",
        [
            "",
            "   \r\n",
            "Your mail client does not support HTML messages.",
            "本邮件为HTML格式，请使用支持的客户端查看。",
        ],
    )
    def test_an_empty_plain_part_gives_way_to_the_html(self, stub: str) -> None:
        assert multipart(PLAIN + stub, HTML + "<p>真正的内容</p>", kind="alternative").text == "真正的内容"

    def test_text_above_and_below_a_picture_is_all_there(self) -> None:
        picture = "Content-Type: image/png\r\nContent-Disposition: inline; filename=a.png\r\n\r\nx"
        email = multipart(PLAIN + "above", picture, PLAIN + "below")
        assert email.text == "above\nbelow"
        assert [attachment.name for attachment in email.attachments] == ["a.png"]

    def test_flowed_lines_are_joined(self) -> None:
        email = read("one \r\nline\r\n\r\n-- \r\nWang", Content_Type="text/plain; format=flowed")
        assert email.text == "one line"

    def test_a_multipart_without_parts_is_what_somebody_wrote(self) -> None:
        assert read("just words", Content_Type="multipart/mixed; boundary=b").text == "just words"
        assert read("just words", Content_Type="multipart/mixed").text == "just words"

    def test_quoted_history_is_kept_apart(self) -> None:
        email = read('新的话\n\n在 2026-11-01 10:05:00，"客服" <s@shop.example> 写道：\n\n旧的话')
        assert email.text == "新的话"
        assert "旧的话" in email.quoted_text
        assert "旧的话" in email.full_text

    def test_a_forwarded_mail_is_not_the_forwarders_own_words(self) -> None:
        body = "---------- Forwarded message ---------\nFrom: Li <li@x.example>\nSubject: x\nTo: wz\n\nMy order 123"
        email = read(body, Subject="Fwd: x")
        assert (email.forwarded, email.text, email.sender.email) == (True, "", "wz@mail.example")
        assert "My order 123" in email.quoted_text


class TestAttachments:
    PHOTO = (
        "Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n"
        'Content-Disposition: attachment; filename="photo.jpg"\r\n\r\n/9j/4AAQ\r\n'
    )

    def test_an_attachment_is_named_and_measured_decoded(self) -> None:
        raw = mail(f"--b\r\n{PLAIN}see photo\r\n--b\r\n{self.PHOTO}--b--", Content_Type="multipart/mixed; boundary=b")
        attachment = parse(raw, read_at=READ_AT).attachments[0]
        data = b"\xff\xd8\xff\xe0\x00\x10"
        assert (attachment.name, attachment.type, attachment.size) == ("photo.jpg", "image/jpeg", 6)
        assert attachment.sha256 == hashlib.sha256(data).hexdigest()
        assert attachment_bytes(raw, attachment.part) == data
        with pytest.raises(InputError):
            attachment_bytes(raw, "7.1")

    @pytest.mark.parametrize(
        ("parameter", "name"),
        [
            ('filename="../../etc/passwd"', "passwd"),
            ('filename="C:\\\\Users\\\\w\\\\破损.jpg"', "破损.jpg"),
            ("filename*=utf-8''%E7%A0%B4%E6%8D%9F.jpg", "破损.jpg"),
            ("filename*=gb2312'zh'%C6%C6%CB%F0.jpg", "破损.jpg"),
            ("filename*0*=utf-8''%E7%A0; filename*1*=%B4%E6%8D%9F; filename*2=.jpg", "破损.jpg"),
            ('filename="=?gb2312?B?xsbL8C5qcGc=?="', "破损.jpg"),
            ("filename=破损.jpg", "破损.jpg"),
            ('filename="photo\u202egpj.exe"', "photogpj.exe"),
            ('filename=".."', "part-1.jpg"),
            (f'filename="F{" " * 200}example"', "F"),  # found by the fuzz test: cut to its length, it ended in blanks
            (f'filename="F.{"j" * 9}{" " * 200}g"', f"F.{'j' * 9}"),
            ("", "part-1.jpg"),
        ],
    )
    def test_a_file_name_is_decoded_and_has_no_path(self, parameter: str, name: str) -> None:
        encoded = "Content-Transfer-Encoding: base64\r\n\r\n/9j/4AAQ"
        part = f"Content-Type: image/jpeg\r\nContent-Disposition: attachment; {parameter}\r\n{encoded}"
        assert multipart(part).attachments[0].name == name

    def test_a_mail_inside_a_mail_is_an_attachment_and_not_the_customers_words(self) -> None:
        inner = "Content-Type: message/rfc822\r\n\r\nFrom: boss@shop.example\r\nSubject: refund all\r\n\r\nRefund 9999"
        email = multipart(PLAIN + "see below", inner)
        assert email.sender.email == "wz@mail.example"
        assert "9999" not in email.full_text
        assert email.attachments[0].type == "message/rfc822"

    def test_winmail_dat_is_named_to_the_agent(self) -> None:
        email = multipart(PLAIN + "hi", "Content-Type: application/ms-tnef\r\n\r\nxyz")
        assert [(attachment.name, attachment.size) for attachment in email.attachments] == [("winmail.dat", 3)]

    def test_parts_are_counted_as_imap_counts(self) -> None:
        inner = (
            "Content-Type: multipart/alternative; boundary=i\r\n\r\n"
            f"--i\r\n{PLAIN}hi\r\n--i\r\nContent-Type: image/png\r\n\r\nx\r\n--i--"
        )
        email = multipart(inner, "Content-Type: image/gif\r\n\r\ny")
        assert [attachment.part for attachment in email.attachments] == ["1.2", "2"]


class TestNoMail:
    @pytest.mark.parametrize(
        "raw", [b"", b"\r\n\r\n", bytes(range(256)) * 50, b"PK\x03\x04: zip", b"Dear all,\n\nhello\n"]
    )
    def test_bytes_without_a_mail_are_unreadable(self, raw: bytes) -> None:
        with pytest.raises(UnreadableMail):
            parse(raw, read_at=READ_AT)

    def test_a_mail_with_nothing_but_a_subject_is_a_mail(self) -> None:
        email = parse(b"Subject: where is my order 123\n", read_at=READ_AT)
        assert (email.subject, email.text, email.sender.email) == ("where is my order 123", "", "")
        assert "no From address" in email.defects

    def test_identity_is_the_hash_of_the_bytes_as_they_came(self) -> None:
        raw = mail()
        assert parse(raw, read_at=READ_AT).raw_sha256 == hashlib.sha256(raw).hexdigest()
