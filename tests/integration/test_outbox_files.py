"""What goes with a reply: files of the ticket's own mail, exactly as approved, and the shop's signature."""

import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import text
from support.house import Workshop, mail, mailbox_settings, workshop
from support.outgoing import plain, reread
from support.smtp import SmtpServer

from assistant.errors import NotAllowed
from assistant.house import check_draft
from assistant.mailbox.body import attachment_bytes
from assistant.records.values import Approval, AttachedFile, Delivery, Draft

PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 300
SIGNATURE = {"en": "Sunny Living\nhotline 400-820-8820\nhttps://sunny.example", "zh": "暖阳生活 热线 400-820-8820"}


@pytest.fixture
def shop(tmp_path: Path, smtp_server: SmtpServer) -> Iterator[Workshop]:
    settings = mailbox_settings(smtp=smtp_server.settings(), password=None, signature=SIGNATURE)
    with workshop(tmp_path, settings) as made:
        yield made


def with_photo(words: str = "It is broken, see the photo.", name: str = "破损 照片.jpg", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = headers.get("sender", "emma.clarke@mail.example"), "support@shop.example"
    message["Subject"], message["Message-ID"] = "Broken", f"<{len(words)}@mail.example>"
    message.set_content(words)
    message.add_attachment(PHOTO, maintype="image", subtype="jpeg", filename=name)
    return message.as_bytes().replace(b"\n", b"\r\n")


def worked(shop: Workshop, raw: bytes) -> Draft:
    (message_id,) = shop.receive(raw)
    return shop.worked(message_id)


def file_of(shop: Workshop, draft: Draft) -> AttachedFile:
    (one,) = shop.office.caseworker.read_mail(draft.message_id).attachments
    return AttachedFile(
        message_id=draft.message_id, part=one.part, name=one.name, type=one.type, size=one.size, sha256=one.sha256
    )


def attached(shop: Workshop, draft: Draft, *files: AttachedFile) -> Draft:
    shop.records.tickets.edit(draft.id, draft.version, draft.text, "anna", checks=draft.checks, attachments=files)
    return shop.records.tickets.draft(draft.id)


def deliver(shop: Workshop, approval: Approval) -> Delivery:
    dispatcher = shop.office.dispatcher
    if dispatcher.prepare(approval.delivery_id):
        dispatcher.attempt(approval.delivery_id)
    return shop.records.deliveries.delivery(approval.delivery_id)


def test_a_file_of_the_ticket_arrives_byte_for_byte_beside_the_approved_words(
    shop: Workshop, smtp_server: SmtpServer
) -> None:
    draft = worked(shop, with_photo())
    approval = shop.approve(attached(shop, draft, file_of(shop, draft)))
    assert [file.name for file in approval.attachments] == ["破损 照片.jpg"]
    assert deliver(shop, approval).state == "sent"
    message = reread(smtp_server.kept[0].content)
    (photo,) = message.iter_attachments()
    assert isinstance(photo, EmailMessage)
    assert (photo.get_filename(), photo.get_content_type()) == ("破损 照片.jpg", "image/jpeg")
    assert photo.get_payload(decode=True) == PHOTO
    (words, _) = message.iter_parts()
    assert isinstance(words, EmailMessage)
    assert plain(words.as_bytes()) == approval.text
    assert max(map(len, smtp_server.kept[0].content.split(b"\r\n"))) <= 78


def test_without_choosing_it_nothing_goes_along(shop: Workshop, smtp_server: SmtpServer) -> None:
    deliver(shop, shop.approve(worked(shop, with_photo())))
    assert b"multipart/mixed" not in smtp_server.kept[0].content


def test_a_file_of_another_ticket_is_refused(shop: Workshop) -> None:
    ours, other = worked(shop, with_photo()), worked(shop, with_photo("Mine too.", sender="ben@mail.example"))
    assert ours.ticket_id != other.ticket_id
    with pytest.raises(NotAllowed, match="did not come with this ticket"):
        attached(shop, ours, file_of(shop, other))
    assert shop.records.tickets.draft(ours.id) == ours


def test_a_file_that_is_not_the_approved_one_is_not_sent(shop: Workshop, smtp_server: SmtpServer) -> None:
    draft = worked(shop, with_photo())
    approval = shop.approve(attached(shop, draft, file_of(shop, draft)))
    other = [file.model_copy(update={"sha256": "0" * 64}).model_dump() for file in approval.attachments]
    with shop.records.database.write() as session:
        session.execute(text("UPDATE approval SET attachments = :other"), {"other": json.dumps(other)})
    delivery = deliver(shop, approval)
    assert (delivery.state, smtp_server.kept) == ("refused", [])
    assert "not the one that was approved" in (delivery.error or "")


def test_the_part_that_is_read_again_is_the_part_that_was_shown(shop: Workshop) -> None:
    draft = worked(shop, with_photo())
    assert attachment_bytes(shop.records.messages.raw(draft.message_id), file_of(shop, draft).part) == PHOTO


# The signature


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Where is my parcel?"), ("zh", "你好，我的包裹到哪里了？一直没有物流更新。")]
)
def test_the_signature_of_the_replys_language_is_part_of_the_text_that_is_approved(
    shop: Workshop, smtp_server: SmtpServer, language: str, words: str
) -> None:
    draft = worked(shop, mail(words))
    assert draft.text.endswith(f"\n\n-- \n{SIGNATURE[language]}")
    deliver(shop, shop.approve(draft))
    assert plain(smtp_server.kept[0].content) == draft.text


def test_what_the_shop_itself_signs_with_is_not_held_against_the_sources(shop: Workshop) -> None:
    draft = worked(shop, mail("Where is my parcel?"))
    assert [check.name for check in check_draft(draft, draft.text) if not check.passed] == []
    foreign = draft.text.replace("400-820-8820", "400-000-0000")
    assert [check.name for check in check_draft(draft, foreign) if not check.passed] != []


def test_an_edited_text_goes_through_every_check_of_the_proposed_one(shop: Workshop) -> None:
    draft = worked(shop, mail("Where is my parcel? And can I have a bigger box next time?"))
    names = [check.name for check in draft.checks]
    assert "questions_answered" in names
    assert sorted(check.name for check in check_draft(draft, draft.text)) == sorted(names)


def test_without_the_setting_nothing_is_put_below(tmp_path: Path) -> None:
    with workshop(tmp_path) as shop:
        assert "-- \n" not in worked(shop, mail("Where is my parcel?")).text
