"""The commands by which the program is run, under their French and English names."""

from collections.abc import Callable

import typer

from etl.cli import backups, digests, doctor, privacy
from etl.cli.french import FrenchCommand

COMMANDS: tuple[tuple[str, str, Callable[..., int], str], ...] = (
    ("sauvegarde", "backup", backups.backup_command, "Sauvegarder tout, base en service."),
    ("restaure", "restore", backups.restore_command, "Vérifier puis restaurer une sauvegarde."),
    (
        "mise-a-niveau",
        "upgrade",
        backups.upgrade_command,
        "Mettre la base à niveau, copie d'abord.",
    ),
    ("digest", "", digests.digest_command, "Dire par courriel ce qui a changé, une fois."),
    ("doctor", "", doctor.doctor_command, "Vérifier l'installation, dire quoi réparer."),
    ("purge", "", privacy.purge_command, "Effacer ce dont la durée est passée."),
    ("registre", "", privacy.register_command, "Écrire la fiche du registre (RGPD, art. 30)."),
)


def add_to(app: typer.Typer) -> None:
    """Add each command; its English name works too, and help shows the French one."""
    for french, english, run, told in COMMANDS:
        app.command(french, cls=FrenchCommand, help=told)(run)
        if english:
            app.command(english, cls=FrenchCommand, help=told, hidden=True)(run)
    app.add_typer(privacy.person, name="personne", help="Droits d'une personne.")
    app.add_typer(privacy.keys, name="cle", help="Clés des pseudonymes.")
