"""Everything that is true without a screen: from logs to verdicts."""
