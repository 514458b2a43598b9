"""What a model's tokens cost."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Price:
    """US dollars for a million tokens sent, and for a million received."""

    input_usd: float
    output_usd: float

    def of(self, input_tokens: int, output_tokens: int) -> float:
        """The dollars that these tokens cost."""
        return (input_tokens * self.input_usd + output_tokens * self.output_usd) / 1_000_000
