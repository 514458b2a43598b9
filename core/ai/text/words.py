"""How text becomes terms: the one tokeniser of every text model and ranking.

CamelCase, snake_case and dotted names are split, because alerts are named that way and
people write them apart; endings are taken off, because people write *failing* where a
runbook says *failed*.
"""

import re

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[a-z]+|[0-9]+(?:\.[0-9]+)?%?")
_APOSTROPHE = re.compile(r"(?<=[a-z])['’](?=[a-z])")
_VOWEL = re.compile(r"[aeiouy]")

STOP_WORDS = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "during",
        "each",
        "else",
        "for",
        "from",
        "further",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "itself",
        "just",
        "let",
        "like",
        "ll",
        "may",
        "me",
        "might",
        "more",
        "most",
        "my",
        "nor",
        "now",
        "of",
        "on",
        "once",
        "only",
        "or",
        "other",
        "our",
        "own",
        "per",
        "re",
        "s",
        "same",
        "she",
        "should",
        "so",
        "some",
        "such",
        "t",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "until",
        "upon",
        "us",
        "ve",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)

# Longest first; the ending is taken off when a vowel and three letters stay.
_ENDINGS: tuple[tuple[str, str], ...] = (
    ("ization", "ize"),
    ("isation", "ize"),
    ("ational", "ate"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("iveness", "ive"),
    ("ability", "able"),
    ("ibility", "ible"),
    ("ations", "ate"),
    ("ation", "ate"),
    ("ators", "ate"),
    ("ator", "ate"),
    ("encies", "ence"),
    ("ancies", "ance"),
    ("ency", "ence"),
    ("ancy", "ance"),
    ("ments", ""),
    ("ment", ""),
    ("ures", ""),
    ("ure", ""),
    ("ness", ""),
    ("sses", "ss"),
    ("ies", "y"),
    ("ied", "y"),
    ("ions", ""),
    ("ion", ""),
    ("ings", ""),
    ("ing", ""),
    ("edly", ""),
    ("ed", ""),
    ("ers", "er"),
    ("ally", "al"),
    ("ly", ""),
    ("es", "e"),
    ("s", ""),
)


def stem(word: str) -> str:
    """`word` (lower case) without its grammatical ending: *failures*, *failed* → *fail*."""
    if len(word) <= 3 or word.endswith("ss") or not word.isalpha():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending):
            root = word[: -len(ending)]
            if len(root) >= 3 and _VOWEL.search(root):
                word = root + instead
                break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def apart(text: str) -> str:
    """`text` with CamelCase names taken apart: *KubePodNotReady* → *Kube Pod Not Ready*."""
    return _CAMEL.sub(" ", text)


def tokens(text: str) -> list[str]:
    """The words and numbers of `text` in order, lower case, names taken apart, not stemmed."""
    return _WORD.findall(_APOSTROPHE.sub("", apart(text).lower()))


def terms(text: str) -> list[str]:
    """The stems of the words of `text` in order, without stop words."""
    return [stem(token) for token in tokens(text) if token not in STOP_WORDS]
