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
