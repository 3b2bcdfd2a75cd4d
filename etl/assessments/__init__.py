"""Measurements against targets: verdicts."""
