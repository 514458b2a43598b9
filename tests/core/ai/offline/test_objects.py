"""The thing that a failure is about, by its name."""

import pytest

from core.ai.offline import analyse
from core.triage import case_from


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("WARN payments provider=acmepay responded 503 Service Unavailable", "(acmepay)"),
        (
            "ERROR payments 503 Service Unavailable from https://api.acmepay.com/v1",
            "(api.acmepay.com)",
        ),
        ("ERROR shop circuit breaker OPEN for acmepay", "(acmepay)"),
        ("ERROR No instances available for ts-basic-service", "(ts-basic-service)"),
        ("ERROR shop redis is down", "(redis)"),
        ("WARN node-exporter filesystem /var/lib/postgresql 99% used", "(/var/lib/postgresql)"),
        ("ERROR write /data/kafka/00.log: no space left on device", "(/data/kafka/00.log)"),
        ("ERROR certificate for api.example.com has expired", "(api.example.com)"),
        ("ERROR dial tcp: lookup db.internal on 10.0.0.2:53: no such host", "(db.internal)"),
        ("ERROR java.net.UnknownHostException: payments", "(payments)"),
        ("FATAL kernel: Out of memory: Killed process 41 (java)", "(java)"),
        ('ERROR failed to pull image "shop/web:v9": not found', "(shop/web:v9)"),
        ("ERROR environment variable API_KEY is not set", "(API_KEY)"),
        ('ERROR password authentication failed for user "app"', "(app)"),
        ("ERROR java.lang.NullPointerException at com.shop.Cart.total", "(NullPointerException)"),
    ],
)
def test_a_cause_names_what_its_line_names(line: str, wanted: str) -> None:
    """The name stands behind the cause's own, in the cause and in the summary."""
    reading = analyse(case_from("trouble", "", [line] * 6))
    assert wanted in reading.root_causes[0].text.split(". ")[0]
    assert wanted in reading.summary


@pytest.mark.parametrize(
    "line",
    ["ERROR shop 503 Service Unavailable", "ERROR no space left on device", "FATAL out of memory"],
)
def test_no_name_is_made_up(line: str) -> None:
    """Where no line names it, nothing is named."""
    assert "(" not in analyse(case_from("trouble", "", [line] * 6)).root_causes[0].text


def test_of_many_it_is_about_none() -> None:
    """A name that half of the lines do not have is not what the failure is about."""
    for who in ('user "{}"', "user {}7", "user app{}"):
        lines = [f"ERROR password authentication failed for {who.format(n)}" for n in "abcdef123"]
        assert "(" not in analyse(case_from("trouble", "", lines)).root_causes[0].text


def test_the_failed_renewal_is_cited_with_the_expired_certificate() -> None:
    """Why it was not renewed stands beside that it expired, and is no unfamiliar error."""
    lines = [f"2026-11-24T00:00:{n:02d}Z INFO gateway GET /rates 200" for n in range(20)]
    lines.insert(3, "2026-11-24T00:00:02Z WARN cert-manager rates-tls renewal attempt 7 failed")
    lines += [
        f"2026-11-24T00:01:{n:02d}Z ERROR gateway upstream partner TLS handshake failed:"
        f" x509: certificate has expired: {n}"
        for n in range(20)
    ]
    lines.append(
        "2026-11-24T00:02:00Z WARN cert-manager certificate rates-tls renewal failed: ACME order"
        " rejected: NXDOMAIN looking up TXT for _acme-challenge.rates.example.com"
    )
    reading = analyse(case_from("rates fail", "", lines))
    best = reading.root_causes[0]
    assert best.text.startswith("Certificate expired or not trusted (partner)")
    assert "Seen with it: certificate renewal fails (lines 4 and 42)." in best.text
    assert {4, 42} <= {cited.line for cited in best.citations}
    assert not any("unfamiliar" in finding.text for finding in reading.findings)
    assert not any(
        cause.text.startswith("A dependency is down") and cause.confidence != "low"
        for cause in reading.root_causes
    )
