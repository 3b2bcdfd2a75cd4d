"""The registers of the demonstration tell a story, written by the operations of a person."""

from collections import Counter
from datetime import UTC, datetime

from etl.audit.evidence import state_on
from etl.audit.plan import is_late
from etl.cli import main
from etl.domain.actions import ActionState
from etl.pipeline.demonstrating import demonstrate_registers
from etl.pipeline.evidence import evidence_entries, evidence_file
from etl.pipeline.plans import action_entries, finding_entries
from etl.store.ledger import verify
from tests.pipeline import folders

AT = datetime(2026, 7, 20, 8, tzinfo=UTC)


def test_some_pieces_are_validated_some_expired_and_an_action_is_late(tmp_path):
    warehouse = folders.warehouse(tmp_path)
    demonstrate_registers(warehouse, AT)
    held = evidence_entries(warehouse)
    states = Counter(state_on(each.content, AT.date()).value for each in held)
    assert states["validated"] > 50
    assert states["expired"] == 2 and states["rejected"] == 1
    assert states["deposited"] + states["reviewed"] == 3
    assert evidence_file(warehouse, held[0].content).startswith(b"%PDF-")
    actions = [each.content for each in action_entries(warehouse)]
    assert [is_late(each, AT.date()) for each in actions].count(True) == 1
    assert {each.state for each in actions} >= {ActionState.CLOSED, ActionState.CHECKING}
    with warehouse.store.reading() as connection:
        assert verify(connection) == []
    demonstrate_registers(warehouse, AT)
    assert len(evidence_entries(warehouse)) == len(held)
    assert len(finding_entries(warehouse)) == 6
    warehouse.store.dispose()


def test_the_commands_deposit_review_find_act_and_check(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("QUALITY_DATABASE_URL", f"sqlite:///{tmp_path}/quality.db")
    monkeypatch.setenv("QUALITY_LOCAL", str(tmp_path))
    monkeypatch.setenv("QUALITY_DECLARATIONS", str(folders.DATA))
    piece = tmp_path / "bilan.pdf"
    piece.write_bytes(b"%PDF-1.7\n")
    told = ("--engagement", "10", "--piece", "Publication des résultats")
    runs = (
        (0, "preuve", "add", str(piece), *told, "--responsable", "Accueil", "--par", "Accueil"),
        (30, "preuve", "review", "1", "--avis", "valider", "--par", "accueil"),
        (0, "preuve", "review", "1", "--avis", "valider", "--par", "Cabinet"),
        (2, "preuve", "review", "1", "--avis", "peut-être"),
        (0, "preuve", "get", "1", "--vers", str(tmp_path / "rendu")),
        (0, "preuve", "history", "1"),
        (0, "constat", "add", "Appels perdus", "--constat", "20 %", "--engagement", "10",
         "--nature", "non-conformité mineure"),
        (0, "action", "add", "Renfort", "--constat", "1", "--cause", "Absences",
         "--pilote", "Accueil", "--echeance", "01/01/2020"),
        (33, "action", "step", "1", "--etape", "solder"),
        (0, "action", "list"),
        (33, "constat", "close", "1"),
        (2, "sample", "draw", "17a", "--periode", "mars", "--graine", "a"),
        (34, "sample", "draw", "17a", "--periode", "2026-03", "--graine", "a"),
        (0, "applicabilite", "list"),
        (6, "audit", "check", "--details"),
    )  # fmt: skip
    for code, *words in runs:
        assert main(words) == code, words
    said = capsys.readouterr().out
    assert "Action en retard\u00a0: 1 sur 1" in said
    assert (tmp_path / "rendu" / "bilan.pdf").read_bytes() == b"%PDF-1.7\n"
