"""The few sentences at the head of a reading."""

from collections import Counter

from core.ai.offline.doings import doings
from core.ai.offline.findings import confidence, title
from core.ai.offline.material import Material
from core.ai.offline.signatures import library
from core.ai.offline.suspects import Suspect
from core.domain.analysis import Outcome

# fewer tell nothing by what they lack
LEAST_RECORDS = 5


def summarise(
    material: Material, outcome: Outcome, chosen: list[Suspect], suspects: list[Suspect]
) -> str:
    """What was found and how sure that is; when nothing was, what was looked for."""
    if outcome is Outcome.INCONCLUSIVE:
        return _inconclusive(material, suspects)
    best = chosen[0]
    head = f"Most likely: {title(best)}, {confidence(best)} confidence."
    if outcome is Outcome.PARTIAL:
        head = f"The evidence shows: {title(best)}. It does not show why."
        if best.role != "symptom" and best.logged:
            head = f"Most likely: {title(best)}, {confidence(best)} confidence."
            head += " Its time speaks for it; no line says how."
        elif best.role != "symptom":
            head = f"The report points to: {title(best)}. No log line confirms it."
        if not material.logs:
            head = f"The report points to: {title(best)}. No log was given to confirm it."
    others = [title(suspect) for suspect in chosen[1:3]]
    more = f" Also possible: {'; '.join(others)}." if others else ""
    where = next(
        (f" First seen in line {seen.line} of {seen.evidence}." for seen in best.logged), ""
    )
    read = f" {_read(material)}" if material.logs else ""
    return f"{head}{where}{more}{read}{_tried(material)}"


def _read(material: Material) -> str:
    if not material.logs:
        return "No log was given."
    lines = sum(log.digest.line_count for log in material.logs)
    return f"Read {lines} log {'line' if lines == 1 else 'lines'}."


def _tried(material: Material) -> str:
    """What was done already, and whether it helped."""
    said = []
    for doing in doings(material)[-2:]:
        where = f"{doing.told.evidence}, line {doing.told.number}"
        if doing.helped is None:
            said.append(f" Done already: {doing.action} ({where}); not said whether it helped.")
        else:
            verdict = "helped" if doing.helped else "did not help"
            said.append(f" The {doing.action} {verdict} ({where}).")
    return "".join(said)


def _looked_at(material: Material) -> str:
    errors = sum(
        log.digest.levels.get("error", 0) + log.digest.levels.get("fatal", 0)
        for log in material.logs
    )
    verb = "is an error" if errors == 1 else "are errors"
    return f"{_read(material)[:-1]}; {errors} of the records {verb}."


def _known(material: Material) -> str:
    """What there is to go on where there is no log: `the title and 2 alerts`."""
    kinds = Counter(piece.kind for piece in material.case.evidence if any(piece.lines))
    names = ["the title"]
    if material.case.description.strip():
        names.append("the description")
    names += ["the alerts"] if kinds["alert"] else []
    names += ["the notes"] if kinds["note"] or kinds["message"] else []
    return " and ".join([*filter(None, [", ".join(names[:-1])]), names[-1]])


def _inconclusive(material: Material, suspects: list[Suspect]) -> str:
    seen = {suspect.key for suspect in suspects}
    absent = [s.name.lower() for s in library() if s.role == "cause" and s.id not in seen][:12]
    usual = [title(suspect).lower() for suspect in suspects if suspect.usual and suspect.signature]
    if not material.logs:
        is_ = "is" if (known := _known(material)) == "the title" else "are"
        only = f"Inconclusive: only {known} {is_} known, and no log was given."
        return f"{only} So nothing could be looked for.{_tried(material)}"
    parts = ["Inconclusive: nothing stands out.", _looked_at(material)]
    if usual:
        parts.append(f"Seen, but usual in the team's other incidents: {', '.join(usual)}.")
    records = sum(log.digest.record_count for log in material.logs)
    lines = sum(log.digest.line_count for log in material.logs)
    if records < LEAST_RECORDS:
        return " ".join([*parts, "That is too little log to say what it was not."])
    parts.append(f"Looked for and not found in these {lines} lines: {', '.join(absent)}.")
    if not any(log.digest.onset for log in material.logs):
        parts.append("The error rate does not change.")
    return " ".join(parts) + _tried(material)
