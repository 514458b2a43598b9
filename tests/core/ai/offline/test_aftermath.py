"""Deploys and other changes: seen, named, put first where trouble follows, believed when undone."""

import pytest

from core.ai.offline import analyse
from core.domain.analysis import Outcome, Reading, RootCauseCategory
from core.triage import case_from

KEY_ERROR = "ERROR orders KeyError: 'discount_code' in apply_discount"
SERVED = "INFO orders GET /cart 200 21ms"


def at(second: int, text: str) -> str:
    """A log line so many seconds into the hour."""
    return f"2026-11-24T14:{second // 60:02d}:{second % 60:02d}Z {text}"


def story(change: str, *after: str, failure: str = KEY_ERROR, gap: int = 9) -> list[str]:
    """Twenty good requests, a change, twenty failures from `gap` seconds on, and what came after.

    The change stands in line 21, the first failure in line 22.
    """
    lines = [at(5 * n, SERVED) for n in range(20)]
    lines.append(at(100, change))
    lines += [at(100 + gap + 3 * n, failure) for n in range(20)]
    return lines + [at(100 + gap + 60 + 5 * n, text) for n, text in enumerate(after)]


def read(lines: list[str], title: str = "Cart broken") -> Reading:
    """The analysis of a log under a title that names no change."""
    return analyse(case_from(title, "", lines))


@pytest.mark.parametrize(
    ("change", "name", "version"),
    [
        (
            "INFO argocd Application orders synced to revision 8f3ac1 (image orders:4.2.0)",
            "A deploy shortly before",
            "orders 4.2.0, revision 8f3ac1",
        ),
        (
            "INFO helm upgrade orders release revision 42 succeeded",
            "A deploy shortly before",
            "orders, revision 42",
        ),
        (
            "INFO deployer Deployed orders version 4.2.0 to production",
            "A deploy shortly before",
            "orders 4.2.0",
        ),
        (
            "INFO deployer rollout finished service=orders version=v4.2.0 pods=6/6",
            "A deploy shortly before",
            "orders v4.2.0",
        ),
        ("INFO cd orders 4.2.0 rolled out", "A deploy shortly before", "orders 4.2.0"),
        ("INFO cd promoted orders build 4.2.0 to production", "A deploy shortly before", "4.2.0"),
        (
            "INFO db migration 0042_drop_index_orders_email applied",
            "A database migration shortly before",
            "0042_drop_index_orders_email",
        ),
        ("INFO orders config reloaded", "A configuration change shortly before", ""),
        (
            "INFO flags feature flag fast_cart changed to on",
            "A configuration change shortly before",
            "fast_cart",
        ),
    ],
)
def test_a_change_right_before_new_errors_comes_first(change: str, name: str, version: str) -> None:
    """It leads with its version, before the exception, cited with the failure that follows."""
    reading = read(story(change))
    best = reading.root_causes[0]
    assert best.text.startswith(name)
    assert version in best.text
    assert version in reading.summary
    assert "The first failure (line 22) follows 9 seconds and 1 line later." in best.text
    assert [cited.line for cited in best.citations] == [21, 22]
    assert any("KeyError" in cause.text for cause in reading.root_causes[1:])


def test_after_a_deploy_the_first_step_is_to_roll_it_back() -> None:
    """A code fault is no configuration; with a release seconds before, back comes before why."""
    reading = read(story("INFO deployer Deployed orders version 4.2.0"))
    assert reading.root_cause_category is RootCauseCategory.DEPLOY
    assert reading.recommendations[0].text.startswith("Roll the release back")
    assert "configuration" not in " ".join(cause.text for cause in reading.root_causes)


def test_without_a_change_an_exception_is_unhandled() -> None:
    """A KeyError of the program's own data says nothing of settings."""
    lines = [at(5 * n, "INFO worker job done") for n in range(20)]
    lines += [at(101 + n, "ERROR worker KeyError: 'user_id' while handling") for n in range(10)]
    reading = read(lines, "worker errors")
    assert [cause.text.split(".")[0] for cause in reading.root_causes] == [
        "Unhandled exception in the code (KeyError 'user_id')"
    ]


def test_an_exception_over_a_setting_is_configuration() -> None:
    """What names an environment variable is a missing setting."""
    lines = [at(n, "ERROR worker KeyError: 'DATABASE_URL'") for n in range(10)]
    assert "DATABASE_URL" in read(lines).root_causes[0].text
    assert read(lines).root_cause_category is RootCauseCategory.CONFIG


ROLLBACK = "INFO deployer Rolled back orders to 4.1.9"
DEPLOYED = "INFO deployer Deployed orders version 4.2.0"


@pytest.mark.parametrize(
    "failure",
    [
        KEY_ERROR,
        "ERROR orders java.lang.OutOfMemoryError: Java heap space",
        "ERROR orders odd mist",
    ],
)
def test_errors_that_stop_with_the_rollback_prove_the_deploy(failure: str) -> None:
    """The line of the rollback is cited, and nothing is left to decide or to roll back."""
    reading = read(story(DEPLOYED, ROLLBACK, *[SERVED] * 8, failure=failure))
    best = reading.root_causes[0]
    assert best.confidence == "high"
    assert "stop when it is undone (line 42); the last is line 41" in best.text
    assert ROLLBACK in "\n".join(cited.quote for cited in best.citations)
    assert best.check.startswith("Nothing more to decide")
    assert not any("Roll" in step.text for step in reading.recommendations)


def test_errors_that_go_on_after_the_rollback_speak_against_the_deploy() -> None:
    """It is no longer likely, and what speaks against it is told with the line."""
    lines = story(DEPLOYED, ROLLBACK, *[KEY_ERROR] * 20)
    reading = read(lines)
    told = next(cause for cause in reading.root_causes if "KeyError" in cause.text)
    assert reading.root_causes[0] == told
    against = [cause.against for cause in reading.root_causes if "deploy" in cause.text]
    assert all("go on after it was undone (line 42)" in text for text in against)


def test_the_rollback_of_another_service_proves_nothing() -> None:
    """Nor does one of a transaction."""
    for line in ("INFO deployer Rolled back search to 7.0", "WARN db rolled back transaction 12"):
        best = read(story(DEPLOYED, line, *[SERVED] * 8)).root_causes[0]
        assert "undone" not in best.text
        assert best.confidence == "medium"


def test_a_rollback_alone_tells_of_the_deploy() -> None:
    """Logs often begin after the deploy; its rollback is there, and so is what it ended."""
    lines = story("INFO orders started", ROLLBACK, *[SERVED] * 8)
    best = read(lines).root_causes[0]
    assert best.text.startswith("A deploy (orders)")
    assert "line 42 shows that it was undone" in best.text
    assert "No log line shows the deploy itself" in best.against


def test_a_flag_turned_off_again_proves_the_flag() -> None:
    """To switch off what was switched on is to undo it."""
    on, off = (
        "INFO flags feature flag fast_cart enabled",
        "INFO flags feature flag fast_cart disabled",
    )
    best = read(story(on, off, *[SERVED] * 8)).root_causes[0]
    assert best.text.startswith("A configuration change shortly before (fast_cart)")
    assert "stop when it is undone (line 42)" in best.text


def test_errors_from_before_the_deploy_speak_against_it() -> None:
    """What failed before in the same way was not brought by the release."""
    lines = [at(n, KEY_ERROR) for n in range(0, 90, 9)] + story(DEPLOYED)
    reading = read(lines)
    assert "KeyError" in reading.root_causes[0].text
    deploys = [cause for cause in reading.root_causes if "deploy" in cause.text]
    assert all("before it" in cause.against for cause in deploys)


def test_a_certain_cause_keeps_its_place_before_a_deploy() -> None:
    """An expired certificate is not the work of the release a minute before."""
    failure = "ERROR gateway x509: certificate has expired or is not yet valid"
    reading = read(story(DEPLOYED, failure=failure))
    assert reading.root_causes[0].text.startswith("Certificate expired")
    assert reading.root_causes[1].text.startswith("A deploy shortly before (orders 4.2.0)")


def test_a_change_after_the_trouble_began_is_no_lead() -> None:
    """It is a finding without a claim on when, however close in the file it stands."""
    lines = story("INFO orders started", DEPLOYED)
    reading = read(lines)
    assert not any("deploy" in cause.text for cause in reading.root_causes)
    assert any(finding.text.startswith("A deploy (orders 4.2.0)") for finding in reading.findings)


def test_logs_joined_from_several_are_read_by_their_clocks() -> None:
    """The deployer's log may stand after the service's."""
    lines = story("INFO orders started")
    lines.append(at(103, DEPLOYED))
    best = read(lines).root_causes[0]
    assert best.text.startswith("A deploy shortly before (orders 4.2.0)")
    assert "follows 6 seconds later" in best.text


def test_no_change_is_no_deploy() -> None:
    """What says that nothing was done is not seen as done."""
    lines = [at(5 * n, SERVED) for n in range(40)]
    lines += [at(200 + n, "INFO deployer no changes to deploy (revision 152)") for n in range(9)]
    lines += [at(220 + n, "DEBUG cache evicted 220 entries") for n in range(40)]
    reading = read(lines, "Is something wrong?")
    assert reading.outcome is Outcome.INCONCLUSIVE
    assert reading.findings == ()
    assert reading.severity.value.rank <= 1


def test_slowness_after_a_deploy_points_to_it() -> None:
    """Calls that became slow are trouble as well, with or without a single error."""
    slow = "WARN orders GET /cart 200 5200ms"
    reading = read(story("INFO helm upgrade orders succeeded", failure=slow), "Cart slow")
    assert reading.outcome is Outcome.PARTIAL
    best, second = reading.root_causes
    assert best.text.startswith("A deploy shortly before (orders)")
    assert "The first slow call (line 22) follows 9 seconds" in best.text
    assert second.text.startswith("Slow answers")
    assert "20 calls take 5.2 s in the median; the 20 before took 21 ms" in second.text
    assert "Only the report" not in second.against
    assert {("logs", 22)} <= {(cited.evidence, cited.line) for cited in second.citations}
