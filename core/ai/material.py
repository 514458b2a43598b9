"""What a model is shown of a case: numbered lines, masked, within a token budget."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from core.ai import injection
from core.ai.egress import Door
from core.ai.masked_templates import shown
from core.ai.schema import answer_schema
from core.domain.analysis import Case, Evidence
from core.logs.model import LogDigest, Template

TOKENS = re.compile(r"[A-Za-z]+|\d{1,3}|[^\sA-Za-z\d]")
LONGEST_LINE = 600
WHOLE_UP_TO = 2_000_000
AROUND = 60
TEMPLATES_SHOWN = 25
LINES_AROUND_A_KEY_LINE = 2


@dataclass(frozen=True)
class Material:
    """The evidence exactly as it was sent; line numbers are the original ones.

    `computed` are facts that code worked out; `flagged` the lines that read like instructions.
    """

    lines: dict[str, dict[int, str]]
    computed: str
    flagged: tuple[tuple[str, int], ...]
    text: str

    def line(self, evidence: str, number: int) -> str | None:
        """The line as it was sent, None if it was not."""
        return self.lines.get(evidence, {}).get(number)


def estimated_tokens(text: str) -> int:
    """About how many tokens `text` is for today's models, 15 % on the safe side."""
    return int(
        1.15 * sum(1 + len(word) // 7 if word.isalpha() else 1 for word in TOKENS.findall(text))
    )


def answer_tokens(answer: type[BaseModel]) -> int:
    """About how many tokens the form of an answer is, which is sent along."""
    return estimated_tokens(json.dumps(answer_schema(answer)))


def gather(case: Case, digest: LogDigest | None, cited: Iterable[tuple[str, int]], door: Door,
           *, budget: int) -> Material:  # fmt: skip
    """Choose, mask and fence what a model is shown of `case` within `budget` tokens.

    `cited` are lines that the offline analyst found worth citing. Logs come last, for they are
    what has to give way. Blocking: a large log takes a second.

    Raises:
        MaskingFailed: nothing may be sent.
    """
    kinds = sorted(digest.templates, key=_weight)[:TEMPLATES_SHOWN] if digest else []
    pieces = sorted(case.evidence, key=lambda piece: piece.kind == "logs")
    cited = list(cited)
    chosen = {
        piece.id: _wanted(piece, digest, [line for name, line in cited if name == piece.id])
        for piece in pieces
    }
    seen = {
        piece.id: _masked(piece, [*chosen[piece.id], *_lines_of(kinds, piece)], door)
        for piece in pieces
    }
    logs = next((seen[piece.id] for piece in pieces if piece.kind == "logs"), {})
    computed = door.mask(_computed(case, digest, _told(kinds, logs)))
    left = budget - estimated_tokens(computed)
    lines: dict[str, dict[int, str]] = {}
    flagged: list[tuple[str, int]] = []
    for piece in pieces:
        wanted = chosen[piece.id]
        masked = {number: seen[piece.id][number] for number in wanted}
        flagged += [(piece.id, line) for line, text in masked.items() if injection.suspicious(text)]
        lines[piece.id], left = _within(masked, wanted, left)
    parts = [door.fence("computed", computed)] + [
        door.fence(f"evidence {name}", "\n".join(f"{n}| {text}" for n, text in shown.items()))
        for name, shown in lines.items()
        if shown
    ]
    return Material(lines, computed, tuple(flagged), "\n\n".join(parts))


def _computed(case: Case, digest: LogDigest | None, kinds: Sequence[str]) -> str:
    facts = [f"service: {case.service}"] if case.service else []
    facts += [f"label {key}: {value}" for key, value in sorted(case.labels.items())]
    if case.severity:
        facts.append(f"severity set: {case.severity.value}")
    if digest is None:
        return "\n".join(facts) or "nothing"
    levels = ", ".join(f"{count} {level}" for level, count in digest.levels.items())
    facts.append(f"log: {digest.line_count} lines; {levels}")
    if digest.onset:
        before, after = digest.onset.share_before, digest.onset.share_after
        facts.append(
            f"errors rise at line {digest.onset.line}: {before:.0%} before, {after:.0%} after"
        )
    return "\n".join([*facts, *kinds])


def _told(kinds: Sequence[Template], masked: Mapping[int, str]) -> list[str]:
    """What each kind of line looks like, in the words of its masked first line."""
    return [
        f"{kind.count} times, lines {kind.first_line} to {kind.last_line}, "
        f"{kind.level or 'no level'}: {shown(kind.template, masked[kind.first_line])[:200]}"
        for kind in kinds
        if kind.first_line in masked
    ]


def _lines_of(kinds: Sequence[Template], piece: Evidence) -> list[int]:
    if piece.kind != "logs":
        return []
    return [kind.first_line for kind in kinds if kind.first_line <= len(piece.lines)]


def _weight(template: Template) -> tuple[bool, int]:
    return template.level not in ("fatal", "error", "warn"), template.count


def _wanted(piece: Evidence, digest: LogDigest | None, cited: Sequence[int]) -> list[int]:
    """Line numbers, the most telling first; all of them, so that a small log is shown whole."""
    last = len(piece.lines)
    first: list[int] = list(cited)
    if piece.kind == "logs" and digest is not None:
        first += [digest.first_error.line] if digest.first_error else []
        first += [key.line for key in digest.key_lines]
        first += [template.first_line for template in sorted(digest.templates, key=_weight)[:60]]
    near = [
        n + d for n in first for d in range(-LINES_AROUND_A_KEY_LINE, LINES_AROUND_A_KEY_LINE + 1)
    ]
    chosen = dict.fromkeys([*first, *near])
    if last <= 3000:
        chosen |= dict.fromkeys(range(1, last + 1))
    return [number for number in chosen if 1 <= number <= last]


def _masked(piece: Evidence, wanted: Sequence[int], door: Door) -> dict[int, str]:
    """The wanted lines, masked with everything around them, for a secret may span lines."""
    if sum(map(len, piece.lines)) <= WHOLE_UP_TO:
        whole = door.mask_lines(piece.lines)
        return {number: whole[number - 1] for number in wanted}
    masked: dict[int, str] = {}
    for number in sorted(wanted):
        if number not in masked:
            start = max(0, number - 1 - AROUND)
            window = door.mask_lines(
                [line[:20_000] for line in piece.lines[start : number + AROUND]]
            )
            masked |= {n: window[n - 1 - start] for n in wanted if start < n <= number}
    return masked


def _within(masked: dict[int, str], wanted: Sequence[int], left: int) -> tuple[dict[int, str], int]:
    """As many of the wanted lines as `left` tokens allow, in the order of the log."""
    shown: dict[int, str] = {}
    for number in wanted:
        text = masked[number][:LONGEST_LINE]
        cost = estimated_tokens(text) + 4
        if cost > left:
            break
        shown[number], left = text, left - cost
    return dict(sorted(shown.items())), left
