"""Secrets that were seen whole, found again where only they, or a piece of them, are quoted."""

from collections.abc import Iterator, Mapping

from core.ai.redaction import Hit

LEAST = 6
# so many characters of a secret are found as its beginning or its end
PIECE = 8


def again(text: str, known: Mapping[str, str]) -> Iterator[Hit]:
    """Where the `known` secrets, each with its kind, stand in `text`: whole, or cut on one side."""
    for value, kind in known.items():
        yield from (Hit(*span, kind, secret=True) for span in _whole(text, value))
        if len(value) >= 2 * PIECE:
            yield from (Hit(*span, kind, secret=True) for span in _cut(text, value))


def _whole(text: str, value: str) -> Iterator[tuple[int, int]]:
    at = text.find(value)
    while at >= 0:
        yield at, at + len(value)
        at = text.find(value, at + len(value))


def _cut(text: str, value: str) -> Iterator[tuple[int, int]]:
    """A beginning of `value` that ends in no word, and an end of it that begins in none."""
    head, tail = value[:PIECE], value[-PIECE:]
    at = text.find(head)
    while at >= 0:
        end = at + PIECE
        while end < len(text) and end - at < len(value) and text[end] == value[end - at]:
            end += 1
        if not text[end : end + 1].isalnum():
            yield at, end
        at = text.find(head, end)
    end = text.rfind(tail) + PIECE
    while end >= PIECE:
        start = end - PIECE
        while start and end - start < len(value) and text[start - 1] == value[start - end - 1]:
            start -= 1
        if not text[start - 1 : start].isalnum():
            yield start, end
        end = text.rfind(tail, 0, start) + PIECE
