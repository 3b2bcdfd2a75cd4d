"""The one place for time."""
