"""The dashboard as a person uses it, in a real Chromium."""
