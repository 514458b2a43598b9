"""Reads lines about changes: what was changed to which version, and what was taken back."""

import re

from core.ai.offline.signatures import match_changes

# no change is told of without one of these
_HINT = re.compile(
    r"deploy|roll|release|sync|helm|promot|image|upgrad|version|conf|setting|flag|toggle|switch"
    r"|experiment|changed|was:|migrat|alter|index|drop|rotat|firewall|security|sighup|dns|revert"
    r"|restor|serving|running|live|apply|replica|canary|rpm|yum|dnf|apt|dpkg|task def|manifest"
    r"|docker|route53|raised|reduced|increased|lowered|changeset|argo|flux|application|kustom",
    re.IGNORECASE,
)
_UNDONE = re.compile(
    r"\broll(?:ed|ing)[ _-]?back\b(?!.{0,20}\b(?:transaction|tx|savepoint|statement)\b)"
    r"|\broll-?back\b.{0,60}\b(?:to|complete\w*|finished|succeeded|done)\b"
    r"|\bhelm rollback\b"
    r"|\brevert(?:ed|ing)\b.{0,60}\b(?:to|deploy\w*|release|config\w*|flag|change|version|commit)\b"
    r"|\brestor(?:ed|ing) (?:the )?(?:previous|old|last) (?:version|release|config\w*)",
    re.IGNORECASE,
)
_NOT_SOFTWARE = re.compile(r"\b(?:transactions?|tx|savepoint|statements?|session)\b", re.IGNORECASE)
_FLAG = re.compile(r"flag|toggle|experiment|config|setting", re.IGNORECASE)
_OFF = re.compile(r"\b(?:off|disabled|to 0 ?%?)(?!\w)", re.IGNORECASE)
_VERSION = r"v?\d+\.\d+(?:\.\d+)*(?:-[\w.]*\w)?"
_VERSIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bimage[\"'=: ]+[\w./-]*[\w-]+:(?P<it>[\w.-]*\w)",
        rf"\b(?:version|tag|release|build)[\"'=: ]+(?P<it>{_VERSION}|v?\d+\b)",
        rf"(?<![\w.:/-])(?P<it>{_VERSION})(?![\w:/]|\.\d)",
        r"(?<=[a-z]-)(?P<it>\d+\.\d+\.\d+)(?![\w:/]|\.\d)",
        r"\bmigrations? [\"']?(?P<it>[\w.-]*\d[\w-]*)",
    )
)
_REVISION = re.compile(r"\b(?:revision|commit|sha)[\"'=: ]+(?P<it>[0-9a-f]{1,40})\b", re.IGNORECASE)
_SUBJECTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:feature[ _-]?)?(?:flag|toggle|experiment)s? [\"']?(?P<it>[a-z][\w.-]*\w)",
        r"\b(?:service|app|application|component|chart|job|helmrelease|deployment(?:\.apps)?)"
        r"[\"'=: /]+(?P<it>[a-z][\w-]*\w)",
        r"\b(?:deploy(?:ed|ing)|(?:deployment|rollout|release) of|roll(?:ed|ing) back"
        r"|helm (?:upgrade|install|rollback)|promoted|released|upgraded) (?P<it>[a-z][\w-]*\w)",
        r"\b(?P<it>[\w.-]*\w) changed from ",
        rf"\b(?P<it>[a-z][\w-]*\w) {_VERSION}\b",
    )
)
_NUMBERED = re.compile(r"-v?\d[\w.]*$", re.IGNORECASE)
_NO_SUBJECT = frozenset(
    re.split(
        r"\s+",
        """
    the to from version release revision build started finished completed has was by in on image
    new all of and is tag prod production deployment rollout for at with commit feature flag""",
    )
)


def undoes(text: str, change: str | None) -> bool:
    """Whether a line says that a change like that of another line was taken back.

    What names another service or flag did not undo it, nor did the rollback of a transaction.
    Without `change` it is a release that was taken back.
    """
    if change is None:
        return bool(_UNDONE.search(text)) and not (_NOT_SOFTWARE.search(text) or _FLAG.search(text))
    mine, other = subject_of(change), subject_of(text)
    if (mine and other and mine != other) or bool(_FLAG.search(text)) != bool(_FLAG.search(change)):
        return False
    if _UNDONE.search(text) and not _NOT_SOFTWARE.search(text):
        return True
    switched_off = bool(_OFF.search(text)) and not _OFF.search(change)
    return bool(mine) and mine == other and bool(_FLAG.search(text)) and switched_off


def may_tell(text: str) -> bool:
    """Whether it is worth asking `tells`, which takes twenty times as long."""
    return bool(_HINT.search(text))


def tells(text: str) -> bool:
    """Whether a line tells of a change, or that one was taken back."""
    return bool(_UNDONE.search(text)) or bool(match_changes(text))


def shows(text: str, signature: str) -> bool:
    """Whether a line tells of a change of this kind."""
    return any(hit.signature.id == signature for hit in match_changes(text))


def what(text: str) -> str | None:
    """What was changed to which version: `orders 4.2.0, revision 8f3ac1`, as the line has it."""
    subject, version = subject_of(text), _first(_VERSIONS, text)
    revision = _REVISION.search(text)
    parts = [" ".join(part for part in (subject, version) if part)]
    parts += [f"revision {revision['it']}"] if revision else []
    return ", ".join(filter(None, parts)) or None


def subject_of(text: str) -> str | None:
    """The service, flag or setting that a line says was changed."""
    name = _first(_SUBJECTS, text)
    return _NUMBERED.sub("", name) if name else None


def _first(patterns: tuple["re.Pattern[str]", ...], text: str) -> str | None:
    for pattern in patterns:
        for hit in pattern.finditer(text[:2000]):
            name = hit["it"]
            if name.lower() not in _NO_SUBJECT:
                return name
    return None
