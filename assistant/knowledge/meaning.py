"""How much a question and a passage agree in meaning, measured from how near unrelated questions come.

Sentence models crowd all texts into a narrow cone: with e5, a question about the weather and a return policy still have
a cosine of 0.8, and how high that floor lies depends on both languages. So agreement is counted from the floor: 0 is as
near as an unrelated question's nearest passage, 1 is the same text. That makes the languages comparable, and lets it be
said that nothing is relevant.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from assistant.case.knowledge import Language

Vectors = NDArray[np.float32]

UNRELATED: Mapping[Language, tuple[str, ...]] = {
    "zh": (
        "明天会不会下雨？",
        "这首歌是谁唱的？",
        "怎样才能睡得好一点？",
        "会议改到下周三下午举行。",
        "这本书讲述了一个家庭的故事。",
        "孩子的作业写完了吗？",
        "新的版本修复了若干问题。",
        "他每天早上去公园跑步。",
        "请写一首关于秋天的诗。",
        "火车几点到站？",
        "周末我们去爬山吧。",
        "这道数学题怎么解？",
    ),
    "en": (
        "Will it rain tomorrow?",
        "Who sings this song?",
        "How can I sleep better?",
        "The meeting has been moved to next Wednesday afternoon.",
        "This book tells the story of a family.",
        "Have the children finished their homework?",
        "The new version fixes several problems.",
        "He goes running in the park every morning.",
        "Please write a poem about autumn.",
        "When does the train get in?",
        "Let's go hiking at the weekend.",
        "How do you solve this equation?",
    ),
}


def floor(unrelated: Vectors, passages: Vectors) -> float:
    """The cosine that half of the unrelated questions reach with their nearest passage; all rows have length 1."""
    return float(np.median((unrelated @ passages.T).max(axis=1))) if len(passages) else 0.0


def floor_among(unrelated: Vectors, questions: Vectors) -> float:
    """As `floor`, for questions that articles carry. The unrelated ones count as such themselves, each but with itself:
    where there are three, the nearest of them would else be too far away to say what unrelated is."""
    others = unrelated @ unrelated.T - 2 * np.eye(len(unrelated), dtype=np.float32)
    return float(np.median(np.concatenate([unrelated @ questions.T, others], axis=1).max(axis=1)))


def agreements(question: Vectors, passages: Vectors, floors: Vectors | np.float32) -> Vectors:
    """For each passage at most 1, given the floor of its language; below 0 is further off than unrelated ones."""
    return np.asarray((passages @ question - floors) / np.maximum(1 - floors, 1e-6), dtype=np.float32)
