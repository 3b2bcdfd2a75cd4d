"""What the command-line library says by itself, in French."""

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

rich_utils.ARGUMENTS_PANEL_TITLE = "Arguments"
rich_utils.OPTIONS_PANEL_TITLE = "Options"
rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
rich_utils.ERRORS_PANEL_TITLE = "Erreur"
rich_utils.DEFAULT_STRING = "[par défaut : {}]"
rich_utils.ENVVAR_STRING = "[variable : {}]"
rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"

HELP = "Afficher cette aide et quitter."

# The library gives its usage errors no public name of their own; this one it does.
UsageMistake: type[Exception] = typer.BadParameter.__mro__[1]


class FrenchCommand(TyperCommand):
    """A command whose own help option speaks French."""

    def get_help_option(self, ctx):  # type: ignore[no-untyped-def]
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = HELP
        return option


class FrenchGroup(TyperGroup):
    """A group of commands whose own help option speaks French."""

    def get_help_option(self, ctx):  # type: ignore[no-untyped-def]
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = HELP
        return option


def mistake_in_french(error: Exception) -> str:
    """Return what is wrong with the words of a command.

    The library's sentences are English; the word that it names is what the user needs.
    """
    named = getattr(error, "option_name", None) or getattr(error, "param_hint", None)
    parameter = getattr(error, "param", None)
    if named is None and parameter is not None:
        named = parameter.metavar or parameter.name
    quoted = f" (« {named} »)" if named else ""
    return (
        f"Commande mal écrite{quoted}.\n  Pour voir les commandes : « python -m etl --help »."
    )
