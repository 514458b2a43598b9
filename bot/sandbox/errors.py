"""The one way a Web API method says no."""

from __future__ import annotations

from typing import Any


class SlackError(Exception):
    """A refusal with Slack's own error code; `details` are added to the JSON answer beside it."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def body(self) -> dict[str, Any]:
        """The JSON answer: `{"ok": false, "error": code, …}`."""
        return {"ok": False, "error": self.code, **self.details}
