"""The version that went out: read from the lines of a deploy, and from no other number."""

import pytest

from core.domain.versions import version_in


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("rollout of checkout-api v2.31.0 started (previous v2.30.4)", "v2.31.0"),
        ("deployment of checkout 1.42.0 completed", "1.42.0"),
        ("Upgraded checkout from 1.41.0 to 1.42.0", "1.42.0"),
        ("release 1.41.0 -> 1.42.0 promoted", "1.42.0"),
        ("image set to registry.example.org/shop/checkout:v2.31.0-rc.1", "v2.31.0-rc.1"),
        ("deployed v42 in 12.5 s", "v42"),
        ("Deploying release v1.4.2 by maria", "v1.4.2"),
        ("12:00:01.234 deployed checkout", None),
        ("deployed checkout to 10.0.12.7", None),
        ("deployed checkout 1.2.0 and cart 3.4.0", None),
        ("Rolled checkout-api back to v2.30.4", None),
        ("error rate is 12.5 %", None),
        ("client v2.31.0 connected", None),
    ],
)
def test_a_line_names_what_went_out(line: str, version: str | None) -> None:
    """The new one of two; none where the line names several, or tells of something else."""
    assert version_in(line) == version
