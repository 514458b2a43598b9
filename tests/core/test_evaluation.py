"""`tocsin eval`: predictions in the format that the scorer reads, from inputs alone."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main

LOG = [
    "2026-03-01T10:00:00Z INFO web-service request 1 served",
    "2026-03-01T10:00:01Z INFO web-service request 2 served",
    "2026-03-01T10:00:02Z ERROR web-service disk full: No space left on device",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder of our own with every set in it."""
    data = tmp_path / "data"
    (data / "logs").mkdir(parents=True)
    _write(
        data / "severity.jsonl",
        {"id": "s1", "source": "statuspage/x", "title": "All down", "label": "critical"},
        {"id": "s2", "source": "statuspage/x", "title": "Some mails late", "label": "low"},
        {"id": "s3", "source": "status/gcp", "title": "Odd", "label": None, "accept": ["high"]},
    )
    _write(
        data / "rootcause.jsonl",
        {"id": "c1", "title": "Loss", "text": "The root cause was a fiber cut."},
    )
    _write(
        data / "postmortems.jsonl",
        {"id": "p1", "title": "Slow", "text": "The cache was slow.", "opening_text": "Cache slow"},
        {"id": "p2", "title": "Disk", "text": "The disk was full."},
    )
    _write(
        data / "runbooks.jsonl",
        {"id": "r1", "text": "# NodeDiskFull\nDelete files.", "queries": ["Disk is full"]},
        {"id": "r2", "text": "# PodCrash\nRead the logs."},
    )
    _write(
        data / "rca_cases.jsonl",
        {"id": "k1", "source": "holmes", "title": "Errors", "logs": "\n".join(LOG)},
    )
    with gzip.open(data / "logs" / "Tiny_2k.csv.gz", "wt", encoding="utf-8") as file:
        file.write("LineId,Raw\n" + "".join(f"{n},{line}\n" for n, line in enumerate(LOG, 1)))
    return data


def _write(path: Path, *items: dict[str, Any]) -> None:
    path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_predicts_every_set_in_the_scorers_format(folder: Path, tmp_path: Path) -> None:
    """One line a prediction, each with the fields that its set has."""
    out = tmp_path / "out.jsonl"
    assert main(["eval", str(folder), "--history", str(folder), "--out", str(out)]) == 0
    by_set: dict[str, list[dict[str, Any]]] = {}
    for prediction in _read(out):
        by_set.setdefault(prediction.pop("set"), []).append(prediction)
    assert [each["line"] for each in by_set["logs"]] == [1, 2, 3]
    assert by_set["logs"][0]["template"] == by_set["logs"][1]["template"]
    assert by_set["logs"][0]["template"] != by_set["logs"][2]["template"]
    assert set(by_set["rca_cases"][0]) == {"id", "lines", "service", "conclusive"}
    assert set(by_set["rca_cases"][0]["lines"]) <= set(LOG)
    scores = {each["id"]: each["score"] for each in by_set["severity"]}
    assert scores["s1"] > scores["s2"]
    assert len(by_set["severity_history"]) == 3
    assert by_set["rootcause"] == [{"id": "c1", "category": "EXTERNAL"}]
    assert by_set["similar"] == [{"id": "p1", "ranked": ["p1", "p2"]}]
    assert by_set["runbooks"] == [{"id": "r1", "query": 0, "ranked": ["r1", "r2"]}]


def test_reports_items_seconds_and_cost(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Progress goes to stderr, and stdout is one document with --json."""
    out = tmp_path / "out.jsonl"
    assert main(["eval", str(folder), "--out", str(out), "--json"]) == 0
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert {each["name"]: each["items"] for each in document["sets"]}["severity"] == 3
    assert all(each["cost_usd"] == 0.0 for each in document["sets"])
    assert "rootcause" in told.err
    assert "severity_history" not in told.err


def test_compares_two_runs(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only what differs is listed, with what each run said."""
    one, other = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    _write(one, {"set": "rootcause", "id": "c1", "category": "DEPLOY"})
    assert main(["eval", str(folder), "--sets", "rootcause", "--out", str(other)]) == 0
    capsys.readouterr()
    assert main(["eval", "--compare", str(one), str(other), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"set": "rootcause", "id": "c1", "a": {"category": "DEPLOY"}, "b": {"category": "EXTERNAL"}}
    ]
    assert main(["eval", "--compare", str(other), str(other), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_compares_whole_runs(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Items that only one run has, ranks and lines alike, told in words as well."""
    one, other = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    assert main(["eval", str(folder), "--out", str(one)]) == 0
    assert main(["eval", str(folder), "--sets", "logs,runbooks", "--out", str(other)]) == 0
    capsys.readouterr()
    assert main(["eval", "--compare", str(one), str(other)]) == 0
    told = capsys.readouterr()
    assert "severity s1\n" in told.out
    assert "B null" in told.out
    assert "runbooks" not in told.out
    assert "6 predictions differ" in told.err


SECRET = "user ada@example.com, key AKIAIOSFODNN7EXAMPLE: No space left on device"


def test_masked_cases_still_name_the_lines_as_they_are(folder: Path, tmp_path: Path) -> None:
    """The analyst sees placeholders; what is predicted are the folder's own lines."""
    lines = [*LOG, f"2026-03-01T10:00:03Z ERROR web-service {SECRET}"]
    case = {"id": "k1", "source": "holmes", "title": "Errors", "logs": "\n".join(lines)}
    _write(folder / "rca_cases.jsonl", case)
    out = tmp_path / "out.jsonl"
    words = ["eval", str(folder), "--masked", "--sets", "rca_cases,severity", "--out", str(out)]
    assert main(words) == 0
    first = out.read_bytes()
    made = next(each for each in _read(out) if each["set"] == "rca_cases")
    assert lines[-1] in made["lines"]
    assert set(made["lines"]) <= set(lines)
    assert main(words) == 0
    assert out.read_bytes() == first


def test_without_a_file_the_summary_is_printed_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Items, seconds and cost of each set as ever, and that the predictions were not kept."""
    before = set(folder.parent.rglob("*"))
    assert main(["eval", str(folder), "--sets", "rootcause"]) == 0
    told = capsys.readouterr()
    assert "rootcause" in told.err
    assert "--out FILE.jsonl" in told.err
    assert main(["eval", str(folder), "--sets", "rootcause", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["out"] is None
    assert set(folder.parent.rglob("*")) == before


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nowhere", "--out", "x"],
        ["FOLDER", "--out", "OUT", "--sets", "nonsense"],
        ["FOLDER", "--out", "OUT", "--masked", "--analyst", "openai"],
        ["FOLDER", "--compare", "x", "y"],
        ["FOLDER", "--analyst", "openai"],
        ["--out", "OUT"],
    ],
)
def test_wrong_usage_is_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """Exit code 2 and a sentence, no traceback."""
    names = {"FOLDER": str(folder), "OUT": str(tmp_path / "out")}
    assert main(["eval", *(names.get(each, each) for each in arguments)]) == 2
    assert "tocsin:" in capsys.readouterr().err


def test_an_empty_folder_and_a_broken_line_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file and the line are named."""
    out = tmp_path / "out.jsonl"
    assert main(["eval", str(tmp_path), "--out", str(out)]) == 2
    (tmp_path / "rootcause.jsonl").write_text("{\n")
    assert main(["eval", str(tmp_path), "--out", str(out)]) == 2
    assert "rootcause.jsonl, line 1" in capsys.readouterr().err


@pytest.mark.shared
@pytest.mark.slow
def test_labels_make_no_difference(shared: Path, tmp_path: Path) -> None:
    """A folder with the labels taken out gives the same predictions, to the byte."""
    data, blind = shared / "data", tmp_path / "blind"
    subprocess.run([sys.executable, str(data / "blind.py"), str(data), str(blind)], check=True)
    outputs = []
    for number, folder in enumerate((data, blind)):
        out = tmp_path / f"{number}.jsonl"
        sets = "severity,rootcause,similar,runbooks,logs"
        assert main(["eval", str(folder), "--sets", sets, "--out", str(out)]) == 0
        outputs.append(out.read_bytes())
    assert outputs[0] == outputs[1]


@pytest.mark.shared
@pytest.mark.slow
def test_reaches_the_goals_that_need_no_folds(shared: Path, tmp_path: Path) -> None:
    """What learns nothing from the folder is measured by the scorer itself."""
    out = tmp_path / "out.jsonl"
    assert (
        main(
            [
                "eval",
                str(shared / "data"),
                "--sets",
                "rootcause,similar,runbooks",
                "--out",
                str(out),
            ]
        )
        == 0
    )
    score = subprocess.run(
        [sys.executable, str(shared / "data" / "score.py"), str(shared / "data"), str(out)],
        check=True,
        capture_output=True,
    )
    figures = json.loads(score.stdout)
    assert figures["root-cause category macro-F1"] >= 0.72
    assert figures["opening text to own post-mortem, MRR"] >= 0.46
    assert figures["alert to runbook, first hit"] >= 0.97


@pytest.mark.shared
@pytest.mark.slow
def test_masking_loses_next_to_nothing(shared: Path) -> None:
    """At most 0.02 of any measure on the cases."""
    script = Path(__file__).resolve().parents[1] / "bench" / "masking_loss.py"
    subprocess.run([sys.executable, str(script), str(shared / "data")], check=True)
