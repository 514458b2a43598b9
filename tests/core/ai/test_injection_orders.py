"""Looking for pieces first leaves no way of giving orders unseen."""

import random
import re

from core.ai.injection_orders import ROWS, WAYS, orders

TOKENS = re.compile(r"[^\W\d_]+|[<>@#!\[\]|`\"':=/-]")
WORDS = [*dict.fromkeys(token for _, way in ROWS for token in TOKENS.findall(way)), "ı", "İ"]


def whole(way: str) -> str:
    """What stands in a way's expression between its marks, its first words of several kept."""
    return re.sub(r"\(\?[:!<=]+|\|[^()|]*|\{[^}]*\}|\\[bsn]|[()?*+^]", "", way).replace("\\", "")


def test_each_way_is_found_by_its_pieces_and_none_is_lost() -> None:
    """Random sentences made of all the words of all the ways read the same with and without."""
    chosen, told = random.Random(11), 0
    sentences = [whole(way) for _, way in ROWS]
    for _ in range(6000):
        words = [chosen.choice(WORDS) for _ in range(chosen.randint(2, 8))]
        sentence = chosen.choice((" ", " ", "")).join(words)
        sentences.append(chosen.choice((str.upper, str.title, str))(sentence))
    for sentence in sentences:
        expected = any(way.search(sentence) for way in WAYS)
        told += expected
        assert orders(sentence) is expected, sentence
    assert told > 200
