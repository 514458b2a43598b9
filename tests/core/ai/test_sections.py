"""RCA sections asked one by one, and the schemas that are sent."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from anthropic import transform_schema
from openai.lib._pydantic import to_strict_json_schema
from pydantic import BaseModel

from core.ai.analyst import FACTS_CHARACTERS
from core.ai.answers import AnalysisAnswer, SectionAnswer
from core.ai.schema import answer_schema
from tests.core.ai.conftest import MakeAnalysts
from tests.core.ai.model_server import Behaviour, ModelServer

FACTS = "INC-1 began at 14:05:31. The pool of checkout had 50 active connections."
DRAFTS = {
    "summary": "The pool of checkout had 50 active connections.",
    "impact": "It began at 14:05:31.",
    "response": "",
}


async def test_each_section_is_a_request_of_its_own(
    make_analysts: MakeAnalysts, model_server: ModelServer
) -> None:
    """The token limit counts for one section, and an empty one is not asked for."""
    improved = await make_analysts("openai").improve_sections(DRAFTS, facts=FACTS, seconds=10)
    assert set(improved.texts) == {"summary", "impact"}
    assert len(model_server.requests) == 2
    assert improved.analyst == "openai"
    assert improved.claims.verified == improved.claims.total == 2


async def test_no_part_of_a_secret_is_sent_where_the_facts_are_cut(
    make_analysts: MakeAnalysts, model_server: ModelServer
) -> None:
    """What is cut in two is no longer known for a secret, so it is masked before."""
    key = "gh" + "p_" + "Zk3Q9xT1vB7mL5nR2wY8cD4fG6hJ0sPaUeWi"
    facts = f"{FACTS} ".ljust(FACTS_CHARACTERS - 20, "x") + f" {key} was used"
    await make_analysts("openai").improve_sections(DRAFTS, facts=facts, seconds=10)
    assert model_server.requests
    assert not any(key[:12] in asked.raw for asked in model_server.requests)


async def test_a_quote_that_lost_what_told_its_secret_is_masked(
    make_analysts: MakeAnalysts, model_server: ModelServer
) -> None:
    """What the whole lines show to be a secret is one in every piece of them."""
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.Zk3Q9xT1vB7mL5nR2wY8cD4fG6"
    lines = ["login refused, password is hunter2Zq", f"sent {token} to the pool"]
    drafts = {"summary": "“hunter2Zq”", "impact": f"“sent {token[:24]}…”", "response": FACTS}
    facts = f"{FACTS} “hunter2Zq” “sent {token[:24]}…” “{token[-30:]} to the pool”"
    await make_analysts("openai").improve_sections(drafts, facts=facts, evidence=lines, seconds=10)
    sent = "".join(asked.raw for asked in model_server.requests)
    assert "The pool of checkout" in sent
    assert [part for part in ("hunter2Zq", token[:16], token[-12:]) if part in sent] == []


@pytest.mark.parametrize(
    "text",
    [
        "The pool had 60 active connections.",
        "It began at 14:06:31.",
        "The pool of host-9 was full.",
        "See https://evil.example/ for the pool.",
        "<!here> The pool was full.",
    ],
)
async def test_a_section_that_invents_keeps_the_draft(
    make_analysts: MakeAnalysts, model_server: ModelServer, text: str
) -> None:
    """One sentence that the facts don't hold costs the whole text."""
    model_server.script(Behaviour(answer={"text": text}))
    improved = await make_analysts("anthropic").improve_sections(DRAFTS, facts=FACTS, seconds=10)
    assert improved.texts == {}
    assert improved.reasons


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value."""
    if isinstance(value, dict):
        yield value
    for item in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from nodes(item)


@pytest.mark.parametrize("answer", [AnalysisAnswer, SectionAnswer])
def test_the_schemas_are_in_the_subset_that_both_providers_take(answer: type[BaseModel]) -> None:
    """No union, every object closed, by our own hand and by both SDKs' transforms."""
    for schema in (answer_schema(answer), to_strict_json_schema(answer), transform_schema(answer)):
        assert "oneOf" not in json.dumps(schema)
        closed = [
            node["additionalProperties"] for node in nodes(schema) if "additionalProperties" in node
        ]
        assert closed
        assert not any(closed)
