"""Three figures of the demonstration, computed another way: plain Python, from the files.

Nothing of the product is imported, on purpose. Holidays, closures and opening hours are
written out by hand; files are read with the standard library; each contact is judged one at
a time. Indicators: 10a (calls answered), 17a (e-mails answered), 7b (visits).
"""

import csv
import io
import mailbox
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from tests.agreement.hand_calendar import PARIS, is_switchboard_open, last_day_in_time
from tests.agreement.plain_files import rows_of, sheet_rows

Key = tuple[str, str, date]
Figures = dict[Key, tuple[int, int]]
Contacts = dict[str, tuple[str, date, bool | None]]  # id -> site, month, kept (None: uncounted)

SITES = {"Cahors": "cahors", "Figeac": "figeac", "Gourdon": "gourdon"}
CALL_WORDS = {
    "Décroché": True, "Abandon": False, "Débordement": False, "Non décroché": False,
    # Heard while the switchboard is open, it is a call that nobody answered.
    "Message de fermeture": False, "Coupé par fermeture": False,
}  # fmt: skip
LOG_ENDS = {
    "CONNECT": True, "COMPLETECALLER": True, "COMPLETEAGENT": True, "ATTENDEDTRANSFER": True,
    "BLINDTRANSFER": True, "ABANDON": False, "EXITWITHTIMEOUT": False, "EXITEMPTY": False,
}  # fmt: skip
FORM = "formulaire-contact@lot.gouv.fr"


def figures(folder: Path, as_of: datetime) -> Figures:
    """Return met and counted by indicator, site and first day of month."""
    return {
        **_tallied("10a", _calls(folder)),
        **_tallied("17a", _mails(folder, as_of.astimezone(PARIS))),
        **_tallied("7b", _visits(folder)),
    }


def _tallied(indicator: str, contacts: Contacts) -> Figures:
    found: Figures = {}
    for site, month, kept in contacts.values():
        met, counted = found.get((indicator, site, month), (0, 0))
        if kept is not None:
            met, counted = met + kept, counted + 1
        found[indicator, site, month] = (met, counted)
    return found


# --- 10a: calls answered by an agent, of those that asked for one while it was open


def _calls(folder: Path) -> Contacts:
    contacts: Contacts = {}
    for path in sorted(folder.glob("queue_log-*")):
        contacts.update(_log_calls(path))
    for row in rows_of(folder, "appels_acd_*.csv"):
        _guarded(contacts, row, _acd_call)
    for path in sorted(folder.glob("3cx_*.csv")):
        contacts.update(_threecx_calls(path))
    return contacts


def _log_calls(path: Path) -> Contacts:
    began: dict[str, datetime] = {}
    ended: dict[str, bool] = {}
    for line in path.read_text("ascii").splitlines():
        fields = line.split("|")
        if len(fields) < 5 or fields[1] == "NONE":
            continue
        epoch, call, event = int(fields[0]), fields[1], fields[4]
        if event == "ENTERQUEUE":
            began.setdefault(call, datetime.fromtimestamp(epoch, PARIS))
        elif event in LOG_ENDS:
            # A caller whom an agent answered was answered, whatever became of a transfer.
            ended[call] = ended.get(call, False) or LOG_ENDS[event]
    return {
        f"log {call}": (
            "cahors",
            _month(at),
            ended.get(call) if is_switchboard_open("cahors", at) else None,
        )
        for call, at in began.items()
    }


def _acd_call(row: dict[str, str]) -> tuple[str, tuple[str, date, bool | None]]:
    site, at = SITES[row["Site"]], _instant(row["Date"], "%d/%m/%Y %H:%M:%S")
    if float(row["Attente (s)"]) < 0 or float(row["Durée (s)"]) < 0:
        raise ValueError("a negative span")
    answered = CALL_WORDS[row["Issue"]]
    return f"acd {row['N° appel']}", (
        site,
        _month(at),
        answered if is_switchboard_open(site, at) else None,
    )


def _threecx_calls(path: Path) -> Contacts:
    """Read records of 27 fields: 3 start, 9 from, 10 to, 12 what the queue did."""
    contacts: Contacts = {}
    for cells in csv.reader(io.StringIO(path.read_text("utf-8-sig"))):
        if len(cells) != 27 or cells[9] != "10000":
            continue
        at = _instant(cells[3], "%Y/%m/%d %H:%M:%S")
        kept = cells[12] == "ReplacedDst" if is_switchboard_open("figeac", at) else None
        contacts[f"3cx {cells[0]} {cells[1]}"] = ("figeac", _month(at), kept)
    return contacts


# --- 17a: e-mails of information or complaint answered within five working days


def _mails(folder: Path, as_of: datetime) -> Contacts:
    contacts: Contacts = {}
    for path in sorted(folder.glob("courriels_*.mbox")):
        contacts.update(_mailbox(path, as_of))
    pauses = _suspensions(folder, as_of)
    for row in rows_of(folder, "registre_courriels_*.csv"):
        own = pauses.get(row["N° courriel"], [])
        _guarded(contacts, row, lambda row, own=own: _registered_mail(row, as_of, own))
    for row in rows_of(folder, "reclamations_*.csv"):
        if row["Canal"] in ("Formulaire", "Courriel"):
            _guarded(contacts, row, lambda row: _complaint(row, as_of))
    return contacts


def _suspensions(folder: Path, as_of: datetime) -> dict[str, list[tuple[date, date]]]:
    """Return the days on which the clock of a registered e-mail stopped, and went on."""
    found: dict[str, list[tuple[date, date]]] = {}
    for row in rows_of(folder, "suspensions_courriels.csv"):
        over = row["Repris le"]
        end = as_of if over in ("", "-") else _instant(over, "%d/%m/%Y %H:%M")
        begin = _instant(row["Suspendu le"], "%d/%m/%Y %H:%M")
        if begin <= as_of:
            days = (begin.date(), min(end, as_of).date())
            found.setdefault(row["N° courriel"], []).append(days)
    return found


def _registered_mail(
    row: dict[str, str], as_of: datetime, pauses: list[tuple[date, date]]
) -> tuple[str, tuple[str, date, bool | None]]:
    nature = {
        "Demande d'information": True, "Réclamation": True, "Dossier individuel": False,
        "Autre": False,
    }[row["Nature"]]  # fmt: skip
    reachable = {
        "En cours": True,
        "Répondu": True,
        "Adresse en erreur": False,
        "Doublon": False,
    }
    read = [
        _instant(row[name], "%d/%m/%Y %H:%M") if row[name] not in ("", "-") else None
        for name in ("Reçu le", "Réponse envoyée le", "Enregistré le", "AR envoyé le")
    ]
    received, answered = read[0], read[1]
    if received is None:
        raise ValueError("no receipt")
    is_counted = reachable[row["Statut"]] and nature
    kept = _in_time(received, answered, as_of, pauses) if is_counted else None
    return f"register {row['N° courriel']}", (SITES[row["Site"]], _month(received), kept)


def _complaint(
    row: dict[str, str], as_of: datetime
) -> tuple[str, tuple[str, date, bool | None]]:
    received = _instant(row["Reçue le"], "%d/%m/%Y %H:%M")
    text = row["Répondue le"]
    answered = None if text in ("", "-") else _instant(text, "%d/%m/%Y %H:%M")
    reachable = row["Statut"] in ("En cours", "Répondue")
    kept = _in_time(received, answered, as_of) if reachable else None
    return f"complaint {row['N° réclamation']}", (SITES[row["Site"]], _month(received), kept)


def _mailbox(path: Path, as_of: datetime) -> Contacts:
    contacts: Contacts = {}
    for identifier, subject, received, answered in requests_of(path):
        counted = subject and not re.search(r"dossier n°|titre de séjour n°", subject)
        kept = _in_time(received, answered, as_of) if counted else None
        contacts[f"mail {identifier}"] = ("cahors", _month(received), kept)
    return contacts


def requests_of(path: Path) -> Iterator[tuple[str, str, datetime, datetime | None]]:
    """Yield the requests of a mailbox: identifier, subject, when received, when answered.

    The subject of one whose answer could reach nobody is empty.
    """
    messages = {each["Message-ID"]: each for each in reversed(list(mailbox.mbox(path)))}
    answers: dict[str, tuple[str, datetime]] = {}
    returned: set[str] = set()
    for identifier, message in messages.items():
        if message.get_content_type() == "multipart/report":
            returned |= set(re.findall(r"Message-ID: (<[^>]+>)", message.as_string()))
        elif _is_ours(message) and not message["Auto-Submitted"]:
            answers[message["In-Reply-To"]] = (identifier, sent(message))
    for identifier, message in messages.items():
        if _asks(message):
            answer, answered = answers.get(identifier, ("", None))
            subject = str(make_header(decode_header(message["Subject"]))).lower()
            is_returned = bool({identifier, answer} & (returned - {""}))
            yield identifier, "" if is_returned else subject, sent(message), answered


def _is_ours(message: Message) -> bool:
    address = parseaddr(message["From"])[1]
    return address.endswith("@lot.gouv.fr") and address != FORM


def _asks(message: Message) -> bool:
    """Say whether a message is a request: from a person, to us, in reply to nothing."""
    machine = message["Auto-Submitted"] or message["List-Unsubscribe"]
    return not (machine or message["In-Reply-To"] or _is_ours(message))


def sent(message: Message) -> datetime:
    return parsedate_to_datetime(message["Date"]).astimezone(PARIS)


def _in_time(
    received: datetime,
    answered: datetime | None,
    as_of: datetime,
    pauses: Sequence[tuple[date, date]] = (),
) -> bool | None:
    """Say whether a request kept its five working days; ``None`` while they run."""
    day = last_day_in_time(received.date(), 5, pauses)
    known = answered if answered and answered <= as_of else None
    if known is None:
        return False if as_of.date() > day else None
    return None if known < received else known.date() <= day


# --- 7b: visits received within twenty minutes, ten after the hour of an appointment


def _visits(folder: Path) -> Contacts:
    contacts: Contacts = {}
    for row in rows_of(folder, "file_attente_*.csv"):
        if row["Guichet"] != "Point numérique":
            _guarded(contacts, row, _ticket)
    for path in sorted(folder.glob("rendez_vous_*.xlsx")):
        for row in sheet_rows(path):
            _guarded(contacts, row, _appointment)
    return contacts


def _ticket(row: dict[str, str]) -> tuple[str, tuple[str, date, bool | None]]:
    if row["Guichet"] != "Accueil":
        raise ValueError("another desk")
    clock = {
        name: _instant(f"{row['Date']} {row[name]}", "%d/%m/%Y %H:%M:%S") if row[name] else None
        for name in ("Heure édition", "Heure appel", "Heure fin", "Heure RDV")
    }
    arrived, hour = clock["Heure édition"], clock["Heure RDV"]
    issue = {"Servi": 1, "Réorienté": 1, "Parti": 0, "Absent": None}[row["Issue"]]
    if arrived is None:
        raise ValueError("no arrival")
    booked = row["RDV"] == "Oui"
    kept = None
    if issue is not None:
        kept = _received(
            arrived, hour if booked else None, clock["Heure appel"], clock["Heure fin"]
        )
    name = f"ticket {row['Site']} {row['Date']} {row['N° ticket']}"
    return name, (SITES[row["Site"]], _month(arrived), kept)


def _appointment(row: dict[str, str]) -> tuple[str, tuple[str, date, bool | None]]:
    hour = _instant(row["Rendez-vous le"], "%d/%m/%Y %H:%M")
    arrived, called = (
        _instant(row[name], "%d/%m/%Y %H:%M") if row.get(name) else None
        for name in ("Arrivée", "Appel")
    )
    came = {"Honoré": True, "Réorienté": True, "Absent": False}[row["Issue"]]
    kept = _received(arrived or hour, hour, called, None) if came else None
    return f"appointment {row['Réf. RDV']}", (SITES[row["Site"]], _month(arrived or hour), kept)


def _received(
    arrived: datetime, hour: datetime | None, called: datetime | None, left: datetime | None
) -> bool | None:
    """Say whether a visitor was received in time; ``None`` where it cannot be told."""
    limit = timedelta(minutes=20 if hour is None else 10)
    start = max(arrived, hour) if hour else arrived
    end = called or left
    if end is None or end < arrived:
        return None
    if called is None:
        return None if end - start <= limit else False
    return called - start <= limit


# --- common


def _guarded(
    contacts: Contacts,
    row: dict[str, str],
    judge: Callable[[dict[str, str]], tuple[str, tuple[str, date, bool | None]]],
) -> None:
    """Add one contact; a row that has an unknown word or an impossible date is left out."""
    try:
        identifier, contact = judge(row)
    except (KeyError, ValueError):
        return
    contacts[identifier] = contact


def _instant(text: str, layout: str) -> datetime:
    return datetime.strptime(text, layout).replace(tzinfo=PARIS)


def _month(at: datetime) -> date:
    return at.date().replace(day=1)
