"""Checks every claim against the exact text that was sent; what fails is not told as true."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations

from core.ai import claim_parts as parts
from core.ai import contradiction, injection
from core.ai.claim_parts import Quantity
from core.ai.claim_words import WORD_NUMBERS
from core.ai.material import Material
from core.ai.output_filter import foreign
from core.domain.analysis import Citation

LINE_NUMBER = re.compile(r"\b(lines?)\s+(\d+)(?:\s*(?:-|–|to|and|,)\s*(\d+))?", re.IGNORECASE)
SPACES = re.compile(r"\s+")
LEAST_QUOTE = 3
WORDS_TAKEN_OVER = 4


@dataclass(frozen=True)
class Verdict:
    """How a claim fared: `problems` is empty when it held; `banned`: it must never be shown."""

    problems: tuple[str, ...]
    banned: bool = False

    @property
    def held(self) -> bool:
        """Whether everything that can be checked was found."""
        return not self.problems


def check(
    claim: str, citations: Sequence[Citation], sent: Material, *, must_cite: bool = True
) -> Verdict:
    """Look up all of `claim`: its quotes, and in the cited lines its numbers, times and names.

    Without citations (allowed unless `must_cite`) all that was sent counts as cited.
    """
    lines = _cited_lines(citations, sent)
    everything = _everything(sent)
    cited = "\n".join(text for _, text in lines) if citations else everything
    if why := foreign(claim, cited):
        return Verdict((why,), banned=True)
    cites_flagged = any((c.evidence, c.line) in sent.flagged for c in citations)
    if cites_flagged or injection.suspicious(claim) or _repeats_flagged(claim, sent):
        return Verdict(("it repeats text that reads like an instruction",), banned=True)
    problems = [why for citation in citations if (why := _bad_quote(citation, sent))]
    if must_cite and not citations:
        problems.append("it cites nothing")
    problems += _unfound(claim, cited, lines, sent)
    if citations and not problems:
        problems += _contradictions(claim, cited, lines, steps=not must_cite)
    return Verdict(tuple(problems))


def _repeats_flagged(claim: str, sent: Material) -> bool:
    """Whether the claim takes over a run of words from a line that reads like an instruction."""
    said = " ".join(claim.lower().split())
    for name, number in sent.flagged:
        words = (sent.line(name, number) or "").lower().split()
        size = min(WORDS_TAKEN_OVER, len(words))
        runs = (" ".join(words[at : at + size]) for at in range(len(words) - size + 1))
        if words and any(run in said for run in runs):
            return True
    return False


def _everything(sent: Material) -> str:
    texts = [text for lines in sent.lines.values() for text in lines.values()]
    return "\n".join([sent.computed, *texts])


def _cited_lines(citations: Sequence[Citation], sent: Material) -> list[tuple[int, str]]:
    found = {(c.evidence, c.line): sent.line(c.evidence, c.line) for c in citations}
    return [(line, text) for (_, line), text in found.items() if text is not None]


def _bad_quote(citation: Citation, sent: Material) -> str | None:
    line = sent.line(citation.evidence, citation.line)
    if line is None:
        return f"line {citation.line} of {citation.evidence} was not sent"
    quote, line = SPACES.sub(" ", citation.quote).strip(), SPACES.sub(" ", line).strip()
    if quote != line and (len(quote) < LEAST_QUOTE or not re.search(r"\w", quote)):
        return "a quote is too short to tell anything"
    before = r"(?<![A-Za-z0-9_])" if quote[:1].isalnum() else ""
    after = r"(?![A-Za-z0-9_])" if quote[-1:].isalnum() else ""
    if not re.search(before + re.escape(quote) + after, line):
        return f"a quote is not in line {citation.line} of {citation.evidence}"
    return None


def _unfound(
    claim: str, cited: str, lines: Sequence[tuple[int, str]], sent: Material
) -> Iterable[str]:
    numbers = {number for number, _ in lines}
    if lines:
        for match in LINE_NUMBER.finditer(claim):
            if not {int(n) for n in match.groups()[1:] if n} <= _spanned(numbers):
                yield f"“{match[0]}” is not what it cites"
    plain = LINE_NUMBER.sub(" ", claim)
    title = "\n".join(sent.lines.get("title", {}).values())
    context = f"{sent.computed}\n{title}"
    counted = f"{_worked_out(plain, sent.computed)}\n{title}"
    yield from _unfound_numbers(plain, cited, counted, len(lines))
    for time in parts.clock_times(plain):
        if not re.search(rf"(?<!\d){time}(?!\d)", f"{cited}\n{title}"):
            yield f"the time {time} is not in the cited lines"
    for date in parts.DATE.findall(plain):
        if date not in f"{cited}\n{title}":
            yield f"the date {date} is not in the cited lines"
    description = "\n".join(sent.lines.get("description", {}).values())
    for name in parts.names(plain):
        if not parts.occurs(name, f"{cited}\n{context}\n{description}") and not _spelled(
            name, cited
        ):
            yield f"“{name}” is not in the cited lines"


def _spanned(numbers: set[int]) -> set[int]:
    return set(range(min(numbers), max(numbers) + 1))


def _spelled(name: str, cited: str) -> bool:
    """`connection-pool` for `connection pool`, `OutOfMemory` for `out of memory`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[-_]", " ", name).lower()
    return (
        " " in words and not re.search(r"\d", name) and words in re.sub(r"[-_]", " ", cited).lower()
    )


def _unfound_numbers(claim: str, cited: str, context: str, cited_lines: int) -> Iterable[str]:
    known = parts.line_quantities(cited) + parts.line_quantities(context)
    known += [Quantity(value, "time", value) for value in _gaps(cited)]
    raw = {quantity.raw for quantity in known}
    for quantity in parts.quantities(claim):
        counted = quantity.dimension is None and quantity.raw == cited_lines
        share = quantity.dimension == "share" and quantity.raw / 100 in raw
        if not (counted or share or any(quantity.same_as(other) for other in known)):
            yield f"{quantity.raw:f} is not in the cited lines"
    for word in re.findall(r"[a-z]+", claim.lower()):
        number = WORD_NUMBERS.get(word)
        if (
            number
            and number not in raw
            and number != cited_lines
            and not re.search(rf"\b{word}\b", cited.lower())
        ):
            yield f"“{word}” is not in the cited lines"


def _gaps(cited: str) -> Iterable[Decimal]:
    """The seconds between any two times in the cited lines."""
    times = list(dict.fromkeys(parts.clock_times(cited)))[:12]
    moments = [_moment(time) for time in times]
    for one, other in combinations([moment for moment in moments if moment], 2):
        yield Decimal(int(abs((one - other) / timedelta(seconds=1))))


def _moment(time: str) -> datetime | None:
    try:
        return datetime.strptime(time, "%H:%M:%S" if time.count(":") == 2 else "%H:%M")  # noqa: DTZ007
    except ValueError:
        return None


def _contradictions(
    claim: str, cited: str, lines: Sequence[tuple[int, str]], *, steps: bool
) -> list[str]:
    said = parts.stems(claim)
    beside = not steps and said and not said & parts.stems(cited)
    found = [
        contradiction.swapped(claim, lines),
        contradiction.misplaced(claim, cited),
        # a next step may well say the opposite of what the lines say: raise what was too low
        None if steps else contradiction.turned_around(claim, cited),
        "the cited lines speak of something else" if beside else None,
    ]
    return [why for why in found if why]


def _worked_out(claim: str, computed: str) -> str:
    """The computed facts that speak of what the claim speaks of, without their line numbers."""
    said = parts.stems(claim)
    plain = [LINE_NUMBER.sub(" ", fact) for fact in computed.split("\n")]
    return "\n".join(fact for fact in plain if len(said & parts.stems(fact)) >= 2)


def named_in(name: str, sent: Material) -> bool:
    """Whether `name` stands as a whole in anything that was sent."""
    return parts.occurs(name, _everything(sent))


def prose_problems(text: str, facts: str) -> tuple[str, ...]:
    """What in `text` is not in `facts`: numbers, times, names, links, mentions, commands."""
    if why := foreign(text, facts):
        return (why,)
    if injection.suspicious(text) and not injection.suspicious(facts):
        return ("it repeats text that reads like an instruction",)
    known = Material({}, facts, (), "")
    return tuple(_unfound(text, facts, (), known))
