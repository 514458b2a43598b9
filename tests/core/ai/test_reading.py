"""From an answer to what people are shown of it, through a real SDK and a local server."""

from typing import Any

from core.domain.analysis import Case, Evidence, Reading
from tests.core.ai import cases
from tests.core.ai.conftest import MakeAnalysts
from tests.core.ai.model_server import Behaviour, ModelServer

QUOTE = {"evidence": "logs", "line": 4, "quote": "connection pool exhausted: active=50 idle=0"}


def answer(**parts: Any) -> dict[str, Any]:
    """A true analysis of the standing case, `parts` of it replaced."""
    claim = {
        "text": "The connection pool of checkout was exhausted, with active=50.",
        "confidence": "high",
        "citations": [QUOTE],
    }
    return {
        "outcome": "partial",
        "summary": "The pool of checkout was exhausted.",
        "severity": "high",
        "severity_reason": claim["text"],
        "severity_citations": [QUOTE],
        "root_cause_category": "OVERLOAD",
        "findings": [claim],
        "root_causes": [],
        "recommendations": [],
    } | parts


async def read(make: MakeAnalysts, about: Case) -> Reading:
    """What the model's answer comes to."""
    return await make("openai").read(
        about, cases.digest(about), cases.offline_reading(about), seconds=8, team=None
    )


async def test_a_step_that_people_took_is_not_proposed_again(
    make_analysts: MakeAnalysts, model_server: ModelServer
) -> None:
    """What a note says was done is left out of a model's next steps."""
    steps = [
        {"text": "Roll back deploy v2.3.1 of checkout.", "citations": []},
        {"text": "Compare the pool of checkout with the waiting requests.", "citations": []},
    ]
    model_server.script(Behaviour(answer=answer(recommendations=steps)))
    note = Evidence(id="notes", kind="note", lines=("rolled back checkout to 2.3.0",))
    about = cases.case()
    noted = about.model_copy(update={"evidence": (*about.evidence, note)})
    reading = await read(make_analysts, noted)
    assert [step.text for step in reading.recommendations] == [steps[1]["text"]]
