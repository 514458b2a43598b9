"""The RCA as a post in the thread: its parts in order, cut to Slack's limits."""

from bot.slack.views import text as t
from core.domain.incident import Incident
from core.domain.rca import Rca

TIMELINE_SHOWN = 15
PART_SHOWN = 1200


def rca_text(incident: Incident, rca: Rca) -> str:
    """The post's fallback text."""
    return t.fallback(f"RCA draft of {incident.id}, version {rca.version}: {rca.summary}")


def rca_post(incident: Incident, rca: Rca) -> list[t.Block]:
    """The draft, ready to be read in two minutes."""
    return [
        t.header(f"📄 RCA draft of {incident.id}, version {rca.version}"),
        _part("Summary", rca.summary),
        _part("Impact", rca.impact),
        _part("Detection", rca.detection),
        _part("Response", rca.response),
        _timeline(rca),
        _root_cause(rca),
        _list("Five whys", rca.five_whys),
        _list("Contributing factors", rca.contributing_factors),
        _list("Action items", tuple(_item(i.text, i.owner) for i in rca.action_items)),
        _list("What went well", rca.went_well),
        _list("Lessons", rca.lessons),
        t.small(_footer(rca)),
    ]


def _part(title: str, text: str) -> t.Block:
    return t.lines([t.word(title, bold=True)], [t.word(t.cut(text, PART_SHOWN))])


def _root_cause(rca: Rca) -> t.Block:
    rows: list[list[t.Element]] = [
        [t.word("Root cause", bold=True), t.word(f"  {rca.root_cause_category}", italic=True)],
        [t.word(t.cut(rca.root_cause, PART_SHOWN))],
    ]
    rows += [
        [
            t.word(f"{cited.evidence}:{cited.line} "),
            t.word(t.cut(" ".join(cited.quote.split()), 180) or " ", code=True),
        ]
        for cited in rca.root_cause_citations[:3]
    ]
    return t.lines(*rows)


def _timeline(rca: Rca) -> t.Block:
    shown = rca.timeline[:TIMELINE_SHOWN]
    rows = [
        [t.moment(e.at, "{time_secs}"), t.word(f"  {e.actor}: {t.cut(e.text, 200)}")] for e in shown
    ]
    left = len(rca.timeline) - len(shown)
    if left:
        rows.append([t.word(f"{left} later entries are in the whole document.", italic=True)])
    if not rows:
        rows = [[t.word("Nothing was recorded.")]]
    return t.rich(t.paragraph(t.word("Timeline", bold=True)), t.bullets(rows))


def _list(title: str, items: tuple[str, ...]) -> t.Block:
    rows = [[t.word(t.cut(item, 400))] for item in items[:8]] or [[t.word("None.")]]
    return t.rich(t.paragraph(t.word(title, bold=True)), t.bullets(rows))


def _item(text: str, owner: str | None) -> str:
    return f"{text} (owner: {owner or 'nobody yet'})"


def _footer(rca: Rca) -> str:
    who = rca.analyst if rca.model is None else f"{rca.analyst} {rca.model}"
    return f"{who}  ·  {rca.claims.verified} of {rca.claims.total} claims verified  ·  draft"
