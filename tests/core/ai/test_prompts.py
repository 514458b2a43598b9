"""Prompts as files that a team can replace."""

from pathlib import Path

import pytest

from core.ai.prompts import Prompts, PromptsDoNotFit

GOOD = "Be brief. {{ mark }}\n---\n{{ evidence }}\n"


def test_a_team_goes_over_the_folder_and_that_over_the_packaged(tmp_path: Path) -> None:
    """Each asks with its own prompt, and the version tells them apart."""
    (tmp_path / "payments").mkdir()
    (tmp_path / "analysis.md").write_text(GOOD)
    (tmp_path / "payments" / "analysis.md").write_text(f"For payments. {GOOD}")
    prompts = Prompts(tmp_path)
    assert prompts.get("analysis", "Payments").text.startswith("For payments.")
    assert prompts.get("analysis", "search").text == GOOD
    assert prompts.get("rca", "payments").source == "packaged rca.md"
    versions = {prompts.get("analysis", team).version for team in ("payments", None)}
    assert len(versions | {Prompts().get("analysis", None).version}) == 3


@pytest.mark.parametrize("team", ["Data Platform", " data platform ", "DATA PLATFORM"])
def test_a_team_is_its_folder_however_it_is_written(tmp_path: Path, team: str) -> None:
    """Capitals and spaces around a name make no difference; those inside it do."""
    (tmp_path / "Data Platform").mkdir()
    (tmp_path / "Data Platform" / "analysis.md").write_text(GOOD)
    assert Prompts(tmp_path).get("analysis", team).text == GOOD
    assert Prompts(tmp_path).get("analysis", "dataplatform").source == "packaged analysis.md"


@pytest.mark.parametrize("team", ["../outside", "..", ".", "", "/", "a/../../outside", "\0"])
def test_a_team_never_becomes_a_path(tmp_path: Path, team: str) -> None:
    """Whatever a sender calls its team, only folders that were read at the start count."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "analysis.md").write_text(GOOD)
    (tmp_path / "prompts").mkdir()
    prompts = Prompts(tmp_path / "prompts")
    assert prompts.get("analysis", team).source == "packaged analysis.md"


def test_all_problems_are_listed(tmp_path: Path) -> None:
    """Every wrong file is named with what is wrong with it."""
    (tmp_path / "analysis.md").write_text("no question")
    (tmp_path / "anlysis.md").write_text(GOOD)
    (tmp_path / "rca.md").write_text(
        "{{ section }} {{ facts }} {{ draft }} {{ mark }} {{ x }}\n---\n"
    )
    with pytest.raises(PromptsDoNotFit) as caught:
        Prompts(tmp_path)
    told = "\n".join(caught.value.problems)
    for part in (
        "evidence }} is missing",
        "line --- must stand",
        "no such prompt",
        "x }} is not known",
    ):
        assert part in told


def test_a_placeholder_in_evidence_stays_text(tmp_path: Path) -> None:
    """Values are put in once, so that a log can't pull in other values."""
    (tmp_path / "analysis.md").write_text(GOOD)
    _, text = Prompts(tmp_path).get("analysis", None).fill(evidence="{{ mark }}", mark="m")
    assert text == "{{ mark }}"
