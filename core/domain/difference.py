"""What a version of an RCA says differently from the one before, section by section."""

import difflib
import re
from collections.abc import Mapping

from core.domain.rca import RcaSections, SectionChange

# an opening quote begins a sentence, too
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z“0-9])")


def lines_of(sections: RcaSections) -> Mapping[str, tuple[str, ...]]:
    """Each section as the lines that are compared: a sentence or a list's item each."""
    return {
        "Summary": _split(sections.summary),
        "Impact": _split(sections.impact),
        "Detection": _split(sections.detection),
        "Response": _split(sections.response),
        "Timeline": tuple(f"{e.at:%H:%M:%S} {e.actor}: {e.text}" for e in sections.timeline),
        "Root cause": _split(sections.root_cause),
        "Category": (
            f"{sections.root_cause_category} {sections.root_cause_category_reason}".strip(),
        ),
        "Five whys": sections.five_whys,
        "Contributing factors": sections.contributing_factors,
        "Action items": tuple(
            f"{item.text} (owner: {item.owner or 'nobody yet'}, {item.status})"
            for item in sections.action_items
        ),
        "What went well": sections.went_well,
        "Lessons": sections.lessons,
    }


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in _SENTENCES.split(text) if part.strip())


def changes(before: RcaSections, after: RcaSections) -> tuple[SectionChange, ...]:
    """The sections that differ, in the document's order, with the lines added and removed."""
    old, new = lines_of(before), lines_of(after)
    compared = [_compared(name, old[name], new[name]) for name in new if old[name] != new[name]]
    return tuple(compared)


def _compared(name: str, old: tuple[str, ...], new: tuple[str, ...]) -> SectionChange:
    added: list[str] = []
    removed: list[str] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if tag != "equal":
            removed += old[from_old:to_old]
            added += new[from_new:to_new]
    return SectionChange(section=name, added=tuple(added), removed=tuple(removed))
