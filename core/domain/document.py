"""The RCA as Markdown. Text from outside can't become structure: it is escaped first."""

import re
from collections.abc import Sequence

from core.domain.facts import clock_time
from core.domain.follow_up import NOTHING_YET
from core.domain.incident import Incident
from core.domain.rca import RcaSections, RcaStatus

STRUCTURE = re.compile(r"([\\`*_\[\]<>#|~&])")
# a bare address would become a link
WORDS = {
    RcaStatus.DRAFT: "Draft",
    RcaStatus.IN_REVIEW: "In review",
    RcaStatus.APPROVED: "Approved",
}
ADDRESS = re.compile(r":(?=//)|(?<=www)\.(?=\w)", re.IGNORECASE)
# at the start of a line these would begin a list or draw a rule
LEADING = re.compile(r"^(\d+(?=[.)])|)([-+=.)])")


def escape(text: str) -> str:
    """`text` as Markdown that shows exactly it, on one line."""
    flat = STRUCTURE.sub(r"\\\1", " ".join(text.split()))
    return LEADING.sub(r"\1\\\2", ADDRESS.sub(r"\\\g<0>", flat))


def markdown(
    incident: Incident,
    sections: RcaSections,
    version: int,
    status: RcaStatus = RcaStatus.DRAFT,
) -> str:
    """The whole document."""
    parts = [
        f"# RCA {incident.id}: {escape(incident.title)}",
        (
            f"{WORDS[status]}, version {version} · severity {incident.severity.value} · "
            f"category {sections.root_cause_category}"
        ),
        *_section("Summary", sections.summary),
        *_section("Impact", sections.impact),
        *_section("Detection", sections.detection),
        *_section("Response", sections.response),
        "## Timeline",
        _timeline(sections),
        *_section("Root cause", sections.root_cause),
        _category(sections),
        _citations(sections),
        *_listed("Five whys", sections.five_whys),
        *_listed("Contributing factors", sections.contributing_factors),
        "## Action items",
        _action_items(sections),
        *_listed("What went well", sections.went_well),
        *_listed("Lessons", sections.lessons),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(title: str, text: str) -> tuple[str, str]:
    return f"## {title}", escape(text)


def _listed(title: str, items: Sequence[str]) -> tuple[str, str]:
    return f"## {title}", "\n".join(f"- {escape(item)}" for item in items)


def _timeline(sections: RcaSections) -> str:
    rows = [
        f"- {clock_time(entry.at)} — {escape(entry.actor)}: {escape(entry.text)}"
        for entry in sections.timeline
    ]
    return "\n".join(rows) or "- Nothing was recorded."


def _category(sections: RcaSections) -> str:
    because = sections.root_cause_category_reason
    if sections.root_cause_category == "OTHERS" and not because:
        because = "as nothing decides it yet"
    return f"Category: {sections.root_cause_category}" + (f", {escape(because)}" if because else "")


def _citations(sections: RcaSections) -> str:
    return "\n".join(
        f"- {cited.evidence} line {cited.line}: {escape(cited.quote)}"
        for cited in sections.root_cause_citations
        if cited.evidence != "title"
    )


def _action_items(sections: RcaSections) -> str:
    rows = []
    for item in sections.action_items:
        why = f" ({escape(item.owner_reason)})" if item.owner_reason else ""
        owner = f" — owner: {escape(item.owner)}{why}" if item.owner else " — owner: nobody yet"
        rows.append(f"- [ ] {escape(item.text)}{owner}")
    return "\n".join(rows or [f"- {each}" for each in NOTHING_YET])
