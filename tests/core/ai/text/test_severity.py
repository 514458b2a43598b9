"""Severity from the opening text, and what a team's corrections change."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.ai.text.severity import Correction, SeverityModel, family_of
from core.domain.incident import Severity

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.parametrize("model", [SeverityModel.rules(), SeverityModel.shipped()])
def test_an_outage_of_everything_is_worse_than_a_slow_side_function(model: SeverityModel) -> None:
    """With and without learned weights the order is what anybody would say."""
    worse = model.suggest("Major outage: all services are down", "Nobody can log in.")
    lighter = model.suggest("Some e-mail notifications are delayed", "A small subset of users.")
    assert worse.score > lighter.score + 0.5
    assert worse.label.rank > lighter.label.rank


@pytest.mark.parametrize("model", [SeverityModel.rules(), SeverityModel.shipped()])
def test_a_dead_node_is_worse_than_an_idle_one(model: SeverityModel) -> None:
    """Alert rules have a model of their own."""
    dead = model.suggest("EtcdNoLeader", "The etcd cluster has no leader, data loss is possible.")
    idle = model.suggest("HostCpuIsUnderutilized", "CPU load is low. Consider reducing the CPUs.")
    assert dead.score > idle.score + 0.5


def test_the_reason_names_words_or_rules_that_spoke_for_the_label() -> None:
    """A person sees why."""
    told = SeverityModel.shipped().suggest("Complete outage", "The site is down for all users.")
    assert "down" in told.reason or "wide impact" in told.reason


def test_the_reason_is_in_words_as_they_were_written() -> None:
    """No stems, no halves of words and nothing that every update says."""
    told = [
        SeverityModel.shipped().suggest("Certificate authorities failing", "We investigate this."),
        SeverityModel.shipped().suggest("KubePodCrashLooping", "Pods are restarting repeatedly."),
        SeverityModel.shipped().suggest("Issue", "We are investigating an issue."),
    ]
    written = "certificate authorities failing kube pod crash looping pods restarting repeatedly"
    for quoted in re.findall(r"“(.*?)”", " ".join(each.reason for each in told)):
        assert set(quoted.split()) <= set(written.split())


def test_empty_text_has_an_answer() -> None:
    """A title is enough, and even none is no error."""
    told = SeverityModel.shipped().suggest("")
    assert told.reason
    assert 0.0 <= told.score <= 3.0


def test_corrections_move_what_is_like_them() -> None:
    """A team that calls its label printer critical is believed, after a few times."""
    lesson = [
        Correction(f"Label printer jam in hall {n}", "Shipping waits.", Severity.CRITICAL)
        for n in range(12)
    ] + [Correction(f"Search slow in shop {n}", "", Severity.LOW) for n in range(12)]
    before = SeverityModel.shipped().suggest("Label printer jam in hall 99", "Shipping waits.")
    taught = SeverityModel.shipped().learn(lesson)
    after = taught.suggest("Label printer jam in hall 99", "Shipping waits.")
    assert after.score > before.score + 0.5
    assert after.label is Severity.CRITICAL


def test_one_correction_does_not_overthrow_the_prior() -> None:
    """What ships still orders what the team has not spoken of."""
    taught = SeverityModel.shipped().learn(
        [Correction("Typo on the imprint", "One word.", Severity.LOW)]
    )
    down = taught.suggest("Everything is down", "All users, all regions.")
    slow = taught.suggest("Some reports are delayed", "A few users.")
    assert down.score > slow.score + 0.5


def test_learning_changes_a_copy() -> None:
    """Models never change under those who hold them; nothing learned is nothing changed."""
    shipped = SeverityModel.shipped()
    before = shipped.dumped()
    shipped.learn([Correction("Shop down", "", Severity.CRITICAL)])
    assert shipped.dumped() == before
    assert shipped.learn([]).dumped() == before


def test_learning_is_the_same_in_every_process() -> None:
    """The seed of hashes changes nothing."""
    program = (
        "from core.ai.text.severity import *\n"
        "from core.domain.incident import Severity as S\n"
        "print(SeverityModel.rules().learn(["
        "Correction('Shop down', 'all users', S.CRITICAL),"
        "Correction('Search slow', 'some', S.LOW)]).dumped())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_families() -> None:
    """The source decides, else the shape of the text."""
    assert family_of("x", "", "rule/mixins") == "alert rule"
    assert family_of("KubePodCrashLooping") == "alert rule"
    assert family_of("Checkout is slow") == "status page"
    assert family_of("Issue with Google Cloud Storage") == "cloud provider"


@pytest.mark.shared
@pytest.mark.slow
def test_the_shipped_weights_are_those_of_the_trainer(shared: Path) -> None:
    """Training again from the same data gives the packaged bytes."""
    from core.evaluation import corrections
    from tests.bench.train_text_models import ALLOWED

    with (shared / "data" / "severity.jsonl").open(encoding="utf-8") as file:
        items = [json.loads(line) for line in file]
    allowed = corrections(item for item in items if item["source"] in ALLOWED)
    packaged = ROOT / "core" / "ai" / "text" / "severity_weights.json"
    assert SeverityModel.rules().trained(allowed).dumped() == packaged.read_text("utf-8")


def test_history_counts_for_a_source_as_far_as_that_source_has_one() -> None:
    """What one status page taught says little about another that nobody corrected."""
    taught = SeverityModel.shipped().learn(
        Correction(f"Label printer jam in hall {n}", "", Severity.CRITICAL, "statuspage/a")
        for n in range(12)
    )
    asked = ("Label printer jam in hall 99", "")
    shipped = SeverityModel.shipped().suggest(*asked, source="statuspage/b")
    assert taught.suggest(*asked, source="statuspage/b").score == shipped.score
    assert taught.suggest(*asked, source="statuspage/a").score > shipped.score + 0.1
