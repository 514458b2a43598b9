"""A severity is suggested with its reason, learned from people, and never moved silently."""

from pathlib import Path
from typing import Any

from tests.bot.sandbox.driver import Json
from tests.house import House, living, plain
from tests.waiting import wait_for

TITLE = "label printer jam in hall {}"
ERRORS = "\n".join(["ERROR shop: HTTP 500 for POST /pay"] * 5)


async def declare(house: House, title: str, **given: Any) -> Json:
    """A new incident, over REST."""
    status, incident = await house.api(
        "POST", "/api/v1/incidents", json={"title": title, "source": "test", **given}
    )
    assert status == 201, incident
    return dict(incident)


async def suggested(house: House, title: str, team: str) -> tuple[str, str]:
    """What is suggested for `title` now, and why."""
    incident = await declare(house, title, team=team)
    assert incident["severity_source"] == "suggested"
    return incident["severity"], incident["severity_reason"]


async def test_a_teams_corrections_change_its_later_suggestions(tmp_path: Path) -> None:
    """Two corrections teach the team's next suggestion, not another team's; a restart keeps it."""
    async with living(tmp_path) as house:
        for hall in (3, 9):
            incident = await declare(house, TITLE.format(hall), team="warehouse")
            assert incident["severity"] == "medium"
            path = f"/api/v1/incidents/{incident['id']}"
            await house.api("PUT", path, json={"severity": "critical"})

        async def learned() -> bool:
            return (await suggested(house, TITLE.format(7), "warehouse"))[0] == "critical"

        await wait_for(learned, "the next printer jam is critical", timeout=40, every=0.2)
        _, reason = await suggested(house, TITLE.format(8), "warehouse")
        assert "as people decided before" in reason
        assert "“printer”" in reason
        assert (await suggested(house, TITLE.format(7), "shop"))[0] == "medium"
        assert (await suggested(house, "checkout returns 500s", "warehouse"))[0] == "high"
    async with living(tmp_path) as house:
        assert await suggested(house, TITLE.format(8), "warehouse") == ("critical", reason)
        number = int((await declare(house, TITLE.format(8), team="warehouse"))["id"][4:])
        status, analysis = await house.api("POST", f"/api/v1/incidents/INC-{number}/analyze")
        assert status == 200
        assert (analysis["severity"]["value"], analysis["severity"]["reason"]) == (
            "critical",
            reason,
        )
        assert analysis["claims"]["verified"] == analysis["claims"]["total"]


async def test_severities_given_at_declaration_teach_as_well(house: House) -> None:
    """What people give when they declare is learned by the sweep, without a click."""
    for hall in (3, 9):
        await declare(house, TITLE.format(hall), team="warehouse", severity="low")

    async def learned() -> bool:
        return (await suggested(house, TITLE.format(7), "warehouse"))[0] == "low"

    await wait_for(learned, "the next printer jam is low", timeout=60, every=0.5)


async def disagreeing(town: House, title: str) -> tuple[int, Json]:
    """An incident of medium whose later logs look worse, and the analysis that says so."""
    incident = await declare(town, title)
    number = int(incident["id"][4:])
    assert incident["severity"] == "medium"
    await town.post_of(number, "analysis")
    await town.api("POST", "/api/v1/commands", json={"text": f"logs INC-{number} {ERRORS}"})
    return number, await analysis_says(town, number, "Suggested now: high")


async def analysis_says(town: House, number: int, words: str) -> Json:
    """The analysis post once it holds `words`."""

    async def found() -> Json | None:
        post = await town.post_of(number, "analysis")
        return post if words in plain(post) else None

    return dict(await wait_for(found, f"the analysis of INC-{number} says {words!r}", timeout=40))


def buttons(post: Json) -> list[str]:
    """The labels of a post's buttons."""
    rows = [block for block in post["blocks"] if block["type"] == "actions"]
    return [each["text"]["text"] for row in rows for each in row["elements"]]


async def test_a_later_analysis_suggests_and_a_person_changes(town: House) -> None:
    """Worse logs are a suggestion with a button; the row stays until somebody clicks it."""
    number, post = await disagreeing(town, "odd things in the shop")
    assert "100 % errors (line 1)" in plain(post)
    assert "It stays medium, until somebody changes it." in plain(post)
    assert buttons(post) == ["Change to high", "Keep medium"]
    assert (await town.incident(number))["severity"] == "medium"
    assert (await town.incident(number))["severity_source"] == "suggested"
    await town.ada.click(post["channel"], post, "change_severity")
    post = await analysis_says(town, number, "Severity looks high")
    assert buttons(post) == []
    incident = await town.incident(number)
    assert (incident["severity"], incident["severity_source"]) == ("high", "person")


async def test_a_severity_that_was_kept_is_only_ever_offered_another(town: House) -> None:
    """After *Keep* the post says whose it is, and still offers the change."""
    number, post = await disagreeing(town, "odd things in the depot")
    await town.ada.click(post["channel"], post, "keep_severity")
    post = await analysis_says(town, number, "It stays medium, as a person decided.")
    assert buttons(post) == ["Change to high"]
    incident = await town.incident(number)
    assert (incident["severity"], incident["severity_source"]) == ("medium", "person")
