"""From the text of a model's answer to the value that was asked for."""

import json
import re

from pydantic import ValidationError

from core.ai.model import FailureKind, ModelFailure, T

FENCED = re.compile(r"```[a-zA-Z]*\s*\n(.*?)\n?\s*```", re.DOTALL)


def parsed(text: str, answer: type[T], label: str) -> T:
    """The answer in `text`, also when it stands in a Markdown fence; unknown fields are ignored.

    Raises:
        ModelFailure: it is empty, not JSON, or doesn't fit; its reason names the field only.
    """
    fenced = FENCED.search(text)
    body = (fenced.group(1) if fenced and not text.lstrip().startswith("{") else text).strip()
    if not body:
        raise ModelFailure(FailureKind.INVALID, f"{label}: answer was empty")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise ModelFailure(FailureKind.INVALID, f"{label}: answer was not valid JSON") from None
    try:
        return answer.model_validate(value)
    except ValidationError as error:
        where = _where(error)
    raise ModelFailure(FailureKind.INVALID, f"{label}: answer did not fit the form (at {where})")


def _where(error: ValidationError) -> str:
    rows = error.errors(include_input=False, include_url=False, include_context=False)
    return ".".join(str(part) for part in rows[0]["loc"]) or "the top"
