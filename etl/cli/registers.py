"""The commands of the audit's registers, in one place."""

import typer

from etl.cli import evidence, plans


def add_to(app: typer.Typer) -> None:
    app.add_typer(evidence.app, name="preuve")
    app.add_typer(plans.findings, name="constat")
    app.add_typer(plans.actions, name="action")
