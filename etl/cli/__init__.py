"""The command line: settings come in, sentences go out."""

from etl.cli.commands import main

__all__ = ["main"]
