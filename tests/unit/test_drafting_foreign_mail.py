"""A mail that is neither in Chinese nor in English: the agent is told, and the letter claims to understand nothing."""

import pytest
from support.drafting_mails import GLOSSARY, a_mail

from assistant.case.inquiry import Topic
from assistant.drafting.offline import OfflineDrafter
from assistant.drafting.reading.foreign import unread_language


@pytest.mark.parametrize(
    "words",
    [
        "Où est mon colis ? Je voudrais annuler ma commande.",
        "Wo ist mein Paket? Ich habe es noch nicht bekommen.",
        "¿Dónde está mi pedido? Quiero que me devuelvan el dinero.",
        "Где мой заказ?",
        "주문한 상품이 아직 안 왔어요.",
        "注文した商品がまだ届いていません。",
        "أين طلبي؟",
    ],
)
def test_a_mail_in_another_language_is_told_and_not_guessed_at(words: str) -> None:
    understood = OfflineDrafter().understand(a_mail(words), GLOSSARY)
    assert understood.foreign is not None
    assert understood.inquiry.topics == ()
    assert understood.inquiry.requests == ()


@pytest.mark.parametrize(
    "words",
    [
        "Where is my parcel?",
        "wheres the lamp",
        "Refund now!!!",
        "包裹到哪了？",
        "Hola, where is my parcel? Gracias.",
        "order 2026110912345",
        "我想退这个 Café Crème 杯子",
        "12345",
        "",
        "The parcel went to La Poste in Lyon, and they say der Empfänger is unknown.",
    ],
)
def test_chinese_and_english_mails_are_read(words: str) -> None:
    assert unread_language(words) is None


def test_a_threat_with_the_law_is_heard_in_any_letter() -> None:
    words = "Je vais porter plainte pour ma commande, my lawyer vous écrira, nous allons au tribunal avec notre avocat"
    assert unread_language(words) is not None
    assert set(OfflineDrafter().understand(a_mail(words), GLOSSARY).inquiry.topics) <= {Topic.LEGAL}
