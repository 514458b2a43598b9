"""The prompts: packaged Markdown files that a folder, and in it each team, can replace.

`<folder>/<team>/NAME.md` goes over `<folder>/NAME.md`, and that over the packaged one.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import SettingsError

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
NEEDED = {
    "analysis": frozenset({"evidence", "mark"}),
    "rca": frozenset({"section", "facts", "draft", "mark"}),
}
LONGEST = 40_000


@dataclass(frozen=True)
class Prompt:
    """A prompt as it is used; `version` changes with every byte. `source` is a path to show."""

    name: str
    text: str
    source: str

    @property
    def version(self) -> str:
        """`analysis-` and twelve hex digits of the text's SHA-256."""
        return f"{self.name}-{hashlib.sha256(self.text.encode()).hexdigest()[:12]}"

    def fill(self, **values: str) -> tuple[str, str]:
        """System part and user part: the file is cut at its first line `---`.

        Values are put in in one pass, so that a placeholder inside a value stays text.
        """
        system, _, user = self.text.partition("\n---\n")
        return (
            PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), system).strip(),
            PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), user).strip(),
        )


class PromptsDoNotFit(SettingsError):
    """Prompt files are wrong; `problems` lists all of them, each with its file."""


class Prompts:
    """Every prompt, read and checked once at the start."""

    def __init__(self, folder: Path | None = None) -> None:
        """Raises PromptsDoNotFit with every problem of every file."""
        problems: list[str] = []
        self._known: dict[tuple[str, str], Prompt] = {}
        for name in NEEDED:
            path = Path(__file__).parent / f"{name}.md"
            self._known["", name] = _read(path, f"packaged {name}.md", problems)
        for team, path in _replacements(folder, problems):
            prompt = _read(path, str(path), problems)
            self._known[team, prompt.name] = prompt
        if problems:
            raise PromptsDoNotFit([f"TOCSIN_PROMPTS_DIR: {problem}" for problem in problems])

    def get(self, name: str, team: str | None) -> Prompt:
        """The prompt that counts for `team`."""
        own = self._known.get((_folder(team), name)) if team else None
        return own or self._known["", name]

    def listing(self) -> list[tuple[str, Prompt]]:
        """Every prompt with its team, `""` for the default."""
        return [(team, prompt) for (team, _), prompt in sorted(self._known.items())]


def _folder(team: str) -> str:
    """A team as its folder is looked up: capitals, spaces around it and accents' form don't count.

    It is looked up among the folders that were read at the start and never becomes a path.
    """
    return unicodedata.normalize("NFC", team).strip().casefold()


def _replacements(folder: Path | None, problems: list[str]) -> Iterator[tuple[str, Path]]:
    """The replacing files, defaults before teams, each with its team as `_folder` has it."""
    if folder is None:
        return
    if not folder.is_dir():
        problems.append(f"{folder} is not a folder")
        return
    for path in sorted(folder.glob("*.md")) + sorted(folder.glob("*/*.md")):
        if path.stem in NEEDED:
            yield ("" if path.parent == folder else _folder(path.parent.name)), path
        else:
            problems.append(
                f"{path}: there is no such prompt; known are {', '.join(sorted(NEEDED))}"
            )


def _read(path: Path, shown: str, problems: list[str]) -> Prompt:
    try:
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{shown}: cannot be read ({type(error).__name__})")
        return Prompt(path.stem, "", shown)
    found, needed = set(PLACEHOLDER.findall(text)), NEEDED[path.stem]
    problems += [f"{shown}: {{{{ {name} }}}} is missing" for name in sorted(needed - found)]
    problems += [f"{shown}: {{{{ {name} }}}} is not known" for name in sorted(found - needed)]
    if "\n---\n" not in text:
        problems.append(f"{shown}: a line --- must stand between the system part and the question")
    if len(text) > LONGEST:
        problems.append(f"{shown}: longer than {LONGEST} characters")
    return Prompt(path.stem, text, shown)
