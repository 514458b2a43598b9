"""Checks every claim against the exact text that was sent; what fails is not told as true."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.ai import amounts, bindings, contradiction, injection
from core.ai import claim_parts as parts
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
        if must_cite:
            texts = [text for texts in sent.lines.values() for text in texts.values()]
            problems += bindings.problems(claim, lines, texts)
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
    before = r"(?:(?<![A-Za-z0-9_])|(?<=\dT))" if quote[:1].isalnum() else ""
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
            said = {int(n) for n in match.groups()[1:] if n}
            in_file = all(re.search(rf":{n}(?!\d)", cited) for n in said)
            if not in_file and not said <= _spanned(numbers):
                yield f"“{match[0]}” is not what it cites"
    plain = amounts.in_digits(LINE_NUMBER.sub(" ", claim))
    title = "\n".join(sent.lines.get("title", {}).values())
    context = f"{sent.computed}\n{title}"
    counted = f"{_worked_out(plain, sent.computed)}\n{title}"
    sources = [text for _, text in lines] or [cited]
    everything = [text for texts in sent.lines.values() for text in texts.values()]
    yield from _unfound_numbers(plain, sources, counted, everything)
    elsewhere = {f"{m.at:%H:%M:%S}" for text in sources for m in amounts.moments(text) if m.zone}
    for time in parts.clock_times(plain):
        written = rf"(?<!\d){time.replace(':', '[:h]', 1)}(?!\d)"
        if not re.search(written, f"{cited}\n{title}") and time not in elsewhere:
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
    if name.isupper() and re.search(rf"(?<![a-z]){re.escape(name.lower())}_", cited.lower()):
        return True
    return (
        " " in words and not re.search(r"\d", name) and words in re.sub(r"[-_]", " ", cited).lower()
    )


def _unfound_numbers(
    claim: str, lines: Sequence[str], context: str, everything: Sequence[str]
) -> Iterable[str]:
    claim = amounts.in_digits(claim)
    cited = amounts.in_digits("\n".join(lines))
    here = parts.line_quantities(cited) + amounts.composite(cited)
    known = here + parts.line_quantities(context)
    raw = {quantity.raw for quantity in known if quantity.dimension != "time"}
    gaps = amounts.gaps(lines)
    for match in amounts.RANGE.finditer(claim):
        if not amounts.range_holds(match[1], match[2], match[3], known, gaps):
            yield f"{match[0]} is not in the cited lines"
    for number in amounts.told(amounts.RANGE.sub(" ", claim)):
        said = number.quantity
        counted = said.dimension is None and _counted(number, claim, lines, everything)
        share = said.dimension == "share" and said.raw / 100 in raw
        if not (
            counted
            or share
            or amounts.holds(number, known, gaps)
            or amounts.worked_out(number, claim, here)
        ):
            yield f"{said.raw:f} is not in the cited lines"
    for word in re.findall(r"[a-z]+", claim.lower()):
        place = amounts.ORDINALS.get(word)
        fraction = re.search(rf"\ba {word}\b", claim, re.IGNORECASE)
        if (
            place
            and not fraction
            and place not in raw | {Decimal(len(lines))}
            and word not in cited.lower()
        ):
            yield f"“{word}” is not in the cited lines"


def _counted(
    number: amounts.Told, claim: str, lines: Sequence[str], everything: Sequence[str]
) -> bool:
    """Whether it is how many lines are cited, or how many were sent with the words after it."""
    if number.quantity.raw == len(lines):
        return True
    after = re.search(rf"\b{number.quantity.raw:f}((?:\s+\w+){{1,4}})", claim)
    words = [w.removesuffix("s").lower() for w in after[1].split() if len(w) > 2] if after else []
    counts = {
        sum(w in text.lower() for text in texts) for w in words for texts in (everything, lines)
    }
    return number.quantity.raw in counts


def _contradictions(
    claim: str, cited: str, lines: Sequence[tuple[int, str]], *, steps: bool
) -> list[str]:
    said = parts.stems(claim)
    numbers = amounts.told(amounts.in_digits(claim))  # all of them were found
    measured = parts.clock_times(claim) or any(number.quantity.dimension for number in numbers)
    points = re.search(r"\d\s+(?:percentage )?points?\b", claim)
    beside = not steps and said and not measured and not points and not said & parts.stems(cited)
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
