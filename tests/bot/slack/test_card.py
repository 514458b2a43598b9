"""The card says who set the severity, as people say it."""

import pytest

from bot.slack.views.card import card
from core import incidents, views
from core.commands import Answer
from core.domain.analysis import SeverityOpinion
from core.domain.incident import Incident, NewIncident, Severity
from core.plain import plain as as_text
from tests.house import plain
from tests.opened import ADA, store

SHOW = views.Views("http://tocsin.example.org")
OPINION = SeverityOpinion(value=Severity.HIGH, reason="something fails (title: “fails”)")


async def rated(url: str, *changes: tuple[Severity, str]) -> Incident:
    """An incident whose severity ada set so."""
    async with store(url) as opened:
        new = NewIncident(title="Checkout fails")
        number = (await opened.write(incidents.declare, ADA, new, OPINION)).number
        for severity, reason in changes:
            await opened.write(incidents.rate, ADA, number, severity, reason)
        return await opened.read(SHOW.get, ADA, number)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([], "🟠 high, suggested: something fails (title: “fails”)"),
        ([(Severity.HIGH, "")], "🟠 high, kept by ada: something fails (title: “fails”)"),
        ([(Severity.CRITICAL, "")], "🔴 critical, set by ada"),
        ([(Severity.CRITICAL, "two regions")], "🔴 critical, set by ada: two regions"),
    ],
)
async def test_who_set_the_severity_reads_as_a_sentence(
    database_url: str, changes: list[tuple[Severity, str]], said: str
) -> None:
    """`high, set by ada`; `high, kept by ada`, with the reason where there is one."""
    incident = await rated(database_url, *changes)
    assert f"Severity {said} Declared" in plain({"blocks": card(incident)})
    assert f", severity {said[2:]}\n" in as_text(Answer("incident", "", incident=incident))
