"""Who is a customer and who is a machine; who vouches for the sender."""

from datetime import UTC, datetime

import pytest

from assistant.case.email import Email, SenderCheck
from assistant.mailbox.parsing import parse

READ_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OWN = frozenset({"service@shop.example"})
OURS = "mx.shop.example"


def read(*fields: str, body: str = "您好，我的包裹在哪里？", sender: str = "From: Wang <wz@mail.example>") -> Email:
    names = {field.partition(":")[0].lower() for field in fields}
    subject = () if "subject" in names else ("Subject: order",)
    head = "\r\n".join((*fields, *([] if "from" in names else [sender]), *subject))
    return parse(f"{head}\r\n\r\n{body}".encode(), own_addresses=OWN, trusted_authserv_ids=(OURS,), read_at=READ_AT)


class TestScreening:
    @pytest.mark.parametrize(
        ("fields", "body", "kind"),
        [
            # people
            ((), "hello", "customer"),
            (("X-Auto-Response-Suppress: All",), "hello", "customer"),
            (("Auto-Submitted: no",), "hello", "customer"),
            (("Subject: 自动回复：这是什么意思",), "我收到了一封奇怪的邮件", "customer"),
            (("Subject: Re: Automatic reply: order",), "when are you back?", "customer"),
            (("Subject: Out of office delivery",), "please deliver to my home", "customer"),
            (("Subject: 退信",), "我寄给你们的信被退回来了，请给我新的地址", "customer"),
            (("Subject: delivery failure", "Return-Path: <wz@mail.example>"), "the courier never came", "customer"),
            (("Precedence: normal",), "hello", "customer"),
            (("From: Mail Delivery Service Ltd <jo@parcels.example>",), "we ordered ten boxes", "customer"),
            # auto-replies
            (("Auto-Submitted: auto-replied",), "gone", "auto_reply"),
            (("Auto-Submitted: auto-generated (form)",), "x", "auto_reply"),
            (("Subject: 自动回复: 您的订单",), "您好，我正在休假，稍后回复。", "auto_reply"),
            (("Subject: Automatic reply: order", "X-Auto-Response-Suppress: All"), "x", "auto_reply"),
            (("Subject: Out of Office: order", "Return-Path: <>"), "x", "auto_reply"),
            (("Precedence: auto_reply",), "x", "auto_reply"),
            (("X-Autoreply: yes",), "x", "auto_reply"),
            # bounces
            (("From: MAILER-DAEMON@mail.example",), "x", "bounce"),
            (("From: PostMaster@qq.com", "Subject: 系统退信"), "x", "bounce"),
            (("From: Postmaster@163.com", "Subject: 系统退信/Systems bounce"), "x", "bounce"),
            (("From: postmaster@x.example", "Subject: Undeliverable: order"), "x", "bounce"),
            (("Subject: Undelivered Mail Returned to Sender", "Return-Path: <>"), "x", "bounce"),
            (("X-Failed-Recipients: a@b.example",), "x", "bounce"),
            # lists
            (("List-Id: <news.example>",), "x", "bulk"),
            (("List-Unsubscribe: <mailto:x@news.example>",), "x", "bulk"),
            (("Precedence: bulk",), "x", "bulk"),
            # nothing at all
            (("Subject:",), "  \r\n", "unreadable"),
            (("Subject: Re:",), "", "unreadable"),
            (("Subject: 无主题",), "", "unreadable"),
            (("Subject: 订单呢",), "", "customer"),  # the subject is the question
            (("Subject:",), "?", "customer"),
            # ourselves
            (("From: Shop <Service@SHOP.example>",), "x", "own"),
        ],
    )
    def test_the_kind_is_told_from_the_mails_own_signs(self, fields: tuple[str, ...], body: str, kind: str) -> None:
        screening = read(*fields, body=body).screening
        assert screening.kind == kind
        assert (screening.reason is None) == (kind == "customer")

    def test_a_customer_who_forwards_a_bounce_is_a_customer(self) -> None:
        body = (
            "--b\r\n\r\nI got this back from you\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
            "From: MAILER-DAEMON@x.example\r\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=c\r\n\r\n"
            "--c\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n--c--\r\n--b--\r\n"
        )
        assert read("Content-Type: multipart/mixed; boundary=b", body=body).screening.kind == "customer"


def checked(*results: str, sender: str = "From: Wang <wz@mail.example>", below: tuple[str, ...] = ()) -> SenderCheck:
    fields = [f"Authentication-Results: {result}" for result in results]
    return read(*fields, *below, sender=sender).sender_check


class TestSenderCheck:
    @pytest.mark.parametrize(
        ("result", "verdict"),
        [
            (f"{OURS}; dmarc=pass header.from=mail.example", "passed"),
            (f"{OURS}; dmarc=pass (p=NONE (really)) header.from=Mail.Example", "passed"),
            (f"{OURS} 1; spf=pass smtp.mailfrom=wz@mail.example; dkim=none", "passed"),
            (f"{OURS}; dkim=pass header.d=mail.example; spf=softfail smtp.mailfrom=x.example", "passed"),
            (f"{OURS}; dkim=pass header.i=@mail.example header.s=s1", "passed"),
            (f"{OURS}; dkim=fail header.d=list.example; dkim=pass header.d=mail.example", "passed"),
            (f"{OURS}; dmarc=fail header.from=mail.example; spf=pass smtp.mailfrom=mail.example", "failed"),
            (f"{OURS}; dkim=fail header.d=mail.example; spf=none", "failed"),
            (f"{OURS}; spf=softfail smtp.mailfrom=mail.example", "failed"),
            (f"{OURS}; dmarc=pass header.from=evil.example", "none"),
            (f"{OURS}; dmarc=pass", "none"),
            (f"{OURS}; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example", "none"),
            (f"{OURS}; dkim=pass header.d=notmail.example", "none"),
            (f"{OURS}; dkim=pass header.d=example", "none"),
            (f"{OURS}; spf=neutral smtp.mailfrom=mail.example; dkim=temperror", "none"),
            (f"{OURS}; none", "none"),
            ("mx.evil.example; dmarc=pass header.from=mail.example", "none"),
            (f"{OURS}.evil.example; dmarc=pass header.from=mail.example", "none"),
            (f"evil.example ({OURS}); dmarc=pass header.from=mail.example", "none"),
            (f"{OURS}; dmarc=pass header.from", "none"),
            (f"{OURS}; =;;(((", "none"),
            ("", "none"),
        ],
    )
    def test_only_a_trusted_servers_aligned_word_counts(self, result: str, verdict: str) -> None:
        assert checked(result).verdict == verdict

    def test_a_subdomain_is_covered_by_its_owner_but_not_by_a_public_suffix(self) -> None:
        customer = "From: wz@news.shop.com.cn"
        assert checked(f"{OURS}; dkim=pass header.d=shop.com.cn", sender=customer).verdict == "passed"
        assert checked(f"{OURS}; dkim=pass header.d=com.cn", sender=customer).verdict == "none"

    def test_a_field_below_a_received_line_was_in_the_mail_when_it_came(self) -> None:
        forged = f"Authentication-Results: {OURS}; dmarc=pass header.from=mail.example"
        received = f"Received: from evil.example by {OURS}"
        assert checked(f"{OURS}; spf=none", below=(received, forged)).verdict == "none"

    def test_a_forged_field_right_below_ours_does_not_overrule_it(self) -> None:
        forged = f"{OURS}; dmarc=pass header.from=mail.example"
        assert checked(f"{OURS}; dmarc=none header.from=mail.example", forged).verdict == "none"
        assert checked(f"{OURS}; dmarc=fail header.from=mail.example", forged).verdict == "failed"

    def test_two_fields_of_our_own_are_read_together(self) -> None:
        check = checked(f"{OURS}; dkim=pass header.d=mail.example", f"{OURS}; spf=fail smtp.mailfrom=x.example")
        assert check.verdict == "passed"
        assert check.evidence == (
            f"{OURS}: dkim=pass for mail.example",
            f"{OURS}: spf=fail for x.example",
        )

    @pytest.mark.parametrize(
        "sender",
        [
            "From: a@evil.example, wz@mail.example",
            "From: wz@mail.example\r\nFrom: a@evil.example",
            "From: <a@evil.example> <wz@mail.example>",
        ],
    )
    def test_more_than_one_sender_never_passes(self, sender: str) -> None:
        for domain in ("mail.example", "evil.example"):
            assert checked(f"{OURS}; dmarc=pass header.from={domain}", sender=sender).verdict == "none"

    def test_nobody_is_trusted_by_default(self) -> None:
        raw = f"Authentication-Results: {OURS}; dmarc=pass header.from=mail.example\r\nFrom: wz@mail.example\r\n\r\nx"
        assert parse(raw.encode(), read_at=READ_AT).sender_check == SenderCheck()
        trusting = parse(raw.encode(), read_at=READ_AT, trusted_authserv_ids=(OURS.upper(),))
        assert trusting.sender_check.verdict == "passed"
