"""How text becomes terms."""

import pytest

from core.ai.text.words import apart, stem, terms, tokens


def test_names_are_taken_apart() -> None:
    """CamelCase, dots, dashes and underscores all part words."""
    assert apart("KubePodNotReady") == "Kube Pod Not Ready"
    assert tokens("HTTPServer_error-rate.total") == ["http", "server", "error", "rate", "total"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("failures", "failed"),
        ("failing", "fails"),
        ("deployments", "deployed"),
        ("queries", "query"),
        ("investigation", "investigating"),
        ("saturated", "saturation"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    """People write one form, runbooks another."""
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["dns", "tls", "class", "pod", "503"])
def test_short_words_and_numbers_stay(word: str) -> None:
    """Nothing is taken off a word that would not be one afterwards."""
    assert stem(word) == word


def test_stop_words_go_and_words_of_trouble_stay() -> None:
    """*down* and *not* say something in an incident, *the* does not."""
    assert terms("The site is down, and not slow") == ["site", "down", "not", "slow"]


def test_text_without_words_has_no_terms() -> None:
    """Punctuation alone is no text."""
    assert terms("…!? --- \n") == []
