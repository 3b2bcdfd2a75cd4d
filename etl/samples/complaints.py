"""The register of complaints and suggestions that come by form, letter or the urn."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from etl.domain.periods import PeriodKind, containing
from etl.samples.people import full_name
from etl.samples.requests import Service, as_known, draw_requests, steady
from etl.samples.story import TITLES, Story
from etl.samples.writing import EXCEL_UTF8, Row, stamps, write_csv

HEADER = (
    "N° réclamation", "Reçue le", "Site", "Service", "Canal", "Thème", "Déposant",
    "AR envoyé le", "Répondue le", "Close le", "Statut",
)  # fmt: skip
ALL_COMPLAINTS = (0.0, 1.0, 0.0, 0.0)
SERVICES = {
    "cahors": Service(62, 5, steady(0.93), ALL_COMPLAINTS),
    "figeac": Service(9, 5, steady(0.95), ALL_COMPLAINTS),
    "gourdon": Service(12, 5, steady(0.75), ALL_COMPLAINTS),
}
THEMES = ("Attente", "Horaires", "Accueil", "Délai de réponse", "Signalétique", "Suggestion")
MINUTE = "%d/%m/%Y %H:%M"


def write_complaints(story: Story, folder: Path) -> Iterator[Path]:
    """Write the register of the three sites, a file a quarter."""
    every = pd.concat([_complaints(story, site) for site in SERVICES])
    every = every.sort_values(["received", "site"], kind="stable", ignore_index=True)
    codes = [containing(each, PeriodKind.QUARTER).code for each in story.months]
    every["quarter"] = [codes[place] for place in every["place"]]
    for code, own in every.groupby("quarter"):
        path = folder / f"reclamations_{code}.csv"
        yield write_csv(path, HEADER, _rows(story, own), EXCEL_UTF8)


def _complaints(story: Story, site: str) -> pd.DataFrame:
    requests = draw_requests(story, f"complaints {site}", SERVICES[site])
    random = story.random(f"complaints register {site}")
    size = len(requests)
    spent = random.integers(3, 60, size).astype("timedelta64[h]")
    return requests.assign(
        site=TITLES[site],
        channel=random.choice(("Formulaire", "Courrier", "Urne"), size, p=(0.7, 0.1, 0.2)),
        theme=random.choice(THEMES, size),
        acknowledged=requests["received"].to_numpy() + spent,
        number=np.arange(size),
    )


def _rows(story: Story, own: pd.DataFrame) -> list[Row]:
    acknowledged = as_known(own["acknowledged"], story.until)
    answered = as_known(own["answered"], story.until)
    ended = [each or "-" for each in stamps(answered.to_numpy(), MINUTE)]
    columns = (
        [
            f"R-{site[:3].upper()}-{number:04d}"
            for site, number in zip(own["site"], own["number"], strict=True)
        ],
        stamps(own["received"].to_numpy(), MINUTE),
        own["site"].tolist(),
        ["Accueil général"] * len(own),
        own["channel"].tolist(),
        own["theme"].tolist(),
        [full_name(each) if each % 5 else "Anonyme" for each in own["person"]],
        [each or "-" for each in stamps(acknowledged.to_numpy(), MINUTE)],
        ended,
        ended,
        np.where(answered.isna(), "En cours", "Répondue").tolist(),
    )
    return list(zip(*columns, strict=True))
