"""Calls, acknowledgements and messages of a month, computed another way: plain Python.

Nothing of the product is imported, on purpose. ``FIGURES`` is all that is recomputed by hand
of one month, all sites together; the three figures of ``independent`` are added by who asks.
"""

import mailbox
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from statistics import median

from tests.agreement import overview_by_hand
from tests.agreement.hand_calendar import FRIDAY, HOLIDAYS, PARIS, is_switchboard_open
from tests.agreement.hand_verdicts import Figure
from tests.agreement.independent import requests_of, sent
from tests.agreement.overview_by_hand import SITES, Month, added, instant, share

# --- calls: from the log of a switchboard and the exports of two others

# The fifth ring of a call.
PROMPT_S = 25


def calls(month: Month) -> Iterator[tuple[float, str]]:
    """Yield the wait of each call answered while it was open, and how its transfer ended."""
    yield from _logged(month)
    for row, at in month.rows("appels_acd_*.csv", "Date"):
        waited, talked = float(row["Attente (s)"]), float(row["Durée (s)"])
        is_sound = row["Issue"] == "Décroché" and min(waited, talked) >= 0
        if is_sound and is_switchboard_open(SITES[row["Site"]], at):
            yield waited, row["Transfert"]


def _logged(month: Month) -> Iterator[tuple[float, str]]:
    begun: dict[str, datetime] = {}
    waits: dict[str, float] = {}
    transfers: dict[str, str] = {}
    for epoch, call, event, datum in _events(month):
        if event == "ENTERQUEUE":
            begun.setdefault(call, datetime.fromtimestamp(epoch, PARIS))
        elif event == "CONNECT":
            waits.setdefault(call, float(datum))
        elif event == "ATTENDEDTRANSFER":
            transfers[call] = "Abouti" if datum == "BRIDGE" else "Échoué"
    for call, at in begun.items():
        in_month = month.first <= at.date() < added(month.first, 1)
        if in_month and call in waits and is_switchboard_open("cahors", at):
            yield waits[call], transfers.get(call, "-")


def _events(month: Month) -> Iterator[tuple[int, str, str, str]]:
    for path in sorted(month.folder.glob("queue_log-*")):
        for line in path.read_text("ascii").splitlines():
            fields = line.split("|")
            if len(fields) > 5:
                yield int(fields[0]), fields[1], fields[4], fields[5]


def transferred(month: Month) -> Figure:
    ends = [end for _, end in calls(month)]
    return share([each == "Abouti" for each in ends if each in ("Abouti", "Échoué")])


def prompt(month: Month) -> Figure:
    return share([wait <= PROMPT_S for wait, _ in calls(month)])


# --- acknowledgements: seven days by electronic mail, fourteen on paper; an answer is one

# Each register: its files, when received, acknowledged, answered, what is still a request.
REGISTERS = (
    ("registre_courrier_*.csv", "Arrivé le", "Accusé de réception le", "Répondu le", "Suite",
     ("À traiter", "Traité")),
    ("registre_courriels_*.csv", "Reçu le", "AR envoyé le", "Réponse envoyée le", "Statut",
     ("En cours", "Répondu")),
    ("reclamations_*.csv", "Reçue le", "AR envoyé le", "Répondue le", "Statut",
     ("En cours", "Répondue")),
)  # fmt: skip
ON_PAPER, OF_PEOPLE = ("Courrier", "Urne"), ("Demande d'information", "Réclamation")


def acknowledged(month: Month) -> Figure:
    kept = []
    for pattern, received, signed, answered, status, answerable in REGISTERS:
        for row, at in month.rows(pattern, received):
            if (
                row[status] not in answerable
                or row.get("Nature", "Réclamation") not in OF_PEOPLE
            ):
                continue
            on_paper = pattern.startswith("registre_courrier_") or row.get("Canal") in ON_PAPER
            signs = [instant(row[name]) for name in (signed, answered)]
            kept.append(_signed(at, signs, 14 if on_paper else 7, month.seen))
    kept += _of_mailbox(month)
    return share([each for each in kept if each is not None])


def _signed(
    received: datetime, signs: list[datetime | None], days: int, seen: datetime
) -> bool | None:
    last = received.date() + timedelta(days=days)
    known = [each for each in signs if each and each <= seen]
    if not known:
        return False if seen.date() > last else None
    return None if min(known) < received else min(known).date() <= last


def _of_mailbox(month: Month) -> list[bool | None]:
    """Judge the requests of a mailbox; of two exports of a month the later one is right."""
    kept: dict[str, bool | None] = {}
    for path in sorted(month.folder.glob(f"courriels_*_{month.first:%Y-%m}*.mbox")):
        signs = {
            each["In-Reply-To"]: sent(each).replace(tzinfo=None)
            for each in reversed(list(mailbox.mbox(path)))
            if str(each["Auto-Submitted"]) == "auto-replied" and "lot.gouv.fr" in each["From"]
        }
        for identifier, subject, received, answered in requests_of(path):
            named = "dossier n°" in subject or "titre de séjour n°" in subject
            told = answered.replace(tzinfo=None) if answered else None
            own = [signs.get(identifier), told]
            kept[identifier] = (
                _signed(received.replace(tzinfo=None), own, 7, month.seen)
                if subject and not named
                else None
            )
    return list(kept.values())


# --- social networks


def published_a_week(month: Month) -> Figure:
    """Return nothing measured where nothing was published."""
    count = sum(1 for _ in month.rows("publications_*.csv", "Publiée le"))
    days = (added(month.first, 1) - month.first).days
    return Figure(count * 7 / days if count else None, count)


def replied(month: Month) -> Figure:
    """Return the median of the working days to the reply, or so far where it is late."""
    spans = []
    for row, at in month.rows("messages_sociaux_*.csv", "Reçu le"):
        done = instant(row["Répondu le"])
        until = done if done and done <= month.seen else month.seen
        spent = _working_days(at.date(), until.date())
        if until >= at and (until is done or spent > 1):
            spans.append(spent)
    return Figure(median(spans) if spans else None, len(spans))


def _working_days(first: date, last: date) -> int:
    """Return how many working days follow the first day, up to the last."""
    days = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
    return sum(each.weekday() <= FRIDAY and each not in HOLIDAYS for each in days)


OWN: dict[str, Callable[[Month], Figure]] = {
    "5b": transferred,
    "10c": prompt,
    "17d": acknowledged,
    "19b_rythme": published_a_week,
    "19b_reponse": replied,
}
FIGURES = {**overview_by_hand.FIGURES, **OWN}
