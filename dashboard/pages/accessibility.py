"""Accessibilité: the statement, the same whatever the data."""

from dashboard.components.statement import show_statement

show_statement()
