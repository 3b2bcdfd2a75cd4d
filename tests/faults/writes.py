"""Every kind of write, as the command that makes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.faults.worlds import World, of_the_first_release


def as_it_is(world: World) -> World:
    return world


@dataclass(frozen=True)
class Write:
    """``is_one``: one transaction, so that the store stands before it or after it.

    Others are begun again after a death, whatever was kept of them. ``typed``: what a person
    types at the question of the command.
    """

    words: tuple[str, ...]
    is_one: bool = False
    typed: str = ""
    prepare: Callable[[World], World] = as_it_is


BY = ("--par", "Hugo Petit")
PIECE = ("--engagement", "10", "--piece", "Publication des résultats")
WRITES: Mapping[str, Write] = {
    "import": Write(("ingest", "files/more.csv")),
    "undo": Write(("undo", "2", "--motif", "mauvais fichier")),
    "replay of quarantine": Write(("replay", "1", "files/1-corrected.csv")),
    "assessment": Write(("assess", "--tout")),
    "inbox": Write(("watch", "--une-fois", "--pause", "0")),
    "purge": Write(("purge", "--appliquer", *BY)),
    "change of key": Write(("cle", "tourner", *BY), is_one=True),
    "erasure": Write(("personne", "effacer", *BY), is_one=True, typed="0199000001\n"),
    "edition closed": Write(("edition", "close", "2025-T3", *BY), is_one=True),
    "edition validated": Write(("edition", "validate", "1", *BY), is_one=True),
    "evidence": Write(("preuve", "add", "files/piece.txt", *PIECE, "--responsable", "Accueil",
         *BY), is_one=True),
    "finding": Write(
        ("constat", "add", "Attente", "--constat", "Trop longue", "--engagement", "10", *BY),
        is_one=True,
    ),
    "action": Write(
        ("action", "add", "Deux agents de plus", "--constat", "1", "--cause", "Congés",
         "--pilote", "Accueil", "--echeance", "31/12/2030", *BY),
        is_one=True,
    ),
    "access": Write(
        ("acces", "add", "chef@lot.example", "--role", "lecteur", *BY), is_one=True
    ),
    "sample": Write(
        ("sample", "draw", "10a", "--periode", "2025-04", "--graine", "avril", *BY), is_one=True
    ),
    "backup": Write(("sauvegarde", *BY)),
    "restoration": Write(("restaure", "kept/vigie-20260101-000000.tar.gz", *BY)),
    "upgrade": Write(("mise-a-niveau", *BY), prepare=of_the_first_release),
    "declaration": Write(
        ("sources", "check", "files/unknown.csv", "--dates", "jour",
         "--enregistrer", "nouvelle", "--titre", "Nouveau standard"),
    ),
}  # fmt: skip
