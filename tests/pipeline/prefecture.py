"""A prefecture that sends exports one at a time, and is assessed at the instants of a test."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from etl.domain.datasets import Dataset
from etl.pipeline import AssessmentReport, ImportReport, Warehouse, assess, ingest_paths
from etl.pipeline.due import due
from etl.store.assessments import load_findings, load_tallies, load_verdicts

PARIS = ZoneInfo("Europe/Paris")
CALLS = "N° appel;Site;Date;Attente (s);Durée (s);Issue;File;Numéro appelant;Transfert"
LETTERS = (
    "N° d'enregistrement;Arrivé le;Enregistré le;Site;Service;Nature;Expéditeur;"
    "Accusé de réception le;Répondu le;Clos le;Motif;Fiche complète;Suite"
)
MAILS = (
    "N° courriel;Reçu le;Enregistré le;Site;Service;Nature;Expéditeur;"
    "AR envoyé le;Réponse envoyée le;Clos le;Motif;Fiche complète;Statut"
)
CRISIS = (
    "N° fait;Fait;Événement;Ordre ou début;Effet;Échéance;Nombre;Sur;Réussi;Exercice;"
    "Public visé;Site"
)


def local(text: str) -> datetime:
    """Return a local time of Paris as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def calls(day: date, outcomes: str, site: str = "Cahors", first: int = 0) -> list[str]:
    """Return one call a letter of ``outcomes`` (a: answered, l: lost), a minute apart."""
    start = datetime(day.year, day.month, day.day, 9, 30)
    return [
        f"{site}-{day:%y%m%d}-{first + place};{site};"
        f"{start + timedelta(minutes=first + place):%d/%m/%Y %H:%M:%S};10;60;"
        f"{'Décroché' if letter == 'a' else 'Abandon'};general;0199000001;-"
        for place, letter in enumerate(outcomes)
    ]


def mail(
    number: str, received: str, answered: str = "-", service: str = "Accueil général"
) -> str:
    return (
        f"{number};{received};{received};Cahors;{service};Demande d'information;a@example.org;"
        f"{received};{answered};-;Horaires;Oui;En cours"
    )


def letter(number: str, received: str, answered: str = "-") -> str:
    return (
        f"{number};{received};{received};Cahors;Titres;Demande d'information;Mme Exemple;"
        f"{received};{answered};-;Carte grise;Oui;À traiter"
    )


def fact_of_crisis(number: str, kind: str, at: str) -> str:
    return f"{number};{kind};Crue;{at};{at};-;-;-;-;Oui;-;Cahors"


@dataclass
class Prefecture:
    """A warehouse with the folder from which its exports come."""

    warehouse: Warehouse
    folder: Path

    def send(self, name: str, header: str, rows: Iterable[str], at: datetime) -> ImportReport:
        path = self.folder / name
        path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
        (report,) = ingest_paths(self.warehouse, [path], at)
        return report

    def assess(self, at: datetime, everything: bool = False) -> AssessmentReport:
        return assess(self.warehouse, at, everything)

    def work(self, at: datetime) -> dict[tuple[Dataset, str, str], set[str]]:
        """Return what is to be judged again: indicators by dataset, site and month."""
        found = due(self.warehouse, at, everything=False).work
        return {
            (dataset, site, month.code): set(codes)
            for (dataset, site, month), codes in found.items()
        }

    def findings(self, *indicators: str) -> pd.DataFrame:
        with self.warehouse.store.reading() as connection:
            return load_findings(connection, indicators=indicators or None)

    def finding(self, indicator: str, period: str, site: str = "cahors", service: str = "*"):
        found = self.findings(indicator)
        own = found[
            (found["period"] == period)
            & (found["site"] == site)
            & (found["service"] == service)
        ]
        assert len(own) == 1, f"{len(own)} findings of {indicator} in {period}"
        return own.iloc[0]

    def verdict(self, engagement: int, period: str, site: str = "cahors") -> str:
        with self.warehouse.store.reading() as connection:
            found = load_verdicts(connection, sites=[site])
        own = found[(found["engagement"] == engagement) & (found["period"] == period)]
        return str(own.loc[own["service"] == "*", "verdict"].item())

    def everything_kept(self) -> Sequence[str]:
        """Return all findings, verdicts and tallies as text, to be compared."""
        with self.warehouse.store.reading() as connection:
            frames = [load_findings(connection), load_verdicts(connection)]
            frames.append(load_tallies(connection))
        return [each.to_csv(index=False) for each in frames]
