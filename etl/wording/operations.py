"""The French of running the program: backups, restorations, upgrades."""

from pathlib import Path

from etl.domain.backups import Backup
from etl.formats import NO_BREAK, instant, number
from etl.pipeline.restoring import Restored
from etl.pipeline.upgrading import Upgraded

UNSEALED = (
    "Non chiffrée : elle contient des données de personnes, et pas la clé des pseudonymes. "
    "Gardez-la, et la clé ailleurs, dans un endroit protégé ; ou chiffrez (« --cle FICHIER »)."
)
RESTORED_NEXT = "Évaluez ensuite : « python -m etl assess » (rien ne change si rien n'a bougé)."


def size(octets: int) -> str:
    """Return a size as a person says it.

    >>> size(900), size(5_400_000)
    ('900\\xa0o', '5,4\\xa0Mo')
    """
    for unit, words in ((10**9, "Go"), (10**6, "Mo"), (10**3, "ko")):
        if octets >= unit:
            return f"{octets / unit:.1f}".replace(".", ",") + f"{NO_BREAK}{words}"
    return f"{octets}{NO_BREAK}o"


def backup_lines(backup: Backup) -> list[str]:
    """Return what a backup holds."""
    said = backup.manifest
    sealed = "chiffrée" if backup.is_sealed else "non chiffrée"
    return [
        f"{backup.path} ({size(backup.path.stat().st_size)}, {sealed})",
        f"  Faite le {instant(said.made_at)} par {said.author}, schéma {said.step}, "
        f"{number(sum(said.rows.values()))} lignes, {number(len(said.files))} fichiers.",
        *([] if backup.is_sealed else [f"  {UNSEALED}"]),
    ]


def gone_line(gone: list[Path]) -> str:
    names = ", ".join(each.name for each in gone)
    return f"Anciennes sauvegardes effacées{NO_BREAK}: {names}."


def verified_line(backup: Backup) -> str:
    return f"Sauvegarde vérifiée, tout est là{NO_BREAK}: rien n'a été restauré."


def restored_lines(restored: Restored) -> list[str]:
    """Return what a restoration did, and how to come back from it."""
    said = restored.backup.manifest
    lines = [
        f"Restauré : la sauvegarde du {instant(said.made_at)}, "
        f"{number(sum(said.rows.values()))} lignes, {number(restored.files)} fichiers remis."
    ]
    if restored.before:
        lines.append(f"Ce qui était là avant est dans {restored.before}.")
    if restored.aside:
        lines.append(f"Les fichiers remplacés sont dans {restored.aside}.")
    return [*lines, RESTORED_NEXT]


def upgraded_lines(upgraded: Upgraded) -> list[str]:
    if upgraded.backup is None:
        return [f"La base est à jour (schéma {upgraded.after}) : rien à faire."]
    return [
        f"Base mise à niveau, du schéma {upgraded.before} au schéma {upgraded.after} ; "
        f"{number(upgraded.facts)} faits, les mêmes qu'avant.",
        f"Pour revenir : l'ancienne version du logiciel, puis « python -m etl restore "
        f"{upgraded.backup.path} ».",
    ]
