"""One file per command of the command line: `add(commands)` declares it, `run` does it."""
