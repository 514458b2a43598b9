"""Runbooks are found by an alert's name and by its words."""

from pathlib import Path

import pytest

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
    assert named.heading == "NodeDiskFull"
    assert named.opening == "A file system of the node is almost out of space."
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


def test_an_address_leads_to_its_heading() -> None:
    """Marks are left out of the anchor, as the sites that show Markdown do."""
    parts = split("# Disk full: what to do?\n", "https://wiki.example.org/runbooks")
    assert list(parts) == ["https://wiki.example.org/runbooks#disk-full-what-to-do"]


@pytest.mark.parametrize(
    ("text", "heading", "opening"),
    [
        ("no heading at all", "", "no heading at all"),
        ("## Second *level* ##\n\n1. `df -h`\n2. free space\n\nlater", "Second level", "df -h"),
        ("---\nowner: db\n---\n# Disk\n\n[docs](https://x.example) first", "Disk", "docs first"),
        ("", "", ""),
    ],
)
def test_a_runbook_is_told_by_its_heading_and_its_first_words(
    text: str, heading: str, opening: str
) -> None:
    """Without the marks of Markdown, which nobody reads in a post."""
    found = Runbooks({"a.md": f"{text}\n"}).named("a.md")
    assert (found.heading, found.opening) == (heading, opening)


def test_no_runbooks_find_nothing() -> None:
    """Without any, nothing is linked."""
    assert Runbooks({}).find("database pool exhausted") is None
