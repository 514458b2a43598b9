"""Checks every claim against the exact text that was sent; what fails is not told as true."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.ai import injection
from core.ai.claims import (
    amounts,
    bindings,
    contradiction,
    counts,
    elsewhere,
    figures,
    order,
    parts,
    times,
)
from core.ai.claims import names as claim_names
from core.ai.claims.digits import in_digits
from core.ai.material import Material
from core.ai.output_filter import foreign
from core.domain.analysis import Citation

LINE_NUMBER = re.compile(r"\b(lines?)\s+(\d+)(?:\s*(?:-|–|to|and|,)\s*(\d+))?", re.IGNORECASE)
SPACES = re.compile(r"\s+")
ABOUT = 90
AROUND = 8
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
        if must_cite:
            texts = [text for texts in sent.lines.values() for text in texts.values()]
            problems += bindings.problems(claim, lines, texts)
            around = _around(citations, sent)
            problems += elsewhere.problems(claim, [text for _, text in lines], around)
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


def _around(citations: Sequence[Citation], sent: Material) -> list[str]:
    """The lines that stand near a cited one and are not cited themselves."""
    cited = {(c.evidence, c.line) for c in citations}
    near = {(name, line + step) for name, line in cited for step in range(-AROUND, AROUND + 1)}
    found = (sent.line(*place) for place in sorted(near - cited))
    return [text for text in found if text is not None]


def _bad_quote(citation: Citation, sent: Material) -> str | None:
    line = sent.line(citation.evidence, citation.line)
    if line is None:
        return f"line {citation.line} of {citation.evidence} was not sent"
    quote, line = SPACES.sub(" ", citation.quote).strip(), SPACES.sub(" ", line).strip()
    if quote != line and (len(quote) < LEAST_QUOTE or not re.search(r"\w", quote)):
        return "a quote is too short to tell anything"
    before = r"(?:(?<![A-Za-z0-9_])|(?<=\dT))" if quote[:1].isalnum() else ""
    after = r"(?![A-Za-z0-9_])" if quote[-1:].isalnum() else ""
    if quote[-1:].isdigit():  # `rt=10.003` of `rt=10.003s`
        after = rf"(?:{after}|(?=(?:{parts.UNIT_PATTERN})(?!\w)))"
    if not re.search(before + re.escape(quote) + after, line):
        return f"a quote is not in line {citation.line} of {citation.evidence}"
    return None


def _unfound(
    claim: str, cited: str, lines: Sequence[tuple[int, str]], sent: Material
) -> Iterable[str]:
    numbers = {number for number, _ in lines}
    if lines:
        for match in LINE_NUMBER.finditer(claim):
            said = {int(n) for n in match.groups()[1:] if n}
            in_file = all(re.search(rf"(?::|\bline ){n}(?!\d)", cited) for n in said)
            if not in_file and not said <= _spanned(numbers):
                yield f"“{match[0]}” is not what it cites"
    plain = in_digits(LINE_NUMBER.sub(" ", claim))
    title = "\n".join(sent.lines.get("title", {}).values())
    context = f"{sent.computed}\n{title}"
    counted = f"{_worked_out(plain, sent.computed)}\n{title}"
    sources = [text for _, text in lines] or [cited]
    everything = [text for texts in sent.lines.values() for text in texts.values()]
    yield from figures.missing(plain, sources, counted, everything)
    yield from _unfound_times(plain, times.written(f"{cited}\n{title}"), sources)
    description = "\n".join(sent.lines.get("description", {}).values())
    for name in [*claim_names.names(plain), *claim_names.lettered(plain)]:
        found = claim_names.stands(name, f"{cited}\n{context}\n{description}")
        if not found and not claim_names.describes(name, plain, "\n".join(everything)):
            yield f"“{name}” is not in the cited lines"


def _unfound_times(claim: str, known: str, sources: Sequence[str]) -> Iterable[str]:
    moments = [moment for text in sources for moment in times.moments(text)]
    elsewhere = {f"{m.at:%H:%M:%S}" for m in moments if m.zone} | {m.clock for m in moments}
    for time in parts.clock_times(claim):
        written = rf"(?<!\d){time.replace(':', '[:h]', 1)}(?!\d)"
        near = _hedged(claim, time)
        rounded = any(_apart(time, other) <= near for other in elsewhere)
        if not re.search(written, known) and not rounded:
            yield f"the time {time} is not in the cited lines"
    for day in parts.days_missing(claim, known):
        yield f"{day} is not in the cited lines"
    for date in parts.DATE.findall(claim):
        if date not in known:
            yield f"the date {date} is not in the cited lines"


def _hedged(claim: str, time: str) -> int:
    """How many seconds a time may be off: a rounded second, or what *shortly before* allows."""
    loose = rf"\b(?:about|around|shortly (?:before|after)|just (?:before|after)|towards|by) {time}"
    if re.search(loose, claim, re.IGNORECASE):
        return ABOUT
    return 1 if time.count(":") > 1 else 0


def _apart(one: str, other: str) -> int:
    """The seconds between two times of a day."""
    return abs(_seconds(one) - _seconds(other))


def _seconds(clock: str) -> int:
    hour, minute, second = ([int(part) for part in clock.split(":")] + [0])[:3]
    return hour * 3600 + minute * 60 + second


def _spanned(numbers: set[int]) -> set[int]:
    return set(range(min(numbers), max(numbers) + 1))


def _contradictions(
    claim: str, cited: str, lines: Sequence[tuple[int, str]], *, steps: bool
) -> list[str]:
    said = parts.stems(claim)
    numbers = amounts.told(in_digits(claim))  # all of them were found
    told = (
        parts.clock_times(claim)
        or claim_names.names(claim)
        or any(n.quantity.dimension or n.quantity.raw > 9 for n in numbers)
    )
    beside = not steps and said and not told and not said & parts.stems(cited)
    found = [
        order.swapped(claim, lines),
        counts.misplaced(claim, cited),
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
    return claim_names.occurs(name, _everything(sent))


def prose_problems(text: str, facts: str) -> tuple[str, ...]:
    """What in `text` is not in `facts`: numbers, times, names, links, mentions, commands."""
    if why := foreign(text, facts):
        return (why,)
    if injection.suspicious(text) and not injection.suspicious(facts):
        return ("it repeats text that reads like an instruction",)
    known = Material({}, facts, (), "")
    return tuple(_unfound(text, facts, (), known))
