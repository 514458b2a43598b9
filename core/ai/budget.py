"""Optional limits on what models may cost, per incident and per calendar month (UTC)."""

from collections import defaultdict
from dataclasses import dataclass, field

from core.clock import Clock
from core.domain.analysis import Usage


@dataclass
class Budget:
    """Counts what was spent since the process started, plus what `carry` was told.

    A call with an unknown price counts as nothing: it can't be booked honestly. Limits are US
    dollars, None for no limit.
    """

    clock: Clock
    usd_per_incident: float | None = None
    usd_per_month: float | None = None
    _months: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _incidents: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def carry(self, usd: float) -> None:
        """Count `usd` that this month cost before the process started."""
        self._months[self._month()] += usd

    def book(self, incident: str, usage: Usage) -> None:
        """Count a call."""
        self._months[self._month()] += usage.cost_usd or 0.0
        self._incidents[incident] += usage.cost_usd or 0.0

    def refusal(self, incident: str) -> str | None:
        """Why no model may be asked now, fit to be shown; None when one may."""
        per_incident, per_month = self.usd_per_incident, self.usd_per_month
        if per_incident is not None and self._incidents[incident] >= per_incident:
            return f"the model budget of this incident is used up ({per_incident:.2f} $)"
        if per_month is not None and self._months[self._month()] >= per_month:
            return f"the model budget of this month is used up ({per_month:.2f} $)"
        return None

    def _month(self) -> str:
        return f"{self.clock.now():%Y-%m}"
