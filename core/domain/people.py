"""Who stands behind a name on the timeline: a person, or nobody whose name is known."""

UNNAMED = "someone over the API"
# names of callers without one: today's, that of the token from the settings, and an older one
_NOBODY = frozenset({UNNAMED, "API token", "local"})


def named(who: str | None) -> bool:
    """Whether this is somebody's name: to thank, to ask, or to suggest as an owner."""
    return bool(who) and who not in _NOBODY


def subject(who: str) -> str:
    """The name as it begins a sentence."""
    return who if named(who) else who[:1].upper() + who[1:]
