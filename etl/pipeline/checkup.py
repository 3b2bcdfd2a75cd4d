"""The installation looked at from end to end: what is sound, and what to mend, in French."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from etl.config import Settings
from etl.definitions.retention import load_retention
from etl.domain.checkup import Check, Health
from etl.errors import UserError
from etl.formats import NO_BREAK, instant, number
from etl.pipeline.backup import FOLDER, backups_in, made_at
from etl.pipeline.leftovers import leftovers
from etl.pipeline.observing import observe
from etl.pipeline.warehouse import Warehouse, load_definitions, open_warehouse
from etl.store.inspecting import file_of, inspect_store, is_file
from etl.store.ledger import verify

GOOD, WARNING, BAD = Health.GOOD, Health.WARNING, Health.BAD
# A backup is asked for every night; two nights without one deserve a look.
BACKUP_AGE = timedelta(hours=50)
SPARE = 1_000_000_000
OTHERS = 0o077
NAMED = 5
Looked = Iterator[Check]


def check_up(settings: Settings, at: datetime) -> list[Check]:
    """Return all that was looked at; what cannot be looked at is told, and the rest goes on."""
    found: list[Check] = []
    looks: list[Callable[[], Looked]] = [
        lambda: _folder(settings),
        lambda: _interrupted(settings, at),
        lambda: _space(settings),
        lambda: _declarations(settings),
        lambda: _keys(settings),
        lambda: _store(settings),
        lambda: _data(settings, at),
        lambda: _backups(settings, at),
        lambda: _identity(settings),
    ]
    for look in looks:
        try:
            found += look()
        except UserError as error:
            found.append(Check("Vérification", BAD, str(error)))
    return found


def _folder(settings: Settings) -> Looked:
    folder = Path(settings.local)
    if not folder.is_dir():
        yield Check(
            "Dossier des données",
            BAD,
            f"« {folder} » n'existe pas.",
            "Créez-le : mkdir -p, propriétaire le compte du service.",
        )
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Check(
            "Dossier des données",
            BAD,
            f"« {folder} » : écriture impossible.",
            "Donnez-le au compte du service : chown, chmod 700.",
        )
    elif folder.stat().st_mode & OTHERS:
        yield Check(
            "Dossier des données",
            WARNING,
            f"« {folder} » : ouvert à d'autres.",
            f"chmod 700 {folder}",
        )
    else:
        yield Check("Dossier des données", GOOD, f"« {folder} » : écriture possible, fermé.")


def _interrupted(settings: Settings, at: datetime) -> Looked:
    left = leftovers(settings, at)
    if left:
        named = ", ".join(str(each) for each in left[:NAMED])
        yield Check(
            "Travaux interrompus",
            WARNING,
            f"{len(left)} reste(s) dont rien ne dépend : {named}"
            f"{', …' if len(left) > NAMED else ''}",
            "Une commande a été coupée : relancez-la, puis python -m etl doctor --nettoyer.",
        )


def _space(settings: Settings) -> Looked:
    folder = Path(settings.local)
    if not folder.is_dir():
        return
    free = shutil.disk_usage(folder).free
    file = file_of(settings.database_url) if is_file(settings.database_url) else None
    size = file.stat().st_size if file and file.exists() else 0
    # An import, a copy and its archive may each need as much again.
    needed = max(SPARE, 3 * size)
    said = f"{number(free // 10**6)}{NO_BREAK}Mo libres"
    if free < needed:
        yield Check(
            "Place sur le disque",
            BAD if free < SPARE // 4 else WARNING,
            f"{said}, {number(needed // 10**6)}{NO_BREAK}Mo conseillés.",
            "Libérez de la place, ou gardez moins de sauvegardes (--garder).",
        )
    else:
        yield Check("Place sur le disque", GOOD, f"{said}.")


def _declarations(settings: Settings) -> Looked:
    folder = Path(settings.declarations)
    declared = load_definitions(folder)
    yield Check(
        "Déclarations",
        GOOD,
        f"{len(declared.engagements)} engagements, {len(declared.sites)} sites, "
        f"{len(declared.sources)} sources.",
    )
    if not load_retention(folder).rules:
        yield Check(
            "Durées de conservation",
            WARNING,
            "Aucune n'est déclarée.",
            "Écrivez data/retention/retention.toml.",
        )


def _keys(settings: Settings) -> Looked:
    files = [] if settings.secret_key else [settings.key_file]
    if settings.backup_key_file:
        files.append(Path(settings.backup_key_file))
    if settings.smtp_password_file:
        files.append(Path(settings.smtp_password_file))
    for file in files:
        if not file.exists():
            yield Check(
                "Clés",
                WARNING if file == settings.key_file else BAD,
                f"« {file} » n'existe pas (encore).",
                "La clé des pseudonymes naît au premier import ; remettez les autres.",
            )
        elif file.stat().st_mode & OTHERS:
            yield Check(
                "Clés",
                BAD,
                f"« {file} » est lisible par d'autres comptes.",
                f"chmod 600 {file}",
            )
        else:
            yield Check("Clés", GOOD, f"« {file} » : présente, fermée.")


def _store(settings: Settings) -> Looked:
    stood = inspect_store(settings.database_url)
    if stood.step is None:
        yield Check(
            "Base",
            WARNING,
            "Il n'y a pas encore de base.",
            "Elle naît au premier import : python -m etl ingest FICHIER.",
        )
        return
    if not stood.is_sound:
        yield Check(
            "Base",
            BAD,
            "Elle est abîmée.",
            "Restaurez la dernière sauvegarde : python -m etl restaure FICHIER --sans-copie.",
        )
    elif not stood.is_up_to_date:
        yield Check(
            "Base",
            BAD,
            f"Schéma {stood.step}, attendu {stood.latest}.",
            "python -m etl mise-a-niveau",
        )
    else:
        yield Check(
            "Base",
            GOOD,
            f"Saine, schéma {stood.step}, {number(sum(stood.rows.values()))} lignes.",
        )
    file = file_of(settings.database_url) if is_file(settings.database_url) else None
    if file and file.stat().st_mode & OTHERS:
        yield Check(
            "Base", BAD, f"« {file} » est lisible par d'autres comptes.", f"chmod 600 {file}"
        )


def _data(settings: Settings, at: datetime) -> Looked:
    stood = inspect_store(settings.database_url, whole=False)
    if stood.step is None or not stood.is_up_to_date:
        return
    warehouse = open_warehouse(settings)
    try:
        yield from _facts(warehouse, at)
        with warehouse.store.reading() as connection:
            faults = verify(connection)
        yield Check(
            "Journal des actes",
            BAD if faults else GOOD,
            f"{len(faults)} anomalie(s)." if faults else "Chaîne intacte.",
            "python -m etl journal verify" if faults else "",
        )
    finally:
        warehouse.store.dispose()


def _facts(warehouse: Warehouse, at: datetime) -> Looked:
    seen = observe(warehouse, at)
    local = warehouse.local(at)
    offset = local.utcoffset() or timedelta()
    yield Check(
        "Horloge",
        GOOD,
        f"{instant(local)} aux sites (UTC{offset.total_seconds() / 3600:+.0f}).",
    )
    if seen.last_import_at and seen.last_import_at > at:
        yield Check(
            "Horloge",
            BAD,
            "Le dernier import est daté après maintenant.",
            "L'heure du serveur a reculé : vérifiez NTP (timedatectl).",
        )
    if seen.waiting_days:
        yield Check(
            "Évaluation",
            WARNING,
            "Des faits importés ne sont pas évalués.",
            "python -m etl assess",
        )
    silent = [each.title for each in seen.sources if each.is_silent]
    if silent:
        yield Check(
            "Sources",
            WARNING,
            f"N'envoient plus rien : {', '.join(silent)}.",
            "Demandez l'export au service ; page Imports, registre de confiance.",
        )
    else:
        yield Check("Sources", GOOD, f"{len(seen.sources)} entendues, aucune silencieuse.")


def _backups(settings: Settings, at: datetime) -> Looked:
    found = backups_in(Path(settings.local, FOLDER))
    if not found:
        yield Check(
            "Sauvegardes",
            WARNING,
            f"Aucune dans « {Path(settings.local, FOLDER)} ».",
            "python -m etl sauvegarde, et le minuteur de data/deploiement.",
        )
        return
    age = at - made_at(found[0])
    late = age > BACKUP_AGE
    yield Check(
        "Sauvegardes",
        WARNING if late else GOOD,
        f"La dernière a {age.days} jours et {age.seconds // 3600} heures.",
        "Vérifiez le minuteur vigie-sauvegarde.timer." if late else "",
    )
    if not found[0].name.endswith(".chiffre"):
        yield Check(
            "Sauvegardes",
            WARNING,
            "La dernière n'est pas chiffrée.",
            "Réglage « backup_key_file », ou --cle FICHIER.",
        )


def _identity(settings: Settings) -> Looked:
    if settings.identity:
        yield Check("Identité", GOOD, f"Visiteurs connus par « {settings.identity} ».")
    else:
        yield Check(
            "Identité",
            WARNING,
            "Personne n'est identifié : poste isolé seulement.",
            "Réglage « identity » (oidc ou proxy) avant d'ouvrir à d'autres.",
        )
