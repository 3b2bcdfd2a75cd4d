"""One small edition, validated, with its pack: built once for the whole run."""

import pickle
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from etl.definitions.publications import load_publications
from etl.domain.applicability import Decision
from etl.domain.editions import Act
from etl.domain.periods import parse_period
from etl.domain.registers import Signature
from etl.domain.samples import CheckResult
from etl.exports.dossiers import dossier_of, published
from etl.pipeline import Warehouse, editions
from etl.pipeline.applicability import decide
from etl.pipeline.draws import Draw, check_case, draw_sample
from etl.pipeline.evidence import Deposit, deposit_file, expected_piece
from etl.pipeline.packing import Pack, audit_pack
from tests.pages import warehouses
from tests.pipeline import folders
from tests.pipeline.prefecture import (
    CALLS,
    LETTERS,
    MAILS,
    Prefecture,
    calls,
    letter,
    local,
    mail,
)

# A clock tells microseconds; the instant that a document bears has none.
TICK = timedelta(microseconds=402_415)
AT, LATER = local("2025-04-20T08:00") + TICK, local("2025-05-02T08:00")
SEED, DRAWN = "avril-2025", 6
FOUND = (CheckResult.AGREES, CheckResult.NOT_FOUND)
JANUARY = date(2025, 1, 1)
# What a hostile person would give as the name of a file.
HOSTILE = '=cmd|" -c calc"!A1 <b>é\u202e🙂.csv'


@dataclass(frozen=True)
class Closed:
    """The small prefecture, the number of its edition, and its pack."""

    warehouse: Warehouse
    folder: Path
    pack: Pack
    number: int = 1

    def dossier(self, site="*"):
        return dossier_of(editions.frozen(self.warehouse, self.number), site)

    def public(self, site="*"):
        return published(self.dossier(site))

    def words(self):
        return load_publications(folders.DATA, self.warehouse.declarations)


def _build(folder: Path) -> Path:
    warehouse = folders.warehouse(folder)
    prefecture = Prefecture(warehouse, folder)
    days = [
        local(f"2025-0{month}-0{day}T08:00").date() for month in (1, 2, 3) for day in (4, 5, 6)
    ]
    rows = [
        row for place, day in enumerate(days) for row in calls(day, "aaaal" * 8, first=place)
    ]
    prefecture.send("appels_janvier-mars.csv", CALLS, rows, AT)
    mails = [
        mail(f"M{n}", "03/03/2025 09:00", f"0{4 + n % 5}/03/2025 10:00") for n in range(40)
    ]
    mails += [mail("M98", "03/03/2025 09:00"), "M99;pas une date;;;;;;;;;;;"]
    prefecture.send(HOSTILE, MAILS, mails, AT)
    letters = [letter(f"L{n}", "04/03/2025 09:00", "06/03/2025 10:00") for n in range(3)]
    prefecture.send("courriers.csv", LETTERS, letters, AT)
    _write_registers(warehouse)
    own = editions.close(warehouse, parse_period("2025-T1"), Act("Claire Martin", AT, True))
    piece = expected_piece(warehouse, 10, "Relevés mensuels")
    deposit_file(
        warehouse,
        Deposit(10, piece.title, AT.date(), "Standard"),
        ("relevé =1+1.csv", b"Mois;Appels\n03;120\n"),
        Signature("claire", AT),
    )
    editions.validate(warehouse, own.number, Act("Hugo Petit", LATER))
    (folder / "pack.pickle").write_bytes(pickle.dumps(audit_pack(warehouse, folders.DATA, 1)))
    warehouse.store.dispose()
    return folder


def _write_registers(warehouse: Warehouse) -> None:
    """Decide what does not apply; draw a sample and check two of its cases."""
    signed = Signature("Cabinet d'audit", AT)
    decide(
        warehouse,
        Decision(9, False, JANUARY, "Pas de service le samedi", "Préfet", "figeac"),
        signed,
    )
    asked = Draw("10a", parse_period("2025-T1"), SEED, DRAWN)
    sample = draw_sample(warehouse, asked, signed)
    for each, result in zip(sample.content.cases, FOUND, strict=False):
        check_case(warehouse, sample, each.key, result, "relu à l'écran", signed)


@pytest.fixture(scope="session")
def closed(own_copy):
    folder = own_copy("edition", _build)
    warehouse = folders.warehouse(folder)
    yield Closed(warehouse, folder, pickle.loads((folder / "pack.pickle").read_bytes()))
    warehouse.store.dispose()


@pytest.fixture
def environment(closed, monkeypatch):
    """Make the dashboard read the same store."""
    for name, value in warehouses.variables(closed.folder).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("QUALITY_SECRET_KEY", folders.SECRET)
