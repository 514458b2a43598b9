"""The OpenAPI document in the order and shape in which people read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core import errors

TITLES = {
    "incidents": "Incidents",
    "logs": "Logs",
    "commands": "Commands",
    "webhooks": "Webhooks",
    "deliveries": "Deliveries",
    "jobs": "Jobs",
}


@dataclass(frozen=True)
class Row:
    """A field or parameter."""

    name: str
    kind: str
    needed: bool
    about: str


@dataclass(frozen=True)
class Operation:
    """One method on one path."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    parameters: list[Row]
    takes: str
    gives: str
    statuses: list[tuple[str, str]]


@dataclass(frozen=True)
class Chapter:
    """The operations of one resource, and the shapes they use."""

    tag: str
    title: str
    operations: list[Operation]


@dataclass(frozen=True)
class Shape:
    """A named object of the API."""

    name: str
    about: str
    fields: list[Row]


def chapters(document: Mapping[str, Any]) -> list[Chapter]:
    """The operations by resource, in the document's order."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            entry = _operation(path, method, operation)
            found.setdefault(operation["tags"][0], []).append(entry)
    return [Chapter(tag, TITLES.get(tag, tag.title()), rows) for tag, rows in found.items()]


def shapes(document: Mapping[str, Any]) -> Iterator[Shape]:
    """The objects that requests and answers are made of."""
    for name, schema in document["components"]["schemas"].items():
        if "properties" not in schema:
            continue
        needed = schema.get("required", [])
        rows = [
            Row(field, kind_of(given), field in needed, given.get("description", ""))
            for field, given in schema["properties"].items()
        ]
        yield Shape(name, schema.get("description", ""), rows)


def known_problems() -> list[type[errors.TocsinError]]:
    """Every kind of error that the API answers with; `type` in an answer points at its name."""
    found = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.TocsinError)
    ]
    hidden = (errors.TocsinError, errors.SettingsError, errors.DatabaseUnusable)
    return sorted(
        (one for one in found if one not in hidden), key=lambda one: (one.status, one.slug)
    )


def kind_of(schema: Mapping[str, Any]) -> str:
    """A schema in few words: `list of string`, `Incident or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "enum" in schema:
        return ", ".join(str(value) for value in schema["enum"])
    for joint in ("anyOf", "oneOf", "allOf"):
        if joint in schema:
            return " or ".join(dict.fromkeys(kind_of(one) for one in schema[joint]))
    if "const" in schema:
        return str(schema["const"])
    kind = str(schema.get("type", "any"))
    if kind == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {kind_of(schema['additionalProperties'])}"
    return str(schema.get("format", kind)) if kind == "string" else kind


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Operation:
    content = operation.get("requestBody", {}).get("content", {})
    answers = operation["responses"]
    first = next(iter(answers.values())).get("content", {}).get("application/json", {})
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        about=operation.get("description", ""),
        parameters=[
            Row(
                f"{row['name']} ({row['in']})",
                kind_of(row["schema"]),
                row["required"],
                row.get("description", ""),
            )
            for row in operation["parameters"]
        ],
        takes=_body(content),
        gives=kind_of(first["schema"]) if "schema" in first else "",
        statuses=[(status, answer["description"]) for status, answer in answers.items()],
    )


def _body(content: Mapping[str, Any]) -> str:
    if not content:
        return ""
    kinds = dict.fromkeys(kind_of(given["schema"]) for given in content.values())
    return f"{' or '.join(kinds)} as {', '.join(content)}"
