"""Keys that Tocsin makes for itself and keeps in the data folder."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

KEYS_FILE = "keys.json"


@dataclass(frozen=True)
class SandboxKeys:
    """What the bot and its sandbox share; good for nothing outside this machine."""

    bot_token: str
    app_token: str
    signing_secret: str


def sandbox_keys(data_dir: Path) -> SandboxKeys:
    """The sandbox's keys, made once; the file is readable by its owner alone."""
    path = data_dir / KEYS_FILE
    try:
        return SandboxKeys(**json.loads(path.read_text(encoding="utf-8"))["sandbox"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        made = SandboxKeys(
            bot_token=f"xoxb-sandbox-{secrets.token_hex(12)}",
            app_token=f"xapp-sandbox-{secrets.token_hex(12)}",
            signing_secret=secrets.token_hex(16),
        )
        temporary = path.with_suffix(".tmp")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"sandbox": asdict(made)}, file)
        temporary.replace(path)
        return made


def prepare_data_dir(path: Path) -> None:
    """Make the data folder, open to its owner alone.

    Raises:
        OSError: it can't be made.
    """
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.chmod(0o700)
