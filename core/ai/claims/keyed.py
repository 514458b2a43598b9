"""Which key a number stands under in the cited lines, and which one a sentence names."""

import re
from collections.abc import Sequence
from decimal import Decimal

from core.ai.claims.amounts import Told, bounds, told
from core.ai.claims.digits import in_digits
from core.ai.claims.names import occurs
from core.ai.claims.parts import stem, stems
from core.ai.claims.words import WHICH_ONE

FIELD = re.compile(
    r"(?<![\w/.\[?&-])(?![\w.]*[-.][\w.-]*:\d{1,5}(?![\dA-Za-z]))([A-Za-z_][\w.-]*)[\"')]?\s*[=:]\s*[\"']?(\d+(?:\.\d+)?)\s?(?:[A-Za-z%µ]{1,5})?(?![\w:=-]|\.\d)"
)
LABELLED = re.compile(
    r"\b(client|upstream|user|role|queue|topic|table|zone|bucket|partition|shard|region|policy|secret|"
    r"database|cluster|namespace|tenant|pool|fleet|container|member|coordinator|leader|source|"
    r"target|station|device|job|task|backend|payer|custodian|customer|supplier|carrier|channel|input|output)\s"
    r"(/?[A-Za-z0-9][\w.@/:-]*[\d_.@/-][\w.@/:-]*\w|/\w[\w/.-]*|[A-Z][A-Z-]{3,})"
)
CLAUSES = re.compile(
    r"[;,]\s|\s(?:and|but|while|whereas|against|versus|than|then|where)\s", re.IGNORECASE
)
NOTHING = re.compile(
    r"(?:(?<=\bhad )no|(?<=\bhas )no|(?<=\bwith )no|\bzero|\bnone)\s+(?=[a-z]{4,})", re.IGNORECASE
)
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[_.-]")
SAME = {"averag": "avg", "maxim": "max", "peak": "max", "minim": "min", "nreturn": "return"}
BOUNDS = frozenset(["max", "min", "limit", "capac", "quota", "threshold"])
LEAST_PART = 3
NEAR = 20
RIGHT_BESIDE = 4
MOST_NUMBERS = 3
LEAST_KEY = 9
SAME_LETTERS = 3
PLAIN_NAME = re.compile(
    r"\b(tenant|container|service|component|queue|topic|pool|table|user|job|app|cluster|model) "
    r"([a-z]{5,})\b"
)
SUBJECT = re.compile(
    r"The ([a-z]{4,})\b(?: (?:of|for|on) [^,;]+?)? (?:is|was|were|stood at) \d", re.IGNORECASE
)
UNIT_PARTS = frozenset(
    ["ms", "s", "sec", "secs", "seconds", "bytes", "mb", "gb", "kb", "pct", "percent", "total"]
)


def misnamed(claim: str, lines: Sequence[str]) -> str | None:
    """`sync took 269.6 s` where a line has `write=269.604 s, sync=1.820 s`."""
    keys = [(_parts(m[1]), Decimal(m[2])) for line in lines for m in FIELD.finditer(line)]
    common = set.intersection(*[p for p, _ in keys]) if keys else set()
    for clause in CLAUSES.split(NOTHING.sub("0 ", in_digits(claim))):
        numbers = told(clause)
        for number in numbers if len(numbers) <= MOST_NUMBERS else []:
            if word := _other_key(number, numbers, clause, keys, common):
                return f"the cited lines don't give {number.quantity.raw:f} as “{word}”"
    return None


def _other_key(
    number: Told,
    numbers: Sequence[Told],
    clause: str,
    keys: Sequence[tuple[set[str], Decimal]],
    common: set[str],
) -> str | None:
    """The word beside the number that is the key of another, where its own key is not told."""
    said = {SAME.get(word, word) for word in stems(clause)}
    own = [parts - common for parts, value in keys if _same(number, value)]
    if any(number.before.lower().endswith(f" {which} ") for which in WHICH_ONE):
        return None  # `process 39870`
    factor = re.match(r"\s*(?:times|fold)\b", number.after)
    if factor or not own or any(not parts or _spoken(parts, said) for parts in own):
        return None
    theirs = [(p - common, v) for p, v in keys if not p & BOUNDS]
    # what another number of the sentence stands under is told of that one
    taken = {w for n in numbers if n != number for p, v in theirs if _same(n, v) for w in p}
    meant = {word for parts, _ in theirs for word in (parts & said) - taken}
    apart = {word: _distance(word, number, clause) for word in meant}
    if re.search(r"\b(?:that|which|behind)\s+(?:\w+\s+)?$", number.before):
        return None  # `the lock that 40112 waited for`
    nearest = min(apart, key=lambda word: (apart[word], word), default=None)
    near = NEAR if len(numbers) == 1 else RIGHT_BESIDE
    return nearest if nearest is not None and apart[nearest] <= near else None


def of_key(claim: str, lines: Sequence[str]) -> str | None:
    """`the target is 96.2` where a line has `success=96.2 target=99.5`."""
    numbers = told(in_digits(claim))
    subject = SUBJECT.match(claim)
    for line in lines:
        fields = {m[1].lower(): Decimal(m[2]) for m in FIELD.finditer(line)}
        named = [
            key
            for key in fields
            if len(key) >= LEAST_KEY and re.search(rf"\b{re.escape(key)}\b", claim)
        ]
        named += [subject[1].lower()] if subject and subject[1].lower() in fields else []
        for key in named[:1] if len(numbers) == 1 and len(set(named)) == 1 else []:
            others = [value for other, value in fields.items() if other != key]
            if (
                fields[key] > 1
                and not _same(numbers[0], fields[key])
                and any(_same(numbers[0], v) for v in others)
            ):
                return f"the cited lines give {fields[key]:f} as {key}"
    return None


def labelled(claim: str, lines: Sequence[str]) -> str | None:
    """`client 10.0.0.2` where a line has `client: 10.0.0.9` and 10.0.0.2 for something else."""
    cited = "\n".join(lines)
    for match in LABELLED.finditer(claim):
        label, name = match[1], match[2].rstrip(".:")
        key = rf"\b{re.escape(label)}[\"']?\s?[=:]\s?[\"'(<\[]{{0,2}}(?:\w+://)?([\w][\w.@/-]*)"
        theirs = {found[1].rstrip(".").lower() for found in re.finditer(key, cited, re.IGNORECASE)}
        named = rf"\b{re.escape(label)}\s(/?[\w.@-]*[\d_./@-][\w./@-]*\w|[A-Z][A-Z-]{{3,}})"
        theirs |= {found[1].lower() for found in re.finditer(named, cited)}
        there = re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", cited, re.IGNORECASE)
        near = re.search(rf"\b{re.escape(label)}s?\W{{1,4}}{re.escape(name)}", cited, re.IGNORECASE)
        said = any(occurs(other, claim) for other in theirs)
        if theirs and there and not near and not said and name.lower() not in theirs:
            return f"the cited lines give “{min(theirs)}” as {label}, not “{name}”"
    return None


def misspelt(claim: str, lines: Sequence[str]) -> str | None:
    """`tenant netsec` where the lines have `tenant=netops`."""
    cited = "\n".join(lines)
    for match in PLAIN_NAME.finditer(claim):
        label, word = match[1], match[2].lower()
        if re.search(rf"\b{re.escape(word)}", cited, re.IGNORECASE):
            continue
        for found in re.finditer(rf"\b{label}(?:[\"']?[=:]\s?[\"']?|\s)([a-z]{{5,}})\b", cited):
            name = found[1]
            begins, ends = word[:SAME_LETTERS] == name[:SAME_LETTERS], word[-4:] == name[-4:]
            if stem(name) != stem(word) and (begins or ends):
                return f"the cited lines give “{name}” as {label}, not “{word}”"
    return None


def _spoken(parts: set[str], said: set[str]) -> bool:
    """Whether a word of the key is said, or begins one that is: `rev` for `revision`."""
    return any(
        word.startswith(part[:4]) if len(part) >= LEAST_PART else word == part
        for part in parts
        for word in said
    )


def _distance(word: str, number: Told, clause: str) -> int:
    """How far a word stands from the number in its clause, in characters."""
    at = len(number.before)
    found = [m for m in re.finditer(r"[A-Za-z_-]+", clause) if word in stems(m[0])]
    apart = [at - m.end() if m.start() < at else m.start() - at for m in found]
    return min(map(abs, apart), default=len(clause))


def _parts(key: str) -> set[str]:
    words = {stem(p) for p in CAMEL.split(key) if len(p) > 1 and p.lower() not in UNIT_PARTS}
    return {SAME.get(word, word) for word in words}


def _same(told: Told, there: Decimal) -> bool:
    said = told.quantity
    if there in (said.raw, said.value) or (
        said.dimension == "time" and there == said.value * 1000 != 1000
    ):
        return True
    low, high, hedged = bounds(told)
    in_unit = low / told.unit <= there <= high / told.unit if told.unit else False
    return in_unit and (hedged or told.digits > 0)
