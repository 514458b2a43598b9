"""Runbooks are found by an alert's name and by its words."""

from pathlib import Path

from core.runbooks import Runbooks, read_folder, split

POOL = "# DatabasePoolExhausted\n\nThe connection pool of the database is exhausted.\n"
DISK = "# NodeDiskFull\n\nA file system of the node is almost out of space.\n"


def test_by_name_and_by_words(tmp_path: Path) -> None:
    """The exact name comes first whatever else is said; words find what comes near."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "pool.md").write_text(POOL)
    (tmp_path / "deep" / "disk.md").write_text(DISK)
    (tmp_path / "other.txt").write_text("not a runbook")
    texts = read_folder(tmp_path)
    assert sorted(texts) == ["deep/disk.md", "pool.md"]
    runbooks = Runbooks(texts)
    named = runbooks.find("NodeDiskFull: database pool exhausted")
    assert named is not None
    assert (named.name, named.by_name) == ("deep/disk.md", True)
    worded = runbooks.find("no connection left, database pool exhausted")
    assert worded is not None
    assert (worded.name, worded.by_name) == ("pool.md", False)
    assert runbooks.find("nothing of the kind") is None


def test_a_page_is_cut_at_its_headings() -> None:
    """Each top heading of a page is a runbook with an address of its own."""
    parts = split(f"intro\n{POOL}{DISK}", "https://wiki.example.org/runbooks")
    assert list(parts) == [
        "https://wiki.example.org/runbooks",
        "https://wiki.example.org/runbooks#databasepoolexhausted",
        "https://wiki.example.org/runbooks#nodediskfull",
    ]


def test_no_runbooks_find_nothing() -> None:
    """Without any, nothing is linked."""
    assert Runbooks({}).find("database pool exhausted") is None
