"""Two prefectures that differ only by what came in from Cahors: a secret, for the others."""

import shutil
from pathlib import Path

from etl.pipeline import assess, ingest_paths, open_warehouse
from tests.pages import warehouses

# What no visitor of Figeac may ever read, wherever it is shown.
SECRET = "Confidence-de-Cahors"
OWN = "Merci-de-Figeac"

TICKETS = (
    "N° ticket;Date;Site;Guichet;Service;RDV;Heure RDV;Heure édition;Heure appel;Heure fin;"
    "Issue;Motif;Démarche menée à terme"
)
LETTERS = (
    "N° d'enregistrement;Arrivé le;Enregistré le;Site;Service;Nature;Expéditeur;"
    "Accusé de réception le;Répondu le;Clos le;Motif;Fiche complète;Suite"
)
EVENTS = (
    "N° évènement;Premier jour;Dernier jour;Site;Portée;Nature;Intitulé;Signalé par;Pièce;"
    "Limites de variation;Indicateurs concernés"
)
SURVEY = (
    '"ID de la réponse";"Date de soumission";"Dernière page";"Langue de départ";'
    '"Tête de série";"Site";"Êtes-vous satisfait de l\'amabilité de nos agents ?";'
    '"Par quel moyen nous avez-vous joints ? [Téléphone]";'
    '"Par quel moyen nous avez-vous joints ? [Guichet]";'
    '"Souhaitez-vous ajouter un commentaire ?";"Durée pour la question: Q1"'
)
GRID = (
    "Campagne;N° courriel mystère;Envoyé le;Site;Service;Scénario;Accusé de réception;"
    "Réponse reçue;Réponse dans le délai;Réponse exacte;Politesse;Formules de politesse;"
    "Commentaire"
)


def _texts(place: str, mark: str) -> dict[str, list[str]]:
    """Return rows of every kind about one place, by the name of their file."""
    calls = "N° appel;Site;Date;Attente (s);Durée (s);Issue;File;Numéro appelant;Transfert"
    return {
        "tickets": [
            TICKETS,
            *(
                f"{place[0]}{number};{number % 28 + 1:02d}/03/2025;{place};Accueil;Titres;Non;;"
                f"09:00:10;09:{10 + number % 40}:40;09:55:00;Servi;{mark};"
                for number in range(12)
            ),
        ],
        "courriers": [
            LETTERS,
            *(
                f"{mark}/{number};{number % 28 + 1:02d}/03/2025;{number % 28 + 1:02d}/03/2025;"
                f"{place};Accueil général;Demande d'information;Mme Exemple;-;-;-;{mark};Oui;"
                "À traiter"
                for number in range(9)
            ),
        ],
        "appels": [
            calls,
            *(
                f"{mark}-{number};{place};{number % 28 + 1:02d}/03/2025 09:{number:02d}:00;"
                f"{number};60;{'Abandon' if number % 3 else 'Décroché'};general;0199000001;-"
                for number in range(15)
            ),
            # A row that is refused: the quarantine keeps its values.
            f"{mark}-x;{place};{mark};1;60;Décroché;general;0199000001;-",
        ],
        "evenements": [
            EVENTS,
            f"{mark};05/03/2025;06/03/2025;{place};Ce site;Grève;{mark};Moi;-;-;-",
        ],
        "mystere": [
            GRID,
            *(
                f"{mark};{number};1{number}/03/2025 10:00;{place};Accueil général;"
                "Renseignement général;Oui;Oui;Oui;Non;;Oui;x"
                for number in range(3)
            ),
        ],
        "enquete": [
            SURVEY,
            *(
                f'"{place[0]}{number}";"2025-03-1{number} 11:00:00";"3";"fr";"1";"{place}";'
                f'"Satisfait";"Non";"Oui";"{mark}, merci";"12"'
                for number in range(8)
            ),
        ],
    }


def _send(folder: Path, place: str, mark: str) -> Path:
    sent = folder / f"envois-{place.lower()}"
    sent.mkdir()
    for name, rows in _texts(place, mark).items():
        (sent / f"{mark}-{name}.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return sent


def build_open(folder: Path, full: Path) -> Path:
    """Fill a prefecture that has all the samples with what Figeac sends."""
    shutil.copytree(full, folder, dirs_exist_ok=True)
    return _filled(folder, _send(folder, "Figeac", OWN))


def build_secret(folder: Path, known: Path) -> Path:
    """Fill a copy of the first prefecture with what Cahors sends after it."""
    shutil.copytree(known, folder, dirs_exist_ok=True)
    return _filled(folder, _send(folder, "Cahors", SECRET))


def _filled(folder: Path, sent: Path) -> Path:
    warehouse = open_warehouse(warehouses.settings(folder))
    reports = ingest_paths(warehouse, [sent], warehouses.AT)
    assert all(each.saved is not None for each in reports), reports
    assess(warehouse, warehouses.AT)
    warehouse.store.dispose()
    return folder
