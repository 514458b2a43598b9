"""Whether an earlier incident is near at all, over incidents of which it is known."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from core.ai.offline.analyse import analyse
from core.ai.text.found_by import found_by
from core.ai.text.nearness import nearness, sought, telling
from core.ai.text.words import terms
from core.domain.analysis import Case, Evidence
from core.logs.messages import fingerprint, is_fingerprint

INCIDENTS = Path(__file__).with_name("alike.jsonl")


def text_of(incident: dict[str, Any]) -> str:
    """What the incident is found by once the offline analyst has read it."""
    pieces = {"title": [incident["title"]], "logs": incident["logs"]}
    if incident["description"]:
        pieces["description"] = incident["description"].split("\n")
    evidence = [
        Evidence(id=kind, kind=kind, lines=tuple(lines))  # type: ignore[arg-type]
        for kind, lines in pieces.items()
        if lines
    ]
    case = Case(
        title=incident["title"],
        description=incident["description"],
        labels=incident["labels"],
        evidence=tuple(evidence),
    )
    return found_by(case, analyse(case))


@pytest.fixture(scope="module")
def judged() -> dict[tuple[str, str], tuple[bool, bool]]:
    """For every two titles: whether they are of one kind, and whether the second is called near."""
    incidents = [json.loads(line) for line in INCIDENTS.read_text("utf-8").splitlines()]
    kinds = {each["title"]: each["kind"] for each in incidents}
    texts = {each["title"]: text_of(each) for each in incidents}
    places = {each["title"]: [*each["labels"], *each["labels"].values()] for each in incidents}
    near = {title: nearness(texts[title], texts, where=places[title]) for title in texts}
    return {
        (one, other): (kinds[one] == kinds[other], near[one][other].enough)
        for one, other in permutations(texts, 2)
    }


def test_hardly_any_is_called_near_that_is_not(
    judged: dict[tuple[str, str], tuple[bool, bool]],
) -> None:
    """A disk that is full is not like a certificate, a KeyError or a payment that fails."""
    false = [pair for pair, (same, near) in judged.items() if near and not same]
    assert len(false) <= 0.003 * len(judged), false


def test_most_of_the_near_are_found(judged: dict[tuple[str, str], tuple[bool, bool]]) -> None:
    """The same failure in other words, on another host, in another service."""
    alike = [(pair, near) for pair, (same, near) in judged.items() if same]
    missed = [pair for pair, near in alike if not near]
    assert len(missed) <= 0.1 * len(alike), missed


def test_the_same_place_alone_is_no_likeness() -> None:
    """Two incidents of one service, team and region may have nothing else in common."""
    labels = "service checkout\nteam payments\nregion eu-west"
    where = ["checkout", "payments", "eu-west", "service", "team", "region"]
    documents = {"other": f"Checkout: certificate expired\n{labels}"}
    assert not nearness(f"Checkout: disk full\n{labels}", documents, where=where)["other"].enough


def test_words_of_any_incident_tell_nothing() -> None:
    """What is written of every failure, or stands in every log line, is not looked for."""
    assert telling("2026-11-24 ERROR main: customers report errors again, service is down") == []
    assert sought("We are investigating elevated error rates in production") == []


def test_the_same_error_line_makes_two_near() -> None:
    """Whatever else is said of them, and whatever values it has."""
    print_of = fingerprint("could not reserve seat 17 in coach 4711 of train ICE-599")
    assert print_of == fingerprint("could not reserve seat 3 in coach 9 of train ICE-1021")
    documents = {"one": f"Trains\n{print_of}", "two": "Trains"}
    found = nearness(f"Nobody can book\n{print_of}", documents)
    assert (found["one"].enough, found["two"].enough) == (True, False)


@pytest.mark.parametrize("number", range(50))
def test_a_fingerprint_is_a_word_that_nothing_changes(number: int) -> None:
    """It passes through the tokeniser and the stemmer as it is, and is known again."""
    made = fingerprint(f"failure of kind {'x' * number} here")
    assert terms(made) == [made]
    assert is_fingerprint(made)
    assert not is_fingerprint(made[1:])
