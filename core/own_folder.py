"""A folder of evaluation data out of a team's own approved RCAs, in the format of `tocsin eval`.

`source` names the family by which a measure is taken: `rule/own` for what an alert declared and
`statuspage/own` for what a person did; of the cases, `holmes/own` where the RCA's cause cites log
lines, `nezha/own` where it cites none but names the service, and `own` where nothing is scored.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from core.domain.incident import Severity
from core.own_cases import OwnCase

Item = dict[str, Any]

SETS = ("severity", "rootcause", "postmortems", "rca_cases", "runbooks")
MARKER = "# Made by `tocsin eval --own`"
SCORED_CHARACTERS = 400
SHORTEST_ECHO = 12
ABOUT = f"""{MARKER}

This team's incidents that have an approved RCA, as evaluation data. **Texts and logs stand here as
they were written: nothing is masked.**

| file | label | what it is from |
|---|---|---|
| `severity.jsonl` | `label` | the severity that a person gave last |
| `rootcause.jsonl` | `root_cause_category` | the category of the approved RCA |
| `postmortems.jsonl` | the item itself | the RCA's prose, without the opening's own words |
| `rca_cases.jsonl` | `expected_terms`, `root_cause_service` | the log spans that the cause cites |
| `runbooks.jsonl` | the item itself | the runbooks, asked for by the alerts that link them |

Titles and descriptions are those with which the incident opened. `group` is one alarm, or one
incident: split by it, never inside it.
"""


def items(cases: Sequence[OwnCase], runbooks: Mapping[str, str]) -> dict[str, list[Item]]:
    """The items of every set by its name; `runbooks` are texts by their names."""
    return {
        "severity": [_severity(case, case.severity) for case in cases if case.severity],
        "rootcause": [_root_cause(case) for case in cases],
        "postmortems": [_post_mortem(case) for case in cases],
        "rca_cases": [_rca_case(case) for case in cases if any(case.logs)],
        "runbooks": [_runbook(name, text, cases) for name, text in sorted(runbooks.items())],
    }


def _severity(case: OwnCase, severity: Severity) -> Item:
    return {
        "id": case.name,
        "source": "rule/own" if case.alarm else "statuspage/own",
        "title": case.title,
        "description": case.description,
        "label": severity.value,
        "accept": [severity.value],
        "rank": severity.rank + 1,
        "group": case.group,
    }


def _root_cause(case: OwnCase) -> Item:
    return {
        "id": case.name,
        "source": "own",
        "vendor": "own",
        "title": case.title,
        "text": _prose(case),
        "root_cause_text": case.sections.root_cause,
        "root_cause_category": case.sections.root_cause_category,
        "group": case.group,
    }


def _post_mortem(case: OwnCase) -> Item:
    return {
        "id": case.name,
        "source": "own",
        "title": case.title,
        "text": _without_echo(case, _prose(case)),
        "category": case.sections.root_cause_category,
        "opening_text": case.description or case.title,
        "group": case.group,
    }


def _prose(case: OwnCase) -> str:
    told = case.sections
    actions = [item.text for item in told.action_items]
    parts = [told.summary, told.impact, told.detection, told.response, told.root_cause]
    parts += [*told.contributing_factors, *actions, *told.lessons, *told.went_well]
    return "\n".join(part for part in parts if part)


def _without_echo(case: OwnCase, text: str) -> str:
    """`text` without the words that opened the incident, or it would be found by its own echo."""
    echoes = [case.name, case.title]
    echoes += [line.strip() for line in case.description.split("\n")]
    for echo in sorted(echoes, key=len, reverse=True):
        if len(echo) >= SHORTEST_ECHO or echo == case.name:
            text = text.replace(echo, "…")
    return text


def _rca_case(case: OwnCase) -> Item:
    terms, service = _terms(case), _service(case)
    source = "holmes/own" if terms else "nezha/own" if service else "own"
    item: Item = {
        "id": case.name,
        "source": source,
        "title": case.title,
        "description": case.description,
        "logs": "\n".join(case.logs),
        "expected": [case.sections.root_cause],
        "group": case.group,
    }
    if terms:
        item["expected_terms"] = terms
    if service:
        item |= {"root_cause_service": service, "visible_in_error_lines": bool(terms)}
    return item


def _terms(case: OwnCase) -> list[str]:
    """The spans that the cause cites, as the scorer looks for them; not those in the prompt."""
    told = f"{case.title}\n{case.description}".lower()
    terms = []
    for cited in case.sections.root_cause_citations:
        quote = cited.quote.strip().lower()
        there = cited.evidence == "logs" and 0 < cited.line <= len(case.logs)
        line = case.logs[cited.line - 1][:SCORED_CHARACTERS].lower() if there else ""
        if quote and quote in line and quote not in told:
            terms.append(quote)
    return list(dict.fromkeys(terms))


def _service(case: OwnCase) -> str | None:
    """The incident's service if the RCA's cause speaks of it: the affected one may be another."""
    service = case.service
    if service and service.casefold() in case.sections.root_cause.casefold():
        return service
    return None


def _runbook(name: str, text: str, cases: Iterable[OwnCase]) -> Item:
    alert = PurePosixPath(name.rsplit("#", maxsplit=1)[-1]).stem
    queries = [
        described
        for case in cases
        for annotations in case.annotations
        if alert.casefold() in _linked(annotations.get("runbook_url", ""))
        and (described := annotations.get("description") or annotations.get("summary"))
    ]
    unique = list(dict.fromkeys(queries))
    return {"id": name, "source": "own", "alert": alert, "text": text, "queries": unique}


def _linked(address: str) -> set[str]:
    """What a link calls its runbook: the last part of its path, and its fragment."""
    path, _, fragment = address.partition("#")
    return {PurePosixPath(path.rstrip("/")).stem.casefold(), fragment.casefold()} - {""}


def write_folder(folder: Path, sets: Mapping[str, Sequence[Item]]) -> None:
    """Write a file for each set, readable for its owner alone, over those of an earlier time.

    Raises:
        FileExistsError: the folder holds other things and was not made here.
        OSError: it can't be written.
    """
    about = folder / "README.md"
    if folder.exists() and any(folder.iterdir()) and not _made_here(about):
        raise FileExistsError(f"{folder} is not empty and was not made by `tocsin eval --own`")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(about, ABOUT)
    for name in SETS:
        lines = [json.dumps(item, ensure_ascii=False) + "\n" for item in sets.get(name, ())]
        _write(folder / f"{name}.jsonl", "".join(lines))


def _made_here(about: Path) -> bool:
    return about.is_file() and about.read_text("utf-8", errors="replace").startswith(MARKER)


def _write(path: Path, text: str) -> None:
    """The whole file or none of it."""
    new = path.with_name(f".{path.name}.new")
    with open(new, "w", encoding="utf-8", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
        file.write(text)
    new.replace(path)
