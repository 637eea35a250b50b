"""What a bounce says: whose mail came back, and whether trying again can help."""

import pytest
from test_mailbox_screening import read

from assistant.case.email import Bounce

REPORT = (
    "From: MAILER-DAEMON@mx.example",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
)


def formal(*groups: str, original: str = "Message-ID: <ours@shop.example>\r\nSubject: Re: order") -> str:
    status = "\r\n\r\n".join(("Reporting-MTA: dns; mx.example", *groups))
    return (
        "--b\r\n\r\nSorry.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\n{status}\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{original}\r\n--b--\r\n"
    )


def bounce(*fields: str, body: str) -> Bounce:
    email = read(*fields, body=body)
    assert email.screening.kind == "bounce"
    assert email.bounce is not None
    return email.bounce


def test_a_report_names_each_recipient_and_the_mail_that_came_back() -> None:
    found = bounce(
        *REPORT,
        body=formal(
            "Final-Recipient: rfc822; Ann@mail.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n here",
            "Final-Recipient: rfc822; ben@mail.example\r\nAction: delayed\r\nStatus: 4.4.1",
            "Final-Recipient: rfc822; cat@mail.example\r\nAction: delivered\r\nStatus: 2.0.0",
        ),
    )
    assert [(one.address, one.permanent, one.action, one.status) for one in found.recipients] == [
        ("ann@mail.example", True, "failed", "5.1.1"),
        ("ben@mail.example", False, "delayed", "4.4.1"),
    ]
    assert found.recipients[0].reason == "550 5.1.1 no such user here"
    assert found.message_ids == ("<ours@shop.example>",)


@pytest.mark.parametrize(
    ("text", "permanent"),
    [
        ("<ann@mail.example>:\r\n550 5.1.1 user unknown", True),
        ("ann@mail.example\r\n    SMTP error: 550 no such user", True),
        ("<ann@mail.example>: 552 5.2.2 mailbox full", False),  # it is emptied all the same
        ("Delivery to ann@mail.example failed.\r\n451 try again later, temporary failure", False),
        ("您发送到 ann@mail.example 的邮件被退回。\r\n原因：收件人不存在", True),
        ("收件人：ann@mail.example\r\n退信原因：对方邮箱已满", False),
        ("<ann@mail.example>:\r\nI am sorry.", None),
        ("<ann@mail.example>:\r\nI am sorry.\r\n\r\nReceived: by mx\r\nSubject: order 550 4.1.1", None),
    ],
)
def test_a_bounce_without_that_form_is_read_from_its_words(text: str, permanent: bool | None) -> None:
    found = bounce("From: MAILER-DAEMON@mx.example", "In-Reply-To: <ours@shop.example>", body=text)
    assert [(one.address, one.permanent) for one in found.recipients] == [("ann@mail.example", permanent)]
    assert found.message_ids == ("<ours@shop.example>",)


def test_without_a_code_the_reason_is_the_first_line_that_says_something() -> None:
    (returned,) = bounce("From: MAILER-DAEMON@mx.example", body="<ann@mail.example>:\r\n\r\n I am sorry.").recipients
    assert returned.reason == "I am sorry."


def test_a_bounce_that_says_nothing_says_nothing() -> None:
    assert bounce("From: MAILER-DAEMON@mx.example", body="Sorry.") == Bounce()


def test_a_hostile_bounce_is_bounded() -> None:
    many = [f"Final-Recipient: rfc822; x{n}@mail.example\r\nAction: failed" for n in range(500)]
    assert len(bounce(*REPORT, body=formal(*many)).recipients) == 50
    assert len(bounce("From: MAILER-DAEMON@mx.example", body="a@" * 200_000 + "\r\n" + " " * 100_000).recipients) == 0


def test_what_is_no_bounce_has_none() -> None:
    assert read(body="<ann@mail.example>: 550 5.1.1 user unknown").bounce is None
