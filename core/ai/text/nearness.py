"""How near two incidents are: by the words that tell what failed, and by fingerprints.

A ranking says which of several is nearest, not whether any is near.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.ai.text.synonyms import BOILERPLATE, GROUPS, SYNONYMS
from core.ai.text.words import stem, terms
from core.logs.messages import is_fingerprint

LEAST_WORDS = 2
# shared weight against the weight of both; 1 is the same text
LEAST_COSINE = 0.25
# what a word for the place weighs beside one for the failure
_PLACE = 0.5
# as if there were so many more documents that hold none of the words: among the first incidents
# of a team every word is frequent
_OTHERS = 30
_LEAST_LETTERS = 3
# words of the same meaning are one word; those of the first groups say only that something failed
_VAGUE_GROUPS = ("error", "outage", "elevated", "api", "degraded", "service")
# what stands in every log line, and what people write of any incident
_VAGUE = (
    "warn warning info debug fatal trace critical severe level log logs logger message msg main "
    "thread exec worker line file code status http https get put post delete head html com org "
    "net java javax lang python null none true false utc gmt host hostname server app application "
    "process pod container instance time timestamp jan feb mar apr may jun jul aug sep oct nov dec "
    "mon tue wed thu fri sat sun second seconds minute minutes hour hours day days week today "
    "yesterday since still again now new old first last next start started starting begin began "
    "stop stopped end ended run running return returns returned see seen show shows get gets got "
    "make made take taken use used using unable cannot lost miss missing unexpected bad wrong "
    "problem problems trouble alert alerts fire firing incident severity prod production staging "
    "customer customers user users people team many several half every percent rate one two three "
    "low medium large small handle handler call called method function exception region zone env "
    "environment label name value id key type caused detected reported saw happen happened not out "
    "example unfamiliar shortly morning evening night yet grow grows grew late later"
)


@dataclass(frozen=True)
class Near:
    """What a document has in common with the query.

    `words` are the telling ones, the rarest first; `cosine` is their weight against all; a
    fingerprint in both makes it the `same_failure`; `place_alone`: the words name the place alone.
    """

    words: tuple[str, ...]
    cosine: float
    same_failure: bool
    place_alone: bool = False

    @property
    def enough(self) -> bool:
        """Whether it is worth a reader's time: more than the place and a word is the same."""
        alike = len(self.words) >= LEAST_WORDS and self.cosine >= LEAST_COSINE
        return self.same_failure or (alike and not self.place_alone)


def telling(text: str) -> list[str]:
    """The words of `text`, stemmed, that tell one failure from another, each once."""
    found = (SAME.get(word, word) for word in terms(text))
    return [word for word in dict.fromkeys(found) if _tells(word)]


def sought(text: str) -> list[str]:
    """The words to search for what may be near: the telling ones, then others of the same meaning.

    What shares none of them is not near.
    """
    own = [word for word in dict.fromkeys(terms(text)) if _tells(SAME.get(word, word))]
    return list(dict.fromkeys([*own, *(other for word in own for other in SYNONYMS.get(word, ()))]))


def nearness(
    query: str, documents: Mapping[str, str], *, where: Iterable[str] = ()
) -> dict[str, Near]:
    """For every document (`{key: text}`), how near it comes to `query`.

    `where` are texts that name the place (service, team, labels): the same place alone is no
    likeness.
    """
    asked = telling(query)
    bags = {key: telling(text) for key, text in documents.items()}
    place = {word for text in where for word in telling(text)}
    weights = _weights([asked, *bags.values()], place)
    return {key: _near(asked, bag, weights, place) for key, bag in bags.items()}


def _tells(word: str) -> bool:
    return len(word) >= _LEAST_LETTERS and word.isalpha() and word not in _SAYS_LITTLE


def _weights(bags: list[list[str]], place: set[str]) -> dict[str, float]:
    counts = Counter(word for bag in bags for word in bag)
    total = len(bags) + _OTHERS
    return {
        word: math.log(total / count) * (_PLACE if word in place else 1.0)
        for word, count in counts.items()
    }


def _near(
    asked: Sequence[str], other: Sequence[str], weights: Mapping[str, float], place: set[str]
) -> Near:
    held = set(other)
    shared = [word for word in asked if word in held]
    words = [word for word in shared if not is_fingerprint(word)]
    norm = _weight(asked, weights) * _weight(other, weights)
    return Near(
        words=tuple(sorted(words, key=lambda word: (-weights[word], word))),
        cosine=_weight(words, weights) / math.sqrt(norm) if norm else 0.0,
        same_failure=len(words) < len(shared),
        place_alone=place.issuperset(words),
    )


def _weight(words: Sequence[str], weights: Mapping[str, float]) -> float:
    return sum(weights[word] ** 2 for word in words if not is_fingerprint(word))


def _same() -> dict[str, str]:
    return {stem(word): stem(group.split()[0]) for group in GROUPS for word in group.split()}


SAME = _same()
_SAYS_LITTLE = frozenset({*BOILERPLATE, *map(stem, _VAGUE_GROUPS), *map(stem, _VAGUE.split())})
