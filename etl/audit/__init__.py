"""Evidence, findings, editions and the journal."""
