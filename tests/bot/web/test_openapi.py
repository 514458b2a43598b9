"""The OpenAPI document: valid, complete, current, and true."""

import json
from pathlib import Path
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

from bot.web.app import ENDPOINTS, document
from tests.bot.web.server import Web

MANIFEST = Path(__file__).parents[3] / "manifests" / "openapi.json"


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Every operation as (path, method, operation)."""
    return [
        (path, method, operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]


def test_it_is_valid() -> None:
    """The document is OpenAPI 3.1."""
    assert document()["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document()).validate()


def test_the_manifest_is_current() -> None:
    """`manifests/openapi.json` is what the code makes."""
    assert json.loads(MANIFEST.read_text()) == document()


def test_every_endpoint_is_in_it_once() -> None:
    """Each endpoint has an operation of its own name, with a summary."""
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert sorted(ids) == sorted(endpoint.name for endpoint in ENDPOINTS)
    assert len(set(ids)) == len(ids)
    assert all(operation["summary"] for _, _, operation in operations())


def test_headers_have_their_own_names() -> None:
    """Clients made from the document send Idempotency-Key, If-Match and If-None-Match."""
    names = {
        parameter["name"]
        for _, _, operation in operations()
        for parameter in operation["parameters"]
        if parameter["in"] == "header"
    }
    assert names == {"Idempotency-Key", "If-Match", "If-None-Match"}


def test_errors_are_problems() -> None:
    """Every error response is application/problem+json."""
    for path, method, operation in operations():
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert set(answer["content"]) == {"application/problem+json"}, (path, method)


async def test_it_is_served(web: Web) -> None:
    """`/openapi.json` is the same document."""
    assert await (await web.client.get("/openapi.json")).json() == document()
