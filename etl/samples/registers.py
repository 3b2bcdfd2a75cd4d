"""Registers kept by hand: letters, e-mails of the sous-préfectures, complaints."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.domain.periods import add_months
from etl.samples.dirt import stained
from etl.samples.people import full_name
from etl.samples.requests import Service, as_known, draw_requests, steady
from etl.samples.story import BACKLOG, TITLES, Story
from etl.samples.suspensions import write_suspensions
from etl.samples.writing import EXCEL_UTF8, Row, stamps, write_csv

LETTER_HEADER = (
    "N° d'enregistrement", "Arrivé le", "Enregistré le", "Site", "Service", "Nature",
    "Expéditeur", "Accusé de réception le", "Répondu le", "Clos le", "Motif",
    "Fiche complète", "Suite",
)  # fmt: skip
EMAIL_HEADER = (
    "N° courriel", "Reçu le", "Enregistré le", "Site", "Service", "Nature", "Expéditeur",
    "AR envoyé le", "Réponse envoyée le", "Clos le", "Motif", "Fiche complète", "Statut",
)  # fmt: skip
LETTER_PREFIX, EMAIL_PREFIX = "PREF46", "SP46"
LETTER_STAINS = ((1, "31/06/2025"), (5, "Résolu?"), (3, "Souillac"), (1, "12/13/2025"))
EMAIL_STAINS = ((1, "31/06/2025 09:12"), (8, "12/05/2025 24:00"), (5, "Divers"))
NATURES = {
    "information": "Demande d'information",
    "complaint": "Réclamation",
    "individual": "Dossier individuel",
    "other": "Autre",
}
SERVICES = ("Accueil général", "Étrangers", "Titres", "Collectivités")
REASONS = ("Horaires", "Titres", "Séjour", "Associations", "Environnement", "Élections")
# Share of the requests whose sender no answer reaches.
LOST = 0.012
DAY, MINUTE = "%d/%m/%Y", "%d/%m/%Y %H:%M"
LETTER_NATURES = (0.37, 0.03, 0.50, 0.10)
EMAIL_NATURES = (0.635, 0.025, 0.29, 0.05)

LETTERS = {
    "cahors": Service(1_900, 10, steady(0.97), LETTER_NATURES),
    "figeac": Service(340, 10, steady(0.96), LETTER_NATURES),
    "gourdon": Service(260, 10, steady(0.84), LETTER_NATURES, unanswered=0.3),
}
EMAILS = {
    "figeac": Service(850, 5, steady(0.97), EMAIL_NATURES),
    "gourdon": Service(680, 5, steady(0.70), EMAIL_NATURES, unanswered=0.25),
}
# Share registered by the next working day, share of complete records.
DILIGENCE = {"cahors": (0.996, 0.985), "figeac": (0.995, 0.98), "gourdon": (0.965, 0.935)}


def write_registers(story: Story, folder: Path) -> list[Path]:
    letters = {site: _with_diligence(story, "letters", site, LETTERS[site]) for site in LETTERS}
    emails = {site: _with_diligence(story, "emails", site, EMAILS[site]) for site in EMAILS}
    return [
        *_write_letters(story, folder, letters),
        *_write_emails(story, folder, emails),
        *_write_suspensions(story, folder, letters, emails),
    ]


def _with_diligence(story: Story, topic: str, site: str, service: Service) -> pd.DataFrame:
    """Return the requests with what the register adds to them."""
    requests = draw_requests(story, f"{topic} {site}", service)
    random = story.random(f"{topic} diligence {site}")
    registered, complete = DILIGENCE[site]
    size = len(requests)
    entered = _entered(story, random, requests["received"].to_numpy(), registered)
    spent = random.integers(1, 72, size).astype("timedelta64[h]")
    return requests.assign(
        site=TITLES[site],
        service=random.choice(SERVICES if site == "cahors" else SERVICES[::3], size),
        registered=entered,
        acknowledged=entered + spent,
        complete=np.where(_evenly(complete, size), "Oui", "Non"),
        reason=random.choice(REASONS, size),
        number=np.arange(size),
    )


def _entered(
    story: Story,
    random: np.random.Generator,
    received: NDArray[np.datetime64],
    in_time: float,
) -> NDArray[np.datetime64]:
    """Return when each request was registered: at once, the next working day, or later."""
    size, days = len(received), received.astype("datetime64[D]")
    prompt = _evenly(in_time, size)
    at_once = prompt & (random.random(size) < 0.6)
    at_once &= np.is_busday(days, busdaycal=story.calendar)
    at_once &= received - days < np.timedelta64(15, "h")
    delay = np.where(prompt, 1, random.integers(2, 6, size))
    morning = story.later(days, delay).astype("datetime64[s]") + np.timedelta64(10, "h")
    return np.where(at_once, received + np.timedelta64(45, "m"), morning)


def _evenly(share: float, size: int) -> NDArray[np.bool_]:
    """Return this share of trues, spread as evenly as can be."""
    steps = np.floor(np.arange(size + 1) * (1.0 - share))
    return np.asarray(np.diff(steps) == 0)


def _write_letters(
    story: Story, folder: Path, letters: dict[str, pd.DataFrame]
) -> Iterator[Path]:
    """Write the register of letters of the three sites, a file a month.

    That of the second month of the backlog is first sent too early, then sent again.
    """
    random = story.random("register of letters")
    every = pd.concat(letters.values()).sort_values(["received", "site"], kind="stable")
    for place, month in story.numbered():
        own = every[every["place"] == place]
        name = f"registre_courrier_{month:%Y-%m}"
        if place == BACKLOG[1]:
            early = _letter_rows(own, add_months(month, 1) + timedelta(days=2))
            yield write_csv(folder / f"{name}.csv", LETTER_HEADER, early)
            late = _letter_rows(own, story.until)
            yield write_csv(folder / f"{name}_rectificatif.csv", LETTER_HEADER, late)
        else:
            rows = stained(random, _letter_rows(own, story.until), LETTER_STAINS)
            yield write_csv(folder / f"{name}.csv", LETTER_HEADER, rows)


def _write_emails(
    story: Story, folder: Path, emails: dict[str, pd.DataFrame]
) -> Iterator[Path]:
    random = story.random("register of e-mails")
    every = pd.concat(emails.values()).sort_values(["received", "site"], kind="stable")
    for place, month in story.numbered():
        own = every[every["place"] == place]
        rows = stained(random, _email_rows(own, story.until), EMAIL_STAINS)
        path = folder / f"registre_courriels_{month:%Y-%m}.csv"
        yield write_csv(path, EMAIL_HEADER, rows, EXCEL_UTF8)


def _write_suspensions(
    story: Story,
    folder: Path,
    letters: dict[str, pd.DataFrame],
    emails: dict[str, pd.DataFrame],
) -> Iterator[Path]:
    """Write the registers of suspensions, which are kept since the services were told to."""
    for name, number, requests, prefix, limit in (
        ("suspensions_courrier", LETTER_HEADER[0], letters, LETTER_PREFIX, 10),
        ("suspensions_courriels", EMAIL_HEADER[0], emails, EMAIL_PREFIX, 5),
    ):
        every = pd.concat(requests.values()).sort_values(["received", "site"], kind="stable")
        named = every.assign(identity=_identities(every, prefix))
        yield from write_suspensions(story, folder / f"{name}.csv", number, named, limit)


def _letter_rows(own: pd.DataFrame, known_at: date) -> list[Row]:
    words = ("À traiter", "Traité", "NPAI")
    return _rows(own, known_at, DAY, LETTER_PREFIX, words)


def _email_rows(own: pd.DataFrame, known_at: date) -> list[Row]:
    words = ("En cours", "Répondu", "Adresse en erreur")
    return _rows(own, known_at, MINUTE, EMAIL_PREFIX, words)


def _rows(
    own: pd.DataFrame, known_at: date, layout: str, prefix: str, words: tuple[str, str, str]
) -> list[Row]:
    """Return the cells of a register as it stood on a day."""
    running, treated, lost = words
    answered = as_known(own["answered"], known_at)
    acknowledged, ended = (
        [each or "-" for each in stamps(instants.to_numpy(), layout)]
        for instants in (as_known(own["acknowledged"], known_at), answered)
    )
    status = np.where(answered.isna(), running, treated)
    columns = (
        _identities(own, prefix),
        stamps(own["received"].to_numpy(), layout),
        stamps(as_known(own["registered"], known_at).to_numpy(), layout),
        own["site"].tolist(),
        own["service"].tolist(),
        own["nature"].map(NATURES).tolist(),
        [full_name(each) for each in own["person"]],
        acknowledged,
        ended,
        ended,
        own["reason"].tolist(),
        own["complete"].tolist(),
        np.where(own["chance"] < LOST, lost, status).tolist(),
    )
    return list(zip(*columns, strict=True))


def _identities(own: pd.DataFrame, prefix: str) -> list[str]:
    told = zip(own["received"], own["site"], own["number"], strict=True)
    return [f"{prefix}/{at:%Y}/{site[:3].upper()}{number:05d}" for at, site, number in told]
