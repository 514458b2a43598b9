"""Notices text in evidence that talks to the analyst instead of telling what happened."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote_plus

from core.ai.injection_orders import orders

INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
TURNED = re.compile("[\u202d\u202e]([^\u202c\n]*)")
SPACED = re.compile(r"\b(?:\w[ ._-]){5,}\w\b")
LOOKALIKES = str.maketrans("аеорсухіјѕԁ", "aeopcyxijsd")
DIGITS_FOR_LETTERS = str.maketrans("013457@$", "oieastas")
PACKED = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,}={0,2}")
ENCODED_BYTE = re.compile(r"%[0-9A-Fa-f]{2}")
WRITTEN_TOGETHER = re.compile(r"(?<=[a-z])(?=[A-Z])")
LONGEST_UNPACKED = 4000
TAGS = re.compile("[\U000e0020-\U000e007e]{4}")
DIGIT_IN_WORD = re.compile(r"[A-Za-z][013457@$]+[a-z]")
WRITTEN_AS_ONE = re.compile(r"(?:[A-Z][a-z]+){4}")
ESCAPED_OR_WIDE = re.compile(r"%20|\+(?=[A-Za-z])|\\[nrt]|[^\S ]\s*| \s+")
UNDERSCORE = re.compile(r"(?<=[a-z])_(?=[a-z])")


def suspicious(text: str) -> bool:
    """Whether a line reads like an instruction to whoever analyses it, also when it hides."""
    if not text.isascii() and TAGS.search(text):
        return True
    return any(orders(reading) for reading in _readings(text))


def _readings(text: str) -> Iterator[str]:
    """`text` in the ways in which a model might read it, the plainest first."""
    plain = _plain(text)
    yield plain
    if not plain.isascii():
        yield plain.translate(LOOKALIKES)
        yield _unaccented(plain)
    if not text.isascii() and TURNED.search(text):
        yield _plain(TURNED.sub(lambda match: match[1][::-1], text))
    if ENCODED_BYTE.search(text):
        yield _plain(unquote_plus(text))
    unspaced = SPACED.sub(lambda match: re.sub(r"[ ._-]", "", match[0]), plain)
    if unspaced != plain:
        yield unspaced
        yield unspaced.lower().replace("ignore", "ignore ").replace("previous", "previous ")
    if DIGIT_IN_WORD.search(plain):
        yield plain.translate(DIGITS_FOR_LETTERS)
    if WRITTEN_AS_ONE.search(plain):
        yield WRITTEN_TOGETHER.sub(" ", plain)
    for match in PACKED.finditer(text[:LONGEST_UNPACKED]):
        yield from _unpacked(match[0])


def _unpacked(packed: str) -> Iterator[str]:
    """What base64 or hexadecimal digits say, if they say it in letters."""
    with suppress(binascii.Error, ValueError):
        if re.fullmatch(r"(?:[0-9a-fA-F]{2})+", packed):
            yield _plain(bytes.fromhex(packed).decode())
    with suppress(binascii.Error, ValueError):
        body = packed.rstrip("=")
        yield _plain(base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_").decode())


def _unaccented(text: str) -> str:
    split = unicodedata.normalize("NFD", text)
    return "".join(char for char in split if not unicodedata.combining(char))


def _plain(text: str) -> str:
    """`text` without what hides words: odd forms, look-alikes, invisible marks, escapes."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return UNDERSCORE.sub(" ", ESCAPED_OR_WIDE.sub(" ", text))
