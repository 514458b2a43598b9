"""What the notes and kept messages of a case say was done already, and whether it helped."""

from typing import NamedTuple

from core.ai.offline.material import Material, Prose
from core.domain import done
from core.domain.done import Action


class Doing(NamedTuple):
    """Something that was done, where that stands, and what came of it as far as is said.

    `helped` is None while nobody said so; `told` is the line that says it, or else what was done.
    """

    action: Action
    at: Prose
    helped: bool | None
    told: Prose


def doings(material: Material) -> tuple[Doing, ...]:
    """What was done, in the order in which it was last done; the newest verdict on it counts."""
    found: dict[Action, Doing] = {}
    for entry in said(material):
        for sentence in done.SENTENCES.split(entry.text):
            for action in sorted(done.actions(sentence)):
                found.pop(action, None)
                found[action] = Doing(action, entry, None, entry)
            verdict = done.helped(sentence)
            if verdict is not None:
                found = {
                    action: doing._replace(helped=verdict, told=entry)
                    for action, doing in found.items()
                }
    return tuple(found.values())


def said(material: Material) -> list[Prose]:
    """The lines that people wrote while it went on."""
    names = {piece.id for piece in material.case.evidence if piece.spoken}
    return [entry for entry in material.prose if entry.evidence in names]
