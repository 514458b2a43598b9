"""Everything Tocsin asks of others but Slack and models, a file each."""
