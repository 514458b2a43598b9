"""Which team an incident belongs to: said by a person, by its label `team`, or by the rules.

The rules are the YAML file that `TOCSIN_RULES` names. Its entries are tried from the top, and the
first of which every condition fits counts:

    teams:
      - team: payments
        services: [checkout, "pay-*"]
        title: [invoice, "card declined"]
      - team: platform
        labels: {namespace: kube-system, cluster: "eu-*"}

`*` and `?` stand for any letters and for one; capitals make no difference. `title` holds words, or
words in a row, of the incident's title. An entry without a condition takes all that is left.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails

from core.domain.incident import NewIncident, readable
from core.errors import SettingsError

LONGEST_NAME = 200
WORDS = re.compile(r"[^\W_]+")
PATTERN_WORDS = re.compile(r"(?:[^\W_]|[*?])+")


def _several(value: Any) -> Any:
    """One pattern may stand without a list."""
    return (value,) if isinstance(value, str) else value


def _wordy(value: str) -> str:
    if not PATTERN_WORDS.search(value):
        raise ValueError("holds no word")
    return value


Pattern = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
]
Patterns = Annotated[tuple[Pattern, ...], BeforeValidator(_several), Field(min_length=1)]
WordPatterns = Annotated[
    tuple[Annotated[Pattern, AfterValidator(_wordy)], ...],
    BeforeValidator(_several),
    Field(min_length=1),
]


@dataclass(frozen=True)
class Found:
    """A team and the reason; `entry` counts from 1 and is None where no rule decided."""

    team: str
    why: str
    entry: int | None = None


class TeamRule(BaseModel):
    """One entry of the file: the team, and the conditions that must all fit."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    team: Annotated[Pattern, AfterValidator(readable)]
    services: Patterns = ()
    labels: Annotated[dict[Pattern, Pattern], Field(min_length=1)] = Field(default_factory=dict)
    title: WordPatterns = ()

    @property
    def conditions(self) -> list[str]:
        """What must hold, each in words; empty for an entry that takes everything."""
        told = [f"service is {' or '.join(self.services)}"] if self.services else []
        told += [f"label {name} is {pattern}" for name, pattern in self.labels.items()]
        return told + ([f"title has {' or '.join(self.title)}"] if self.title else [])

    def fits(self, title: str, service: str | None, labels: Mapping[str, str]) -> str | None:
        """Why an incident is this team's, or None when a condition fails."""
        reasons = []
        if self.services:
            hit = _first(self.services, service or "")
            reasons.append(f"service {service} fits {hit}" if hit else "")
        for name, pattern in self.labels.items():
            value = labels.get(name, "")
            fitting = _first((pattern,), value)
            reasons.append(f"label {name} {value} fits {pattern}" if fitting else "")
        if self.title:
            words = f" {' '.join(WORDS.findall(title))} "
            hit = next((each for each in self.title if _like(words, _spaced(each))), None)
            reasons.append(f"title has {hit}" if hit else "")
        return None if "" in reasons else "; ".join(reasons) or "it takes all that is left"


def _first(patterns: tuple[str, ...], value: str) -> str | None:
    return next((pattern for pattern in patterns if value and _like(value, pattern)), None)


def _like(value: str, pattern: str) -> bool:
    return fnmatchcase(value.casefold(), pattern.casefold())


def _spaced(pattern: str) -> str:
    return f"* {' '.join(PATTERN_WORDS.findall(pattern))} *"


class Teams(BaseModel):
    """The rules, in the order in which they are tried; none by default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    teams: tuple[TeamRule, ...] = ()

    def find(self, title: str, service: str | None, labels: Mapping[str, str]) -> Found | None:
        """The team that the label `team` or the rules give an incident, or None."""
        if own := readable(labels.get("team", "")).strip()[:LONGEST_NAME].strip():
            return Found(own, "its label team says so")
        for entry, rule in enumerate(self.teams, 1):
            if why := rule.fits(title, service, labels):
                return Found(rule.team, why, entry)
        return None

    def assign(self, new: NewIncident) -> NewIncident:
        """`new` with its team filled in, unless somebody gave one or nothing decides."""
        if new.team is not None:
            return new
        found = self.find(new.title, new.service, new.labels)
        return new.model_copy(update={"team": found.team}) if found else new


NO_RULES = Teams()


def read_rules(path: Path | None) -> Teams:
    """The rules of the file at `path`; no rules for None.

    Raises:
        SettingsError: with every problem, each with its entry.
    """
    if path is None:
        return NO_RULES
    problems: list[str] = []
    rules = _checked(_loaded(path, problems), problems)
    problems += _unreached(rules)
    if problems:
        raise SettingsError([f"TOCSIN_RULES: {path}, {problem}" for problem in problems])
    return rules


def _loaded(path: Path, problems: list[str]) -> Any:
    # only a start with rules pays for the import
    import yaml

    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"it cannot be read ({type(error).__name__})")
    except yaml.MarkedYAMLError as error:
        place = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        problems.append(f"{place}it is not YAML ({error.problem})")
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problems.append(f"it is not YAML ({type(error).__name__})")
    return None


def _checked(content: Any, problems: list[str]) -> Teams:
    if problems or content is None:
        return NO_RULES
    try:
        return Teams.model_validate(content)
    except ValidationError as error:
        rows = error.errors(include_url=False)
        problems += [f"{_place(content, row['loc'])}: {_told(row)}" for row in rows]
        return NO_RULES


def _told(row: ErrorDetails) -> str:
    if row["type"] != "extra_forbidden":
        return _in_yaml(row["msg"])
    known = list((TeamRule if len(row["loc"]) > 1 else Teams).model_fields)
    return f"there is no such key; known {'are' if known[1:] else 'is'} {', '.join(known)}"


def _in_yaml(message: str) -> str:
    """A message of pydantic's in the words of the file."""
    plain = message.removeprefix("Value error, ").split(" after validation")[0]
    plain = re.sub(r" or instance of \w+", "", plain)
    return re.sub(r"(?i)\btuple\b", "list", re.sub(r"(?i)\bdictionary\b", "mapping", plain))


def _place(content: Any, location: tuple[int | str, ...]) -> str:
    """Where a problem is, as a person counts: `entry 2 (payments), services`."""
    if len(location) < 2 or not isinstance(location[1], int):
        return ".".join(str(part) for part in location) or "the file"
    entry = content["teams"][location[1]]
    named = entry.get("team") if isinstance(entry, dict) else None
    name = f" ({named})" if isinstance(named, str) else ""
    inner = [str(part + 1 if isinstance(part, int) else part) for part in location[2:]]
    return ", ".join([f"entry {location[1] + 1}{name}", *inner[:1]]) + (
        f" {' '.join(inner[1:])}" if inner[1:] else ""
    )


def _unreached(rules: Teams) -> list[str]:
    return [
        f"entry {entry} ({rule.team}): it has no condition, so no entry after it is ever reached"
        for entry, rule in enumerate(rules.teams[:-1], 1)
        if not rule.conditions
    ]
