"""The one door out: whatever goes to a model is masked, fenced and sealed here."""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.ai import learnt, redaction
from core.ai.redaction_checks import made_up

PLACEHOLDER = re.compile(r"\[([A-Z0-9_]+)_(\d+):([0-9a-f]{4})\]")


# kinds whose own name tells people too little
CALLED = {
    "assigned_secret": "value of a secret",
    "dsn_password": "password in a DSN",
    "email": "e-mail address",
    "iban": "IBAN",
    "ip_address": "public IP address",
    "jwe": "JWE",
    "jwt": "JWT",
    "mac_address": "MAC address",
    "named_key": "key beside its name",
    "query_secret": "secret in a query",
    "said_secret": "secret in a sentence",
    "sk_key": "key that begins with sk-",
    "url_password": "password in a URL",
    "url_token": "token in a URL",
    "us_ssn": "US social security number",
    "yaml_secret": "secret in YAML",
}


class MaskingFailed(Exception):
    """The text could not be masked, so it does not leave."""


@dataclass(frozen=True)
class Sealed:
    """A prompt that has been through the door; only `Door.seal` makes one."""

    system: str
    text: str
    masked: int


def _mark() -> str:
    return secrets.token_hex(4)


class Door:
    """One call's passage: the same value is the same placeholder, and the reply is put back.

    Placeholders look like `[EMAIL_2:a91f]`; the ending is random, so that nobody can plant one.
    The way back exists in this object alone.
    """

    def __init__(self, *, masking: bool = True, mark: Callable[[], str] = _mark) -> None:
        self.mark = mark()
        self._masking = masking
        self._names: dict[tuple[str, str], str] = {}
        self._values: dict[str, tuple[str, bool]] = {}
        self._counts: dict[str, int] = {}
        self._learnt: dict[str, str] = {}

    @property
    def masked(self) -> int:
        """How many different values were masked so far."""
        return len(self._names)

    @property
    def kinds(self) -> dict[str, int]:
        """How many different values of each kind were masked."""
        return dict(self._counts)

    def told(self) -> str:
        """What was masked, for people: `1 e-mail address, 2 × public IP address`, or `nothing`.

        Where addresses were, it says that only public ones are.
        """
        rows = sorted(
            (CALLED.get(kind, kind.replace("_", " ")), n) for kind, n in self.kinds.items()
        )
        said = ", ".join(f"{n} {name}" if n == 1 else f"{n} × {name}" for name, n in rows)
        if "ip_address" in self._counts:
            return f"{said} (private addresses and host names stay readable)"
        return said or "nothing"

    def learn(self, lines: Sequence[str]) -> None:
        """Remember the secrets in `lines`: a quote of a line may have lost what told them.

        Raises:
            MaskingFailed: they could not be looked for.
        """
        if not self._masking:
            return
        text = "\n".join(lines)
        for hit in self._found(text):
            value = text[hit.start : hit.end]
            if hit.secret and len(value) >= learnt.LEAST and made_up(value):
                self._learnt[value] = hit.kind

    def mask(self, text: str) -> str:
        """`text` with every secret and every piece of personal data replaced by a placeholder.

        Raises:
            MaskingFailed: the text must not leave.
        """
        return self._replace(text)

    def mask_lines(self, lines: Sequence[str]) -> list[str]:
        """`lines` masked as one joined text (a PEM key spans several), still as many lines.

        Raises:
            MaskingFailed: the text must not leave.
        """
        return self._replace("\n".join(lines)).split("\n")

    def _replace(self, text: str) -> str:
        if not self._masking:
            return text
        found = self._found(text)
        if self._learnt:
            found = redaction.apart([*found, *learnt.again(text, self._learnt)])
        out, at = [], 0
        for hit in found:
            value = text[hit.start : hit.end]
            # line numbers must stay true, so a value of several lines leaves its line breaks
            name = self._name(hit.kind, value, hit.secret) + "\n" * value.count("\n")
            out += [text[at : hit.start], name]
            at = hit.end
        return "".join([*out, text[at:]])

    def _found(self, text: str) -> list[redaction.Hit]:
        try:
            return redaction.find(text)
        except (RecursionError, MemoryError, ValueError, IndexError) as error:
            raise MaskingFailed("masking failed, so nothing was sent") from error

    def _name(self, kind: str, value: str, secret: bool) -> str:
        if (known := self._names.get((kind, value))) is not None:
            return known
        self._counts[kind] = self._counts.get(kind, 0) + 1
        name = f"[{kind.upper()}_{self._counts[kind]}:{self.mark[:4]}]"
        self._names[kind, value] = name
        self._values[name] = (value, secret)
        return name

    def fence(self, name: str, text: str) -> str:
        """Untrusted `text` between marks that it can't contain, so it can't close its fence."""
        inside = text.replace(self.mark, "[mark]")
        return f"<<{self.mark} {name}>>\n{inside}\n<<{self.mark} end>>"

    def seal(self, system: str, text: str) -> Sealed:
        """The finished prompt; masks what slipped in on the way, and refuses to leak on doubt.

        Raises:
            MaskingFailed: the text must not leave.
        """
        return Sealed(self.mask(system), self.mask(text), self.masked)

    def restore(self, text: str) -> str:
        """A reply for people: personal data put back, secrets named but never shown."""

        def value_of(match: re.Match[str]) -> str:
            known = self._values.get(match[0])
            if known is None:
                return match[0]
            value, secret = known
            return f"[masked {match[1].lower().replace('_', ' ')}]" if secret else value

        return PLACEHOLDER.sub(value_of, text)

    def restore_quote(self, quote: str) -> str:
        """A quote as it stands in the original line; a secret in it cuts the quote short."""
        parts, at = [], 0
        for match in PLACEHOLDER.finditer(quote):
            if self._values.get(match[0], ("", False))[1]:
                parts.append(quote[at : match.start()])
                at = match.end()
        parts.append(quote[at:])
        return self.restore(max(parts, key=len)).strip()


@dataclass(frozen=True)
class Egress:
    """Opens a door per call; masking is on unless it was switched off on purpose."""

    masking: bool = True

    def open(self) -> Door:
        """A door with marks of its own."""
        return Door(masking=self.masking)

    def preview(self, text: str) -> tuple[str, dict[str, int]]:
        """What a model would see of `text`, and how many values of each kind were masked."""
        door = self.open()
        return door.mask(text), door.kinds
