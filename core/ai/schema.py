"""The JSON schema that is sent for an answer, in the subset that both providers take."""

from typing import Any

from pydantic import BaseModel

# Providers refuse or ignore these; our own validation checks them all the same.
DROPPED = frozenset(
    {"title", "default", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
     "pattern", "exclusiveMinimum", "exclusiveMaximum"}
)  # fmt: skip


def answer_schema(answer: type[BaseModel]) -> dict[str, Any]:
    """The schema of `answer`: objects closed, every field required, no constraint beside types."""
    schema = _strict(answer.model_json_schema())
    assert isinstance(schema, dict)  # noqa: S101  narrows the type
    return schema


def _strict(node: Any, *, names: bool = False) -> Any:
    """`names` says that the keys of `node` are names of fields or types, not schema words."""
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: _strict(value, names=key in ("properties", "$defs") and not names)
        for key, value in node.items()
        if names or key not in DROPPED
    }
    if not names and kept.get("type") == "object":
        kept["additionalProperties"] = False
        kept["required"] = list(kept.get("properties", {}))
    return kept
