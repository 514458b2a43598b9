"""The desk: what is true about incidents and what must follow. Knows no Slack and no HTTP."""
