"""The door: Slack, the web, the clock. Imports `core`, never the other way round."""
