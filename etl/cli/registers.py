"""The commands of the audit's registers, in one place."""

import typer

from etl.cli import auditing, evidence, plans


def add_to(app: typer.Typer) -> None:
    app.add_typer(evidence.app, name="preuve")
    app.add_typer(plans.findings, name="constat")
    app.add_typer(plans.actions, name="action")
    app.add_typer(auditing.applying, name="applicabilite")
    app.add_typer(auditing.audit, name="audit")
    app.add_typer(auditing.samples, name="sample")
