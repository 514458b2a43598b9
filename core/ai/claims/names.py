"""The names in a sentence, and whether lines hold them: whole, in part, or spelled out."""

import re

from core.ai.claims.parts import CLOCK, DATE, QUANTITY, UNITS, stem, stems
from core.ai.claims.words import (
    ACRONYMS,
    ALSO_KNOWN_AS,
    ALSO_WORDS,
    KNOWN_SYSTEMS,
    PLAIN_HYPHENS,
    SENTENCE_WORDS,
    SIGNS,
)

TOKEN = re.compile(r"[A-Za-z0-9_](?:[\w./:@#$~%+-]*[A-Za-z0-9_])?(?:\(\))?")
QUOTED = re.compile(r"[\"“'‘`]([^\"”'’`\n]{2,80})[\"”'’`]")
STARTERS = re.compile(r"(?:^|[.!?:;]\s+|[(\"“'‘]\s*|—\s*|–\s*)$")
LETTERED = re.compile(
    r"\b(?:zone|volume|drive|bay|rack|gate|hall|group|line|cell|site|side)\s+([A-Z])\b"
)
# Other languages write every noun with a capital, or none.
ENGLISH = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|of|was|were|is|are|had|has|and|by|with|[Aa]fter|before|from|[Aa]t)\b"
)
APART = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])")
HYPHENED = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+")
LEAST_PART = 5
LEAST_SHORT = 3


def names(claim: str) -> list[str]:
    """What names a machine, service, version, file or product, as it is written."""
    found = [match[1] for match in QUOTED.finditer(claim) if " " not in match[1]]
    english = ENGLISH.search(claim) is not None
    for match in TOKEN.finditer(claim):
        token = match[0].rstrip(".:")
        lowered = token.lower()
        starts = bool(STARTERS.search(claim[: match.start()])) or match.start() == 0
        explained = re.match(
            r"\s\([A-Z0-9]", claim[match.end() :]
        )  # `Leipzig (LEJ)`: that is looked up
        system = lowered in KNOWN_SYSTEMS and not (token == lowered and token in ALSO_WORDS)
        if system or _looks_like_a_name(
            token, plain=starts or explained is not None or not english
        ):
            found.append(token)
    return list(dict.fromkeys(n for n in found if n.count(".") > 1 or not QUANTITY.fullmatch(n)))


def _looks_like_a_name(token: str, *, plain: bool) -> bool:
    if (
        token in ACRONYMS
        or CLOCK.fullmatch(token.removesuffix("Z"))
        or DATE.fullmatch(token)
        or len(token) < 2
    ):
        return False
    if token.lower() in UNITS or re.fullmatch(r"\d+-[a-z]{3,}", token):
        return False
    if token[0].isdigit() and re.fullmatch(r"[\d.]+:\d+", token) and token.count(".") == 3:
        return True
    if QUANTITY.fullmatch(token) or re.fullmatch(r"[\d.,]+(?:x|st|nd|rd|th)?%?", token):
        return token.count(".") > 1
    letters, digits = any(c.isalpha() for c in token), any(c.isdigit() for c in token)
    if letters and digits and not re.fullmatch(r"\d+(?:\.\d+)?[A-Za-z]{1,7}", token):
        return True
    if any(mark in token for mark in "_/@.") and letters:
        return not re.fullmatch(r"[A-Za-z]+/[A-Za-z]+|e\.g|i\.e", token)
    if "-" in token:
        *leading, last = token.lower().split("-")
        lettered = len(last) == 1 and token[-1].isalpha()  # `partner-a`
        return lettered or not any(part in PLAIN_HYPHENS for part in (*leading, last))
    camel = (
        bool(re.search(r"[a-z][A-Z]|[A-Z][A-Z]+[a-z]", token)) and token.rstrip("s") not in ACRONYMS
    )
    shouted = token.isupper() and len(token) > 2
    proper = token[0].isupper() and not plain and token not in SENTENCE_WORDS
    return camel or shouted or proper


def occurs(name: str, text: str) -> bool:
    """Whether `name` stands in `text` as a whole: not `host-1` in `host-11`."""
    bare = name.removesuffix("()")
    if re.fullmatch(r"v\d[\w.]*", bare):
        bare = bare[1:]
    if bare.lower() in KNOWN_SYSTEMS and re.search(rf"\b{re.escape(bare)}", text, re.IGNORECASE):
        return True
    if re.search(r"[a-z][A-Z]\w+[a-z]s$", bare) and occurs(bare[:-1], text):
        return True
    pattern = (
        rf"(?<![A-Za-z0-9_])(?<![A-Za-z0-9]-){re.escape(bare)}(?!_(?![a-z-]+[(:])|[A-Za-z0-9])"
        rf"(?!-(?!(?=[a-z]*\d)[a-z0-9]{{4,}}(?![a-z]))[A-Za-z0-9])"
    )
    if bare[:1].isdigit():
        before = r"(?:(?<![A-Za-z0-9_.])|(?<![A-Za-z0-9_.]v)(?<=v))"
        pattern = rf"{before}{re.escape(bare)}(?![A-Za-z0-9_]|\.\d)"
    return bool(re.search(pattern, text, re.IGNORECASE))


def stands(name: str, text: str) -> bool:
    """Whether `text` holds `name`, a part that names alone, its words, or the mark of the system.

    `x2lqm` for `stock-api-6c9d-x2lqm`, `FCM` for `fcm-account`, `p99` for `p99_ms`, `Frankfurt`
    for `probe-fra`, `connection-pool` for `connection pool`, `nginx` for a line that nginx wrote.
    """
    if occurs(name, text) or _implied(name, text):
        return True
    if name.isalpha() and re.search(rf"\b{re.escape(name)}\d", text, re.IGNORECASE):
        return True  # `Python` for `python3`
    return _part(name, text) or _spelled(name, text)


def _implied(name: str, text: str) -> bool:
    lowered = name.lower()
    sign = SIGNS.get(ALSO_KNOWN_AS.get(lowered, lowered))
    return sign is not None and re.search(sign, text) is not None


def _part(name: str, text: str) -> bool:
    lowered, whole = name.lower(), text.lower()
    if re.fullmatch(r"(?=\w*\d)(?=\w*[a-z])\w+", lowered) and len(lowered) >= LEAST_PART:
        return re.search(rf"[a-z0-9]-{re.escape(lowered)}(?![\w-])", whole) is not None
    if re.fullmatch(r"p\d\d+", lowered):
        quantile = (
            rf"(?<![a-z0-9]){lowered}_|(?<=[a-z]){lowered}\b|\bp\({lowered[1:]}\)|"
            rf"quantile\W{{1,4}}0\.{lowered[1:]}\b"
        )
        return re.search(quantile, whole) is not None
    if re.fullmatch(r"[a-z]+\d*", lowered) and re.search(
        rf"(?<![a-z0-9]){re.escape(lowered)}[_-](?:ms|s|seconds|bytes|pct|total|count|rate)\b",
        whole,
    ):
        return True
    if name.isupper() and len(name) >= LEAST_SHORT:
        begins = rf"(?<![a-z]){re.escape(lowered)}(?:[_.-]|[a-z]{{4,}})"
        ends = rf"[_.-]{re.escape(lowered)}(?![a-z])"
        inside = re.search(rf"(?<=[a-z]){re.escape(name)}(?![a-z])", text)  # `ProcessGroupNCCL`
        return inside is not None or re.search(f"{begins}|{ends}", whole) is not None
    if name != lowered and name.isalpha():
        tokens = re.findall(r"[\w.-]*[-_.][\w.-]*|(?<=[\[(\"'=])\w+(?=[\])\"',])", whole)
        parts = {part for token in tokens for part in APART.split(token) if part.isalpha()}
        return any(len(part) >= LEAST_SHORT and lowered.startswith(part) for part in parts)
    return False


def _spelled(name: str, text: str) -> bool:
    joined = re.split(r"[./]", name)
    if len(joined) > 1 and all(len(part) > 1 and occurs(part, text) for part in joined):
        return True  # `metering.readings` for `keyspace=metering table=readings`
    if re.search(r"\d", name):
        return False
    if "-" in name and occurs(name.replace("-", ""), text):
        return True
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[-_]", " ", name).lower()
    if " " not in words:
        return False
    if words in re.sub(r"[-_]", " ", text).lower():
        return True
    return (
        name.islower() and "_" not in name and {stem(word) for word in words.split()} <= stems(text)
    )


def describes(name: str, claim: str, everything: str) -> bool:
    """Whether a word with a hyphen only describes what follows it: `write-ahead log`.

    It names something where the input has a name that shares a part with it.
    """
    if not re.fullmatch(r"[a-z]+(?:-[a-z]+)+", name):
        return False
    parts = {stem(part) for part in name.split("-") if len(part) >= LEAST_SHORT}
    known = {
        stem(part) for token in HYPHENED.findall(everything) for part in APART.split(token) if part
    }
    before_noun = re.search(rf"\b{re.escape(name)}\s+[a-z]{{3,}}", claim) is not None
    return before_noun and not parts & known


def lettered(claim: str) -> list[str]:
    """The letters that name a zone, a volume, a rack: `zone B`."""
    return [match[1] for match in LETTERED.finditer(claim)]
