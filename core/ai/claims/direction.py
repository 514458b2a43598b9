"""Where something went and who did it: `moved to web-1`, `refused by web-2`."""

import re
from collections.abc import Sequence

from core.ai.claims.names import occurs
from core.ai.claims.parts import stem
from core.ai.claims.siblings import APART, alike
from core.ai.claims.words import STOP

DIRECTED = re.compile(
    r"\b(to|from|onto|into|via|towards|on)\s[\[{(]?(?:the |node |host |server )?"
    r"([A-Za-z][\w.:-]*[\d-][\w.:-]*\w)",
    re.IGNORECASE,
)
DID = re.compile(r"([A-Za-z][\w.]*-[\w.-]*\w) (?:has |had |have )?([a-z]{4,}ed)\b")
NAMED = re.compile(r"[-_.\d]")
OF_WHOM = re.compile(r"([A-Za-z][\w.]*-[\w.-]*\w)[\]})\"']*\s(?:was |were |is )?([a-z]{4,})\b")
DONE_BY = re.compile(
    r"\b([a-z]{4,}(?= by)|[a-z]{2,}ed) (by|for)\s"
    r"(?:process |node |host |user )?[\"'\[]?(\w[\w.-]*\w)"
)


def misdirected(claim: str, lines: Sequence[str]) -> str | None:
    """`moved to web-1` where a line has web-1 elsewhere and `moved to web-2`."""
    for line in lines:
        theirs = [(m[1].lower(), m[2].rstrip(".:,")) for m in DIRECTED.finditer(line)]
        for match in DIRECTED.finditer(claim):
            where, name = match[1].lower(), match[2].rstrip(".:,")
            same = {other for prep, other in theirs if prep == where}
            kin = {other for other in same if _kin(name.lower(), other.lower())}
            told = {name} | {
                m[2].rstrip(".:,") for m in DIRECTED.finditer(claim) if m[1].lower() == where
            }
            known = any(other.startswith(name) for other in same)
            kin |= {other for other in same if occurs(other, claim)}  # the two are turned around
            before = _words_before(claim, match.start())
            kin |= {
                m[2].rstrip(".:,")
                for m in DIRECTED.finditer(line)
                if m[1].lower() == where != "on" and before & _words_before(line, m.start())
            }
            if kin - told and not known and occurs(name, line):
                return f"the cited lines say “{where} {min(kin - told)}”, not “{where} {name}”"
    return None


def done_by(claim: str, lines: Sequence[str]) -> str | None:
    """`failed for job-1` where a line has `failed for job-2` and job-1 elsewhere."""
    said = [m.groups() for m in DONE_BY.finditer(claim)]
    for line in lines:
        theirs = [m.groups() for m in DONE_BY.finditer(line)]
        for verb, where, name in said:
            same = {other for v, w, other in theirs if (stem(v), w) == (stem(verb), where)}
            named = {other for other in same if NAMED.search(other)}
            if not NAMED.search(name) and not re.search(rf"[=:]\s?[\"']?{re.escape(name)}\b", line):
                continue
            told = {other for v, w, other in said if (stem(v), w) == (stem(verb), where)}
            apart = name not in same and occurs(name, line) and not named & told
            if named and apart:
                return f"the cited lines say “{verb} {where} {min(named)}”, not “{name}”"
        for match in DID.finditer(claim):
            by = {other for v, w, other in theirs if stem(v) == stem(match[2]) and w == "by"}
            doers = {other for other in by if NAMED.search(other)}
            if doers and match[1] not in doers and occurs(match[1], line):
                return f"the cited lines say “{match[2]} by {min(doers)}”"
    return None


def of_whom(claim: str, texts: Sequence[str]) -> str | None:
    """`b was removed` where the line says that `a` was."""
    was = re.compile(r"([\w.-]*[-_\d][\w.-]*)['\"]?\s+(?:was|were|is)\s+(\w{4,})")
    for match in was.finditer(claim):
        for text in texts:
            theirs = {m[1] for m in was.finditer(text) if m[2] == match[2]}
            if theirs and match[1] not in theirs and match[1] in text:
                return f"the cited lines say “{match[2]}” of “{min(theirs)}”"
    return _did(claim, texts)


def _did(claim: str, texts: Sequence[str]) -> str | None:
    """`web-stable failed` where the line says `web-canary failed, web-stable keeps …`."""
    for match in OF_WHOM.finditer(claim):
        name, verb = match[1], match[2].lower()
        theirs = {m[1] for text in texts for m in OF_WHOM.finditer(text) if m[2].lower() == verb}
        kin = {t for t in theirs if t.split("-")[0] == name.split("-")[0] and not occurs(t, claim)}
        if kin and name not in theirs and verb not in STOP and occurs(name, "\n".join(texts)):
            return f"the cited lines say “{verb}” of “{min(kin)}”"
    return None


def _words_before(text: str, at: int) -> set[str]:
    """The last three telling words before a place."""
    return {w.lower() for w in re.findall(r"\w{3,}", text[:at])[-3:] if w.lower() not in STOP}


def _kin(name: str, other: str) -> bool:
    """Whether both are numbered names of one family: `es-master-1`, `es-data-07`."""
    first, theirs = APART.split(name)[0], APART.split(other)[0]
    return alike(name, other) or (first == theirs and "-" in name and "-" in other)
