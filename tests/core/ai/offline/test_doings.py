"""What the notes say was done changes what is proposed next."""

import pytest

from core.ai.offline import analyse
from core.domain.analysis import Case, Evidence, Reading

ROLLED_BACK = "rolled back checkout to 1.41"
LOGS = (
    *(f"2026-03-01T14:0{n % 5}:00Z INFO checkout order {n} placed" for n in range(40)),
    "2026-03-01T14:05:00Z INFO deployer deployment of checkout 1.42.0 completed",
    *(
        f"2026-03-01T14:06:{n:02d}Z ERROR checkout TypeError: cart.total is not a function n={n}"
        for n in range(20)
    ),
)


def reading(*notes: str, title: str = "Checkout fails") -> Reading:
    """The analysis of a bad deploy with these notes."""
    pieces = [Evidence(id="logs", kind="logs", lines=LOGS)]
    if notes:
        pieces.append(Evidence(id="notes", kind="note", lines=notes))
    return analyse(Case(title=title, evidence=tuple(pieces)))


def steps(made: Reading) -> list[str]:
    """What it proposes."""
    return [step.text for step in made.recommendations]


def test_a_rollback_is_proposed_while_nobody_did_it() -> None:
    """Without a note, and when a note only asks for it."""
    for made in (reading(), reading("should we roll back?")):
        assert any(text.lower().startswith("roll") for text in steps(made))


@pytest.mark.parametrize("note", [ROLLED_BACK, "Grace rolled it back", "reverted the release"])
def test_after_a_rollback_the_next_step_is_to_see_whether_it_helped(note: str) -> None:
    """Nothing proposes it again, neither as a step nor as the deciding check."""
    made = reading("looking at it", note)
    assert steps(made)[0].startswith("Check that the rollback helped")
    (cited,) = made.recommendations[0].citations
    assert (cited.evidence, cited.line, cited.quote) == ("notes", 2, note)
    said = [*steps(made), *(cause.check for cause in made.root_causes)]
    assert not [text for text in said if text.lower().startswith("roll")]
    assert made.claims.verified == made.claims.total


def test_a_rollback_that_helped_confirms_the_deploy() -> None:
    """Nothing is left to check; the deploy comes first, and high."""
    made = reading(ROLLED_BACK, "error rate is back to normal since the rollback")
    assert made.root_causes[0].confidence == "high"
    assert "deploy" in made.root_causes[0].text.lower() or "code" in made.root_causes[0].text
    assert not [text for text in steps(made) if "rollback" in text or "oll back" in text]
    assert "The rollback helped (notes, line 2)." in made.summary


def test_a_rollback_that_did_not_help_speaks_against_the_deploy() -> None:
    """It is said, and nothing that it would have undone is held with high confidence."""
    made = reading(ROLLED_BACK, "still failing after the rollback")
    assert steps(made)[0].startswith("The rollback did not help")
    doubted = [c for c in made.root_causes if "The rollback did not help" in c.against]
    assert doubted
    assert all(cause.confidence != "high" for cause in doubted)


def test_a_restart_settles_a_restart() -> None:
    """Other repairs are known, too, and settle only themselves."""
    lines = ("2026-03-01T14:06:00Z FATAL app java.lang.OutOfMemoryError: Java heap space",) * 3
    pieces = (
        Evidence(id="logs", kind="logs", lines=lines),
        Evidence(id="notes", kind="note", lines=("restarted the pods",)),
    )
    made = analyse(Case(title="app crashes", evidence=pieces))
    assert steps(made)[0].startswith("Check that the restart helped")
    assert not [text for text in steps(made) if "restart the instances" in text]
    assert any("heap dump" in text for text in steps(made))
