"""Every signature is tried on its own examples and counter-examples."""

import pytest

from core.ai.offline.signatures import library, match_log, match_prose

EXAMPLES = [(s.id, line) for s in library() for line in s.examples]
COUNTER_EXAMPLES = [(s.id, line) for s in library() for line in s.counter_examples]


@pytest.mark.parametrize(("signature", "line"), EXAMPLES)
def test_knows_its_example(signature: str, line: str) -> None:
    """A line that shows the failure is matched, at a span inside the line."""
    hits = {hit.signature.id: hit for hit in match_log(line)}
    assert signature in hits
    assert line[hits[signature].start : hits[signature].end].strip()


@pytest.mark.parametrize(("signature", "line"), COUNTER_EXAMPLES)
def test_leaves_its_counter_example(signature: str, line: str) -> None:
    """A line that only looks like the failure is not matched."""
    assert signature not in {hit.signature.id for hit in match_log(line)}


@pytest.mark.parametrize(("signature", "word"), [(s.id, w) for s in library() for w in s.words])
def test_knows_the_words_of_people(signature: str, word: str) -> None:
    """The usual words for a failure are enough in a sentence of a person."""
    assert signature in {hit.signature.id for hit in match_prose(f"we think it is {word} again")}


def test_ids_are_unique_and_texts_are_whole() -> None:
    """Each signature has a name of its own, a check, next steps and examples of both sorts."""
    assert len({s.id for s in library()}) == len(library()) >= 30
    for signature in library():
        assert signature.check.endswith((".", "?")), signature.id
        assert signature.next_steps, signature.id
        assert signature.examples, signature.id
        assert signature.counter_examples, signature.id
