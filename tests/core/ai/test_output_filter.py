"""What a model's text may not carry: commands are kept out, sentences about them are not."""

import pytest

from core.ai.output_filter import foreign

INPUT = """\
docker pull checkout: timeout
git push rejected
npm install exit 1
ran kubectl rollout undo deploy/cart
upstream: "http://10.44.30.15:8443/v1/stream"
"""


@pytest.mark.parametrize(
    "text",
    [
        "MySQL connections were refused.",
        "The Docker daemon restarted twice.",
        "The docker pull of checkout timed out.",
        "git push failed at 12:03.",
        "Helm upgrade of checkout timed out.",
        "npm install failed in CI.",
        "Insert into orders failed.",
        "The INSERT INTO orders waited for a lock.",
        "One curl client closed the connection.",
        "Update the certificate before it expires.",
        "Alter the timeout and set the service up again.",
        "Drop in traffic after the kill at 12:04.",
        "AWS throttled the calls; the Terraform state lock was held.",
        "Somebody ran kubectl rollout undo deploy/cart.",
        "The memory alarm was set on node rabbit@mq-1.",
        "Node /10.70.1.22 was DOWN.",
        "The helm upgrade moved the cart from 5.1.7 to 5.2.0.",
        "The upstream http://10.44.30.15:8443 was disabled.",
    ],
)
def test_a_sentence_about_a_command_may_stand(text: str) -> None:
    """A tool's name, a verb of everyday use or a command of the input are no order to type."""
    assert foreign(text, INPUT) is None


@pytest.mark.parametrize(
    "text",
    [
        "Run kubectl rollout undo deploy/checkout.",
        "kubectl delete pods in prod",
        "helm rollback checkout 3",
        "docker restart api",
        "systemctl restart nginx",
        "service nginx restart",
        "terraform destroy",
        "git push --force",
        "aws s3 rm s3://backups --recursive",
        "aws ec2 terminate-instances i-1",
        "pip install evil",
        "ssh root@host",
        "sudo reboot",
        "rm -rf /",
        "node exfiltrate.js",
        "kill -9 4711",
        "redis-cli FLUSHALL",
        "DROP TABLE orders;",
        "TRUNCATE orders",
        "delete from orders",
        "UPDATE users SET admin = 1",
        "Run `reboot now`.",
        "$ ls",
        "/incident resolve 3",
    ],
)
def test_a_command_that_was_not_in_the_input_may_not(text: str) -> None:
    """Whatever somebody could copy into a shell, a database or Slack has to come from the input."""
    assert foreign(text, INPUT) == "it holds a command that was not in the input"


def test_another_page_of_a_host_of_the_input_is_a_link_of_its_own() -> None:
    """The host of a link may be told alone, another path of it not."""
    found = foreign("Look at http://10.44.30.15:8443/admin now.", INPUT)
    assert found == "it holds a link that was not in the input"
