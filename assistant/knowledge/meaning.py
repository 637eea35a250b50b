"""How much two texts agree in meaning, freed from what all texts of a language have in common.

Sentence models crowd all texts into a narrow cone: with e5, a poem and a return policy still have a cosine of 0.8, and
Chinese ones more than English. Measured from the centre of the language's texts instead of from the origin, unrelated
texts come out near 0, so that it can be said that nothing is relevant. On the sample questions
(tests/data/knowledge/questions.yaml) it also brought more right articles to the first place: 41 of 48 instead of 37.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.case.knowledge import Language
from assistant.knowledge.embeddings import Embedder, Vector

Vectors = NDArray[np.float64]

BACKGROUND_WEIGHT = 20
"""As how many passages the background counts; without it, the centre of a small knowledge base is its own topic."""
BACKGROUND: Mapping[Language, tuple[str, ...]] = {
    "zh": (
        "请问这件商品什么时候有货？",
        "谢谢您的帮助，祝您生活愉快。",
        "本店营业时间与联系方式请见首页。",
        "今天天气不错，我们出去走走。",
        "订单已经提交，请等待处理结果。",
        "会议改到下周三下午举行。",
        "这本书讲述了一个家庭的故事。",
        "如有疑问，请回复本邮件。",
        "新的版本修复了若干问题。",
        "请按照说明书的步骤操作。",
    ),
    "en": (
        "When will this item be in stock again?",
        "Thank you for your help and have a nice day.",
        "Our opening hours and contact details are on the home page.",
        "The weather is fine today, so we went for a walk.",
        "Your order has been placed; please wait for the result.",
        "The meeting has been moved to next Wednesday afternoon.",
        "This book tells the story of a family.",
        "If you have any questions, please reply to this mail.",
        "The new version fixes several problems.",
        "Please follow the steps in the manual.",
    ),
}


def centre(embedder: Embedder, language: Language, passages: Sequence[Vector]) -> Vectors:
    """The mean of the language's passages and its background. Raises SearchIndexError."""
    background: Vectors = np.asarray(embedder.passages(BACKGROUND[language]), dtype=np.float64).mean(axis=0)
    if not passages:
        return background
    own = np.asarray(passages, dtype=np.float64)
    mean: Vectors = (own.sum(axis=0) + BACKGROUND_WEIGHT * background) / (len(own) + BACKGROUND_WEIGHT)
    return mean


def agreement(question: Vector, passage: Vector, middle: Vectors) -> float:
    """The cosine of the two as seen from the `middle`, 0 to 1; what points apart counts as unrelated."""
    first, second = np.asarray(question) - middle, np.asarray(passage) - middle
    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    return min(1.0, max(0.0, float(first @ second) / lengths)) if lengths else 0.0
