"""What was done, as people say it, and the advice that it settles."""

import pytest

from core.domain.done import Action, actions, advice, helped, left_of


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ("rolled back checkout to 1.41", Action.ROLLBACK),
        ("Rolled payments-api back to v4.1.7", Action.ROLLBACK),
        ("reverted the flag change", Action.ROLLBACK),
        ("rollback is done", Action.ROLLBACK),
        ("we're back on 1.41", Action.ROLLBACK),
        ("restarted the pods", Action.RESTART),
        ("scaled out to 12 replicas", Action.SCALING),
        ("added two more workers", Action.SCALING),
        ("failed over to the replica", Action.SWITCH),
        ("failed the database over to db-2", Action.SWITCH),
        ("switched card payments over to the second provider", Action.SWITCH),
        ("dropped the slot and freed 180 GB on orders-db-1", Action.SPACE),
        ("extended the volume by 200 GB", Action.SPACE),
        ("renewed the certificate", Action.RENEWAL),
        ("killed the long transaction", Action.KILL),
        ("raised the memory limit to 2 GB", Action.LIMIT),
        ("turned the new search off", Action.SHUT_OFF),
    ],
)
def test_what_was_done_is_understood(said: str, action: Action) -> None:
    """The usual words for the usual repairs."""
    assert action in actions(said)


@pytest.mark.parametrize(
    "said",
    [
        "should we roll back?",
        "has anybody restarted the pods?",
        "not rolled back yet",
        "we haven't restarted anything",
        "the rollback failed to start, we will try again",
        "going to restart the pods",
        "if it was rolled back it would be on 1.41",
        "checkout failed over and over",
        "rolled back last week for the same reason",
        "the deploy rolled out at 14:05",
        "the pods restarted 14 times in five minutes",
        "the database restarted by itself",
        "customers restarted their apps",
        "the worker was killed by the OOM killer",
        "OOM killed the worker",
        "connections were blocked by the firewall",
        "requests were throttled",
        "",
    ],
)
def test_what_was_not_done_is_not(said: str) -> None:
    """Questions, plans, denials and other meanings of the words settle nothing."""
    assert actions(said) == frozenset()


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("error rate is back to normal since the rollback", True),
        ("errors stopped", True),
        ("that helped", True),
        ("checkout works again", True),
        ("no more 500s", True),
        ("5xx down to 0.1 %", True),
        ("looks good now", True),
        ("We rolled back but errors persist", False),
        ("the errors are back", False),
        ("rolled back, no change", False),
        ("it didn't help", False),
        ("still failing after the restart", False),
        ("the errors are not back to normal", False),
        ("that should bring the errors down", None),
        ("is it back to normal?", None),
        ("rolled back checkout to 1.41", None),
    ],
)
def test_whether_it_helped(said: str, wanted: bool | None) -> None:
    """Better, not better, or not said."""
    assert helped(said) is wanted


@pytest.mark.parametrize(
    ("step", "left"),
    [
        ("Roll back the release.", ""),
        ("Roll back one instance to the version before: if its errors stop, it was it.", ""),
        ("Roll back if the frame changed; else guard the input.", ""),
        ("Correct the image name or tag, or roll back to the last one that ran.", ""),
        ("Compare image and command; roll back if one changed.", "Compare image and command."),
        ("Read the release's list of changes.", "Read the release's list of changes."),
        ("Look at the state and last restart.", "Look at the state and last restart."),
    ],
)
def test_a_rollback_leaves_what_it_does_not_settle(step: str, left: str) -> None:
    """What tells to do the same again goes; what is beside it stays."""
    assert left_of(step, {Action.ROLLBACK}) == left
    assert advice(left).isdisjoint({Action.ROLLBACK})
