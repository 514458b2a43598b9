"""Block Kit's rules: what Slack takes, field by field, and where each limit is written down."""
