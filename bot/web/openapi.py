"""The OpenAPI 3.1 document, made from the endpoints' own annotations."""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema

from bot.web import replays
from bot.web.problems import MEDIA_TYPE
from bot.web.rest import COMMA, Binding, Endpoint

REFERENCE = "#/components/schemas/{model}"
VERSION = "1.0.0"
JSON = "application/json"
TEXT = {"type": "string"}
Schemas = dict[tuple[Any, str], dict[str, Any]]
DESCRIPTION = """Incidents from the first alarm to the root-cause document.

Send `Authorization: Bearer TOKEN`; on an open loopback no token is needed.
Errors are RFC 9457 problems. Times are RFC 3339 in UTC. Every list answers
`{"items": […], "next": cursor or null}`. Incident ids are `INC-42`; paths also
take `inc-42` and `42`."""
ALWAYS = (401, 403, 422, 429)
WITH_BODY = (400, 413, 415)
MEANINGS = {
    200: "Done",
    201: "Created",
    202: "Taken",
    204: "Done, nothing to tell",
    304: "What the caller has is current",
    400: "The request can't be read: broken JSON, or a foreign cursor",
    401: "A token is needed, or the one that was sent is worthless",
    403: "The token, host or origin may not do this",
    404: "There is no such thing, or none that the caller may know of",
    409: "The state doesn't allow it, or an equal request still runs",
    412: "If-Match names another version than the current one",
    413: "The body is too large",
    415: "The media type is not read here",
    422: "A field or parameter is unknown or wrong",
    429: "Too many requests; see Retry-After",
    503: "Not there in time; ask again",
}
ANSWER_HEADERS = {
    "X-Request-ID": {"description": "names the request in Tocsin's log"},
}


class FieldError(BaseModel):
    """One value that does not fit."""

    pointer: str = Field(description="JSON pointer (RFC 6901)")
    detail: str


class ProblemDetails(BaseModel):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldError] = []
    allowed: list[str] = Field([], description="on 409: where the status can go from here")


def document(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """The document that describes `endpoints`; the same endpoints give the same document."""
    schemas, components = _schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tocsin",
            "version": VERSION,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas(
    endpoints: Iterable[Endpoint],
) -> tuple[Schemas, dict[str, Any]]:
    wanted: dict[tuple[Any, Any], None] = {(ProblemDetails, "serialization"): None}
    for endpoint in endpoints:
        binding = endpoint.binding
        if binding.body is not None:
            wanted[binding.body, "validation"] = None
        if binding.answer is not None:
            wanted[binding.answer, "serialization"] = None
    found, definitions = models_json_schema(list(wanted), ref_template=REFERENCE)
    schemas: Schemas = {(model, mode): schema for (model, mode), schema in found.items()}
    return schemas, dict(sorted(definitions["$defs"].items()))


def _operation(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    summary, _, more = (endpoint.handler.__doc__ or "").strip().partition("\n")
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": summary.rstrip("."),
        "tags": [_tag(endpoint.path)],
        "parameters": [*_path(endpoint.binding), *_query(endpoint), *_headers(endpoint)],
        "responses": _responses(endpoint, schemas),
    }
    if more.strip():
        operation["description"] = " ".join(more.split())
    if endpoint.scope is not None:
        operation["description"] = (
            f"{operation.get('description', '')} Needs the scope `{endpoint.scope}`.".strip()
        )
    if (body := _body(endpoint, schemas)) is not None:
        operation["requestBody"] = body
    return operation


def _tag(path: str) -> str:
    parts = path.strip("/").split("/")
    return parts[2] if parts[0] == "api" else parts[0]


def _path(binding: Binding) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": adapter.json_schema()}
        for name, adapter in binding.path.items()
    ]


def _query(endpoint: Endpoint) -> list[dict[str, Any]]:
    schema = endpoint.binding.query.model_json_schema()
    inline = schema.get("$defs", {})
    rows = []
    for name, given in schema.get("properties", {}).items():
        plain = _inlined(given, inline)
        split = plain.pop(COMMA, False)
        plain.pop("title", None)
        row = {"name": name, "in": "query", "required": False, "schema": _without_null(plain)}
        if "description" in plain:
            row["description"] = plain.pop("description")
        if plain.get("type") == "array":
            row |= {"style": "form", "explode": not split}
        rows.append(row)
    return rows


def _headers(endpoint: Endpoint) -> list[dict[str, Any]]:
    rows = []
    if endpoint.binding.headers is not None:
        for info in endpoint.binding.headers.model_fields.values():
            row = {
                "name": info.alias,
                "in": "header",
                "required": False,
                "schema": {"type": "string"},
            }
            rows.append(row | ({"description": info.description} if info.description else {}))
    if endpoint.method == "POST":
        rows.append(
            {
                "name": replays.HEADER,
                "in": "header",
                "required": False,
                "description": "the same key and body get the same answer for 24 hours",
                "schema": {"type": "string", "pattern": "^[ -~]{1,255}$"},
            }
        )
    return rows


def _body(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any] | None:
    if endpoint.raw is not None:
        shapes = {media: endpoint.raw if media == JSON else TEXT for media in endpoint.media}
        content = {media: {"schema": dict(shape)} for media, shape in shapes.items()}
        return {"required": True, "content": content}
    body = endpoint.binding.body
    if body is None:
        return None
    schema = schemas[body, "validation"]
    return {
        "required": endpoint.binding.body_needed,
        "content": {media: {"schema": schema} for media in endpoint.media},
    }


def _responses(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": MEANINGS[endpoint.status],
        "headers": {
            name: {**told, "schema": {"type": "string"}} for name, told in ANSWER_HEADERS.items()
        },
    }
    if endpoint.binding.answer is not None:
        schema = schemas[endpoint.binding.answer, "serialization"]
        answer["content"] = {"application/json": {"schema": schema}}
    responses: dict[str, Any] = {str(endpoint.status): answer}
    if endpoint.name == "declareIncident":
        responses["200"] = {**answer, "description": "The open incident with this dedup_key"}
    if endpoint.method == "GET" and endpoint.binding.headers is not None:
        responses["304"] = {"description": MEANINGS[304]}
    problem = {MEDIA_TYPE: {"schema": schemas[ProblemDetails, "serialization"]}}
    statuses = {*ALWAYS, *endpoint.errors, *(WITH_BODY if endpoint.media_matters else ())}
    if endpoint.method == "POST":
        statuses |= {409}
    for status in sorted(statuses):
        responses[str(status)] = {
            "description": MEANINGS[status],
            "content": problem,
        }
    return responses


def _inlined(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A parameter's schema with its references written out: parameters stand by themselves."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return _inlined({**definitions[name], **rest}, definitions)
    return {
        key: _inlined(value, definitions)
        if isinstance(value, dict)
        else [_inlined(one, definitions) if isinstance(one, dict) else one for one in value]
        if isinstance(value, list)
        else value
        for key, value in schema.items()
    }


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query can't carry null: the parameter is left out instead."""
    options = [one for one in schema.get("anyOf", []) if one.get("type") != "null"]
    if len(options) != 1:
        return schema
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    return {**options[0], **rest}
