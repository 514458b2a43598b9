"""Finds where a convex function is least, in plain Python: L-BFGS, the same on every run.

Steps follow the slope, bent by what the last few steps told about the curvature (Nocedal, 1980).
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from operator import mul

Vector = list[float]

_REMEMBERED = 6
_NEAR_ENOUGH = 1e-3  # of the first slope's length
# A step is halved where the slope along it turned uphill more than this part of what it fell.
_OVERSHOT = 0.9
_HALVINGS = 8


def least(slope_of: Callable[[Vector], Vector], scales: Sequence[float], steps: int) -> Vector:
    """About where the function with this slope is least, in so many `steps` from zero.

    `scales` say about how fast the slope changes along each coordinate; all are positive.
    """
    place = [0.0] * len(scales)
    slope = slope_of(place)
    enough = _NEAR_ENOUGH**2 * _dot(slope, slope)
    past: deque[tuple[Vector, Vector, float]] = deque(maxlen=_REMEMBERED)
    for _ in range(steps):
        if _dot(slope, slope) <= enough:
            break
        step = _bent(slope, past, scales)
        downhill = _dot(step, slope)
        for _ in range(_HALVINGS):
            there = _plus(place, step)
            new = slope_of(there)
            if _dot(step, new) <= -_OVERSHOT * downhill:
                break
            step, downhill = [each / 2 for each in step], downhill / 2
        turned = [after - before for after, before in zip(new, slope, strict=True)]
        if (bend := _dot(step, turned)) > 0:
            past.append((step, turned, bend))
        place, slope = there, new
    return place


def _bent(
    slope: Vector, past: Iterable[tuple[Vector, Vector, float]], scales: Sequence[float]
) -> Vector:
    known = list(past)
    way = list(slope)
    parts = []
    for step, turned, bend in reversed(known):
        part = _dot(step, way) / bend
        way = _plus(way, turned, -part)
        parts.append(part)
    way = [each / scale for each, scale in zip(way, scales, strict=True)]
    if known:
        _, turned, bend = known[-1]
        size = sum(each * each / scale for each, scale in zip(turned, scales, strict=True))
        way = [each * bend / size for each in way]
    for (step, turned, bend), part in zip(known, reversed(parts), strict=True):
        way = _plus(way, step, part - _dot(turned, way) / bend)
    return [-each for each in way]


def _dot(left: Vector, right: Vector) -> float:
    return float(sum(map(mul, left, right)))


def _plus(left: Vector, right: Vector, times: float = 1.0) -> Vector:
    return [a + times * b for a, b in zip(left, right, strict=True)]
