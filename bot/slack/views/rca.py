"""The RCA as a post in the thread: its parts in order, cut to Slack's limits."""

from collections.abc import Sequence

from bot.slack.views import text as t
from core.domain.condensed import condensed
from core.domain.follow_up import NOTHING_YET
from core.domain.incident import Incident
from core.domain.rca import (
    RCA_MOVES,
    ActionItem,
    Rca,
    RcaStatus,
    RcaTimelineEntry,
    SectionChange,
)
from core.domain.why import NO_FACTORS

TIMELINE_SHOWN = 15
PART_SHOWN = 1200
CHANGES_SHOWN = 6
REMARKS_SHOWN = 3
NOTHING_SAID = ((), NO_FACTORS, NOTHING_YET)
STATUS_WORDS = {
    RcaStatus.DRAFT: "draft",
    RcaStatus.IN_REVIEW: "in review",
    RcaStatus.APPROVED: "approved",
}


def rca_text(incident: Incident, rca: Rca) -> str:
    """The post's fallback text."""
    return t.fallback(f"RCA of {incident.id}, version {rca.version}: {rca.summary}")


def rca_post(incident: Incident, rca: Rca) -> list[t.Block]:
    """The document, ready to be read in two minutes."""
    status = STATUS_WORDS[rca.status]
    return [
        t.header(f"📄 RCA of {incident.id}, version {rca.version} ({status})"),
        *_changes(rca),
        _part("Summary", rca.summary),
        _part("Impact", rca.impact),
        _part("Detection", rca.detection),
        _part("Response", rca.response),
        _timeline(rca),
        _root_cause(rca),
        *_lists(rca),
        *_wording(rca),
        *_buttons(incident, rca),
        t.small(_footer(rca)),
    ]


def _part(title: str, text: str) -> t.Block:
    return t.lines([t.word(title, bold=True)], [t.word(t.cut(text, PART_SHOWN))])


def _changes(rca: Rca) -> list[t.Block]:
    if not rca.changes:
        return []
    rows: list[list[t.Element]] = [
        [t.word(f"{each.section}: ", bold=True), t.word(_changed(each))]
        for each in rca.changes[:CHANGES_SHOWN]
    ]
    if more := len(rca.changes) - CHANGES_SHOWN:
        rows += [[t.word(f"{more} more sections changed.", italic=True)]] if more > 0 else []
    title = f"Changed since version {rca.version - 1}"
    return [t.rich(t.paragraph(t.word(title, bold=True)), t.bullets(rows))]


def _changed(change: SectionChange) -> str:
    """The first new line, and how many lines came and went besides."""
    shown = [f"+ {t.cut(line, 160)}" for line in change.added[:1]]
    shown = shown or [f"− {t.cut(line, 160)}" for line in change.removed[:1]]
    counts = [f"+{len(change.added)}" if change.added else ""]
    counts.append(f"−{len(change.removed)}" if change.removed else "")
    return f"{shown[0]}  ({', '.join(filter(None, counts))})"


def _root_cause(rca: Rca) -> t.Block:
    rows: list[list[t.Element]] = [
        [t.word("Root cause", bold=True)],
        [t.word(t.cut(rca.root_cause, PART_SHOWN))],
    ]
    if because := rca.root_cause_category_reason:
        said = t.cut(f"Category {rca.root_cause_category}, {because}", 400)
        rows.append([t.word(said, italic=True)])
    rows += [
        [
            t.word(f"{cited.evidence}:{cited.line} "),
            t.word(t.cut(" ".join(cited.quote.split()), 180) or " ", code=True),
        ]
        for cited in rca.root_cause_citations[:3]
        if cited.evidence != "title"
    ]
    return t.lines(*rows)


def _timeline(rca: Rca) -> t.Block:
    shown = condensed(rca.timeline, TIMELINE_SHOWN)
    rows = [
        [t.word(f"{at}  {e.actor}: {t.cut(e.text, 200)}")]
        for at, e in zip(_times(shown.entries), shown.entries, strict=True)
    ]
    if shown.left_out:
        more = "1 more entry is" if shown.left_out == 1 else f"{shown.left_out} more entries are"
        rows.append([t.word(f"{more} in the whole document.", italic=True)])
    if not rows:
        rows = [[t.word("Nothing was recorded.")]]
    return t.rich(t.paragraph(t.word("Timeline (UTC)", bold=True)), t.bullets(rows))


def _times(entries: Sequence[RcaTimelineEntry]) -> list[str]:
    """The times in UTC, as the prose around them has them; the date where a day begins."""
    days = ["", *(f"{entry.at:%Y-%m-%d} " for entry in entries)]
    return [
        f"{day if day != before else ''}{entry.at:%H:%M:%S}"
        for before, day, entry in zip(days[:-1], days[1:], entries, strict=True)
    ]


def _lists(rca: Rca) -> list[t.Block]:
    """The lists that say something, then the names of those that are still to be filled in."""
    lists: dict[str, tuple[str, ...]] = {
        "Five whys": rca.five_whys,
        "Contributing factors": rca.contributing_factors,
        "Action items": tuple(_item(item) for item in rca.action_items),
        "What went well": rca.went_well,
        "Lessons": rca.lessons,
    }
    empty = [name for name, items in lists.items() if items in NOTHING_SAID]
    blocks = [_list(name, items) for name, items in lists.items() if name not in empty]
    if empty:
        blocks.append(t.small(f"Still to be filled in: {', '.join(empty).lower()}."))
    return blocks


def _list(title: str, items: tuple[str, ...]) -> t.Block:
    rows = [[t.word(t.cut(item, 400))] for item in items[:8]]
    return t.rich(t.paragraph(t.word(title, bold=True)), t.bullets(rows))


def _item(item: ActionItem) -> str:
    if item.owner is None:
        return f"{item.text} (owner: nobody yet)"
    why = f", {item.owner_reason}" if item.owner_reason else ""
    return f"{item.text} (suggested owner: {item.owner}{why})"


def _wording(rca: Rca) -> list[t.Block]:
    """A note to the author; it is no part of the document."""
    if not rca.wording:
        return []
    rows = [
        [t.word(f"“{t.cut(each.text, 200)}” "), t.word(f"→ {each.suggestion}", italic=True)]
        for each in rca.wording[:REMARKS_SHOWN]
    ]
    title = "Before you share it: this blames a person"
    return [t.rich(t.paragraph(t.word(title, bold=True)), t.bullets(rows))]


def _buttons(incident: Incident, rca: Rca) -> list[t.Block]:
    moves = RCA_MOVES[rca.status]
    buttons = []
    if RcaStatus.IN_REVIEW in moves:
        buttons.append(t.button("Send to review", "rca_review", incident.id))
    if RcaStatus.APPROVED in moves:
        buttons.append(t.button("Approve", "rca_approve", incident.id, "primary"))
    if not buttons:
        return []
    buttons.append(t.button("Draft anew", "rca", incident.id))
    return [t.actions(f"rca:{incident.id}", *buttons)]


def _footer(rca: Rca) -> str:
    who = rca.analyst if rca.model is None else f"{rca.analyst} {rca.model}"
    noun = "claim" if rca.claims.total == 1 else "claims"
    parts = [who, f"{rca.claims.verified} of {rca.claims.total} {noun} verified"]
    parts.append(f"approved by {rca.approved_by}" if rca.approved_by else STATUS_WORDS[rca.status])
    return "  ·  ".join([*parts, *rca.notes])
