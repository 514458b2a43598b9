"""`tocsin incident …`: everything that Slack would show, on standard output."""

import asyncio
import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

from tests.house import House, living
from tests.process import ROOT, environment


async def say(house: House, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `tocsin incident WORDS`."""
    given = {"PORT": str(urlsplit(house.url).port), "ENVIRONMENT": "production"}
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "incident", *words,
        env={**environment(given), "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await running.communicate()
    return running.returncode or 0, out.decode(), err.decode()


async def test_the_command_line_shows_what_slack_shows(tmp_path: Path) -> None:
    """Declared, listed, shown and refused, in words that can be read without `--json`."""
    async with living(tmp_path) as house:
        assert (await say(house, "checkout", "is", "down"))[1].startswith("Declared INC-1 checkout")
        for words, told in (
            (("list",), "checkout is down"),
            (("INC-1",), "INC-1 checkout is down"),
            (("similar", "INC-1"), "No earlier incident comes near INC-1."),
            (("timeline", "INC-1"), "Timeline of INC-1"),
        ):
            code, out, _ = await say(house, *words)
            assert (code, told in out) == (0, True), (words, out)
        assert await house.count() == 1
        assert json.loads((await say(house, "--json", "list"))[1])["kind"] == "incidents"
        assert await say(house, "show", "INC-9") == (
            1,
            "",
            "tocsin: There is no incident INC-9.\n",
        )
