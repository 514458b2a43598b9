"""A Web API call's arguments, however they were sent: query, form, multipart or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from .errors import SlackError

FALSE = frozenset(["", "0", "false", "no", "off"])


class Arguments:
    """Typed access to loosely typed arguments; a value of the wrong kind is `invalid_arguments`."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def plain(self) -> dict[str, Any]:
        """All arguments but the token, for the journal."""
        return {name: value for name, value in self._values.items() if name != "token"}

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are taken as they are written."""
        value = self._values.get(name)
        if value is None:
            return default
        if isinstance(value, (dict, list)):
            raise invalid(f"{name} must be a string")
        return str(value)

    def required(self, name: str) -> str:
        """A string that must be there and not be empty."""
        value = self.text(name)
        if not value:
            raise invalid(f"missing required field: {name}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean written as true, 1, "1", "true" …."""
        value = self._values.get(name)
        if value is None:
            return default
        return value if isinstance(value, bool) else str(value).lower() not in FALSE

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        value = self.text(name)
        if not value:
            return default
        try:
            return int(value)
        except ValueError:
            raise invalid(f"{name} must be an integer") from None

    def json(self, name: str) -> Any:
        """A JSON value, sent as such or as a string; None when absent or empty."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(
                f"invalid_{name}_format" if name == "blocks" else "invalid_json"
            ) from None

    def names(self, name: str) -> list[str]:
        """A list of ids: a JSON list, or a string with commas."""
        value = self._values.get(name)
        if value is None:
            return []
        if isinstance(value, str):
            value = value.strip()
            value = self.json(name) if value.startswith("[") else value.split(",")
        if not isinstance(value, list):
            raise invalid(f"{name} must be a list")
        return [str(each).strip() for each in value if str(each).strip()]


def invalid(message: str) -> SlackError:
    """`invalid_arguments` with Slack's explanation beside it."""
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {message}"]})


async def read(request: web.Request) -> Arguments:
    """The arguments of an HTTP call; the body wins over the query.

    A body that is no JSON object is `invalid_json` or `json_not_object`.
    """
    values: dict[str, Any] = dict(request.query)
    if request.method == "POST" and request.can_read_body:
        if request.content_type == "application/json":
            values.update(await _json(request))
        else:
            form = await request.post()
            values.update({name: value for name, value in form.items() if isinstance(value, str)})
    return Arguments(values)


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
