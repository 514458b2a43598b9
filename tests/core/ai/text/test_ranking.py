"""Ranking texts for a query."""

from core.ai.text.ranking import Index, rank

DOCUMENTS = {
    "memory": "A container was killed because the node ran out of memory.",
    "certificate": "The TLS certificate of the gateway had expired.",
    "disk": "# NodeDiskFull\n\nThe volume has no space left; delete old files.",
    "overview": "# Overview\n\nHow we work in incidents: nodes, gateways, files.",
}


def first(query: str) -> str:
    """The best answer's key."""
    return rank(query, DOCUMENTS)[0].key


def test_the_text_that_shares_rare_words_comes_first() -> None:
    """Other forms of a word count as the word."""
    assert first("Expired certificates at the gateway") == "certificate"


def test_words_of_the_same_meaning_find_each_other() -> None:
    """Nobody who writes *OOM* writes *memory* besides."""
    assert first("pods hit OOM") == "memory"


def test_a_runbook_is_found_by_its_exact_name() -> None:
    """The alert's name wins over any number of other words."""
    assert first("NodeDiskFull: certificate of the gateway expired") == "disk"


def test_an_ordinary_word_as_a_heading_is_no_name() -> None:
    """`# Overview` is not what somebody means who writes *overview*."""
    assert first("overview of expired TLS certificates") == "certificate"


def test_what_matches_nothing_scores_nothing_and_keeps_its_order() -> None:
    """Every document is answered, also for a query that has no words."""
    answers = rank("???", DOCUMENTS)
    assert [answer.key for answer in answers] == list(DOCUMENTS)
    assert {answer.score for answer in answers} == {0.0}


def test_says_which_words_matched() -> None:
    """The reason for a rank is words of the query, the rarest first."""
    answer = rank("expired certificate on the node", DOCUMENTS)[0]
    assert set(answer.words) >= {"expir", "certific"} or len(answer.words) >= 2


def test_no_documents_no_answers() -> None:
    """An empty folder is no error."""
    assert Index({}).rank("anything") == []
    assert rank("anything", {"empty": ""})[0].score == 0.0
