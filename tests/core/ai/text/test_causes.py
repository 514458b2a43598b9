"""The root-cause category of a report."""

import pytest

from core.ai.text.causes import categorise, sentences

REPORTS = {
    "CONFIG": "Root cause: The outage was caused by a misconfigured routing rule on the edge.",
    "DEPLOY": "A new release contained a code defect, which led to crashes of the workers.",
    "EXTERNAL": "Connectivity was lost due to a fiber cut at our carrier.",
    "MAINTAIN": "The root cause was planned maintenance on the primary switch.",
    "OVERLOAD": "The service was overloaded by a sudden surge of requests because of a sale.",
    "OTHERS": "We determined that a hardware failure of one line card caused the loss.",
}


@pytest.mark.parametrize("category", REPORTS)
def test_each_category_is_recognised(category: str) -> None:
    """A plain statement of the cause is enough."""
    assert categorise("Elevated errors", REPORTS[category]).category == category


def test_a_cause_counts_and_its_effect_does_not() -> None:
    """The overload that a bad configuration led to is not the cause."""
    text = "A configuration change caused the remaining routers to become overloaded."
    assert categorise("Packet loss", text).category == "CONFIG"


def test_the_deciding_sentence_is_given() -> None:
    """The answer rests on a sentence of the report."""
    report = f"We apologize for the impact.\n\n{REPORTS['EXTERNAL']}\n\nWe will do better."
    assert categorise("Errors", report).sentence == REPORTS["EXTERNAL"]


def test_what_was_done_about_it_is_no_cause() -> None:
    """Mitigation and next steps are passed over."""
    text = (
        "Root Cause:\nA fiber path failed.\nMitigation:\n"
        "The configuration change was deployed because the release had a bug.\n"
    )
    assert all("release" not in sentence.text for sentence in sentences(text))


RED_HERRINGS = {
    "suspected": "At first we suspected the new release 4.2 and its code. "
    "Then we saw that a rule of the firewall had been removed by mistake.",
    "denied": "No software was released on that day. A rule of the firewall was wrong.",
    "in vain": "We rolled back the new version in vain. The cause was a wrong setting.",
    "asked": "We asked our hosting provider about an outage. A setting was set to the wrong value.",
}


@pytest.mark.parametrize("kind", RED_HERRINGS)
def test_what_was_looked_at_first_is_no_cause(kind: str) -> None:
    """What was suspected, ruled out or undone without effect does not decide."""
    assert categorise("Errors", RED_HERRINGS[kind]).category == "CONFIG"


def test_what_was_deployed_decides_rather_than_that_it_was() -> None:
    """A configuration that was rolled out wrongly is a matter of configuration."""
    text = "The outage was caused by the deployment of a wrong configuration to all routers."
    assert categorise("Outage", text).category == "CONFIG"


def test_the_symptom_of_a_cause_that_was_found_is_no_cause() -> None:
    """*The cause of X was identified* says nothing about the cause."""
    text = "We have identified the root cause of the delays of configuration changes."
    assert categorise("Delays", text).category == "OTHERS"


def test_an_occasion_at_the_end_of_a_sentence_counts() -> None:
    """What comes after *after* is as much of a cause as what comes before *caused*."""
    text = "Odd timing caused nodes to stop after rolling out a new version of the agent."
    assert categorise("Nodes", text).category == "DEPLOY"


def test_a_cause_that_was_never_found_is_others() -> None:
    """A report that says so is taken at its word."""
    text = "We could not determine why the shard stopped. The last deployment was a week before."
    assert categorise("Shard", text).category == "OTHERS"


def test_a_report_that_states_no_cause_is_others() -> None:
    """Nothing stated, nothing claimed."""
    told = categorise("Slow", "Customers saw slow pages. All is well again.")
    assert told.category == "OTHERS"
    assert told.sentence == ""


def test_shares_add_up_to_one() -> None:
    """How likely each category is."""
    shares = categorise("Slow", REPORTS["CONFIG"]).shares
    assert sum(shares.values()) == pytest.approx(1.0)
    assert max(shares, key=lambda each: shares[each]) == "CONFIG"
