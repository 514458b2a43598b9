"""Messages, blocks and views as HTML. Every text is escaped here and nowhere else."""
