"""Attachments and the HTML of mails, as the desk hands them to a browser."""

import hashlib

import pytest
from support.desk_client import Browser, words_of
from support.file_mails import EVERY_KIND, filed
from support.records import email
from support.sample_desk import SampleDesk
from support.tickets import damaged_lamp, html_mail, picture, quarantined, wrong_size

from assistant.case.email import Attachment

pytest_plugins = ("support.desk_fixtures",)


def with_file(desk: SampleDesk, name: str, kind: str, content: bytes = b"<script>alert(1)</script>") -> str:
    """A ticket whose mail has this attachment; the attachment's address."""
    attachment = Attachment(name=name, type=kind, size=len(content), sha256="0" * 64, part="2")
    mail = email("see attached", message_id="<f@b.example>", attachments=(attachment,))
    return f"/messages/{desk.file(mail, files={'2': content}).message_id}/files/2"


def test_a_picture_is_shown_from_our_own_server(agent: Browser, desk: SampleDesk) -> None:
    answer = agent.get(f"/messages/{damaged_lamp(desk).message_id}/files/2")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"] == "inline; filename*=UTF-8''cracked%20lamp.png"
    assert answer.content == picture()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("page.html", "text/html"),
        ("drawing.svg", "image/svg+xml"),
        ("note.pdf", "application/pdf"),
        ("x.xml", "application/xhtml+xml"),
        ("script.js", "text/javascript"),
        ("odd", "image/png; charset=x"),
        ("photo.png", "image/png"),
    ],
)
def test_whatever_a_browser_might_run_is_a_download(agent: Browser, desk: SampleDesk, name: str, kind: str) -> None:
    answer = agent.get(with_file(desk, name, kind))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_each_file_is_named_with_its_kind_and_what_to_do(agent: Browser, desk: SampleDesk) -> None:
    page = words_of(agent.get(f"/tickets/{filed(desk).ticket_id}").text)
    for file in (
        "裂开的灯罩.png Photo · 17 KB",
        "PDF 电子发票_2026110900412.pdf Document · 47 KB",
        "EML part-4.eml Mail inside · 62 B",
        "DAT winmail.dat Outlook's packing · 8 KB",
        "ZIP 更多照片.zip Archive · 352 KB",
        "! photo.jpg Program · 12 B",
    ):
        assert file.lower() in page.lower()
    assert "The draft was made without 6 files of this mail. Look at them before you decide." in page
    assert "A mail inside proves nothing about its sender." in page
    assert "One is a program: do not open it." in page
    named = f"winmail.dat · application/ms-tnef · SHA-256 {hashlib.sha256(EVERY_KIND[3][2]).hexdigest()}"
    assert named in agent.get("/tickets/1").text
    assert "photo.jpg says that it is image/jpeg, and is application/x-msdos-program" in page


def test_a_photo_alone_needs_no_advice(agent: Browser, desk: SampleDesk) -> None:
    page = agent.get(f"/tickets/{filed(desk, EVERY_KIND[:1]).ticket_id}").text
    assert 'src="/messages/1/files/2"' in page
    assert "The draft was made without" not in page


def test_a_photo_sent_as_a_nameless_file_is_shown(agent: Browser, desk: SampleDesk) -> None:
    message_id = filed(desk).message_id
    assert agent.get(f"/messages/{message_id}/files/2").headers["content-type"] == "image/png"
    program = agent.get(f"/messages/{message_id}/files/7")
    assert program.headers["content-disposition"].startswith("attachment;")
    assert program.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("发票 (1).pdf", "%E5%8F%91%E7%A5%A8%20%281%29.pdf"),
        ('a"; filename="evil.exe', "a%3B%20filename%3Devil.exe"),
        ("x\r\nSet-Cookie: a=b", "xSet-Cookie%20a%3Db"),
        ("../../etc/passwd", "etcpasswd"),
        ("\u202egnp.exe", "gnp.exe"),
        ("", "attachment"),
    ],
)
def test_no_file_name_ends_its_header(agent: Browser, desk: SampleDesk, name: str, expected: str) -> None:
    answer = agent.get(with_file(desk, name, "application/pdf"))
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{expected}"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("part", ["9", "1", "..", "2.1"])
def test_only_the_mails_own_attachments_are_given_out(agent: Browser, desk: SampleDesk, part: str) -> None:
    saved = damaged_lamp(desk)
    desk.files[saved.message_id, part] = b"not an attachment"
    assert agent.get(f"/messages/{saved.message_id}/files/{part}").status_code == 404


def test_the_original_can_always_be_downloaded(agent: Browser, desk: SampleDesk) -> None:
    message_id = quarantined(desk)
    answer = agent.get(f"/messages/{message_id}/raw")
    assert answer.content == desk.records.messages.raw(message_id)
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_a_mail_without_html_has_no_html_page(agent: Browser, desk: SampleDesk) -> None:
    assert agent.get(f"/messages/{wrong_size(desk).message_id}/html").status_code == 404


def test_pictures_from_elsewhere_wait_until_they_are_asked_for(agent: Browser, desk: SampleDesk) -> None:
    saved = html_mail(desk, '<p>hi</p><img src="https://tracker.example/a.png" alt="logo">')
    assert ' src="https://tracker.example' not in agent.get(f"/messages/{saved.message_id}/html").text
    assert ' src="https://tracker.example' in agent.get(f"/messages/{saved.message_id}/html?images=true").text


def test_braces_in_a_mail_are_no_template(agent: Browser, desk: SampleDesk) -> None:
    saved = html_mail(desk, "<p>{} {0.__class__} {{ 7*7 }}</p>")
    assert "{} {0.__class__} {{ 7*7 }}" in agent.get(f"/messages/{saved.message_id}/html").text
