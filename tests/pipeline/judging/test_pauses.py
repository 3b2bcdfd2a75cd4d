"""Pauses: waiting for the visitor stops the clock, from the register to the figure."""

import json

import pytest

from etl.domain.periods import Period
from etl.pipeline import cases, undo
from etl.pipeline.annotations import annotations
from etl.store.quarantine import load_rejections
from tests.pipeline import folders
from tests.pipeline.prefecture import LETTERS, MAILS, letter, local, mail

AT = local("2025-04-10T08:00")
PAUSES = "N° suspension;N° d'enregistrement;Suspendu le;Repris le;Motif;Décidée par;Site"
MAIL_PAUSES = PAUSES.replace("N° d'enregistrement", "N° courriel")
MARCH = Period(local("2025-03-01T00:00").date())


def pause(number: str, about: str, begun: str, over: str = "-", by="Bureau du courrier") -> str:
    return f"{number};{about};{begun};{over};Pièce manquante;{by};Cahors"


# Five working days from Monday 3 March end on the 10th; two days of pause, on the 12th.
LATE = mail("M1", "03/03/2025 09:00", "12/03/2025 09:00")
TOO_LATE = mail("M2", "03/03/2025 09:00", "13/03/2025 09:00")
IN_TIME = mail("M3", "03/03/2025 09:00", "05/03/2025 09:00")
OPEN = mail("M4", "03/03/2025 09:00")
TWO_DAYS = ("05/03/2025 10:00", "07/03/2025 09:00")


def sent(prefecture, *pauses: str, mails=(LATE, TOO_LATE, IN_TIME)):
    prefecture.send("courriels.csv", MAILS, mails, AT)
    prefecture.assess(AT)
    prefecture.send("suspensions.csv", MAIL_PAUSES, pauses, AT)
    return prefecture


def counts(finding) -> tuple[int, ...]:
    return tuple(int(finding[name]) for name in ("met", "missed", "pending", "saved", "held"))


def at_once(prefecture):
    prefecture.assess(AT)
    return counts(prefecture.finding("17a", "2025-03"))


def test_a_pause_saves_a_case_and_the_figure_says_how_many(prefecture):
    sent(prefecture, pause("S1", "M1", *TWO_DAYS), pause("S2", "M2", *TWO_DAYS))
    assert counts(prefecture.finding("17a", "2025-03")) == (1, 2, 0, 0, 0)
    assert at_once(prefecture) == (2, 1, 0, 1, 0)
    assert counts(prefecture.finding("17a", "2025")) == (2, 1, 0, 1, 0)
    # The acknowledgement does not wait for the visitor.
    assert prefecture.finding("17d", "2025-03")["saved"] == 0


def test_a_pause_that_lasts_keeps_a_request_pending(prefecture):
    sent(prefecture, pause("S1", "M4", "05/03/2025 10:00"), mails=[OPEN])
    assert at_once(prefecture) == (0, 0, 1, 0, 1)
    stock = prefecture.finding("17c_retard", "2025-03")
    assert (stock["missed"], stock["held"]) == (0, 1)


def test_only_the_month_of_the_request_is_assessed_again(prefecture):
    sent(prefecture, pause("S1", "M1", "02/04/2025 10:00", "03/04/2025 10:00"))
    work = prefecture.work(AT)
    found = {month: codes for (data, site, month), codes in work.items() if data == "mails"}
    assert "17a" in found["2025-03"]
    assert set(found) <= {"2025-03", "2025-04"}


def test_the_imports_of_pauses_are_behind_the_figure_and_can_be_undone(prefecture):
    sent(prefecture, pause("S1", "M1", *TWO_DAYS))
    assert at_once(prefecture)[0] == 2
    assert json.loads(prefecture.finding("17a", "2025-03")["import_ids"]) == [1, 2]
    undo(prefecture.warehouse, 2, AT, "responsable qualité", "erreur de fichier")
    assert at_once(prefecture) == (1, 2, 0, 0, 0)


def test_a_corrected_pause_corrects_the_figure(prefecture):
    sent(prefecture, pause("S1", "M1", *TWO_DAYS))
    assert at_once(prefecture)[0] == 2
    shorter = pause("S1", "M1", "05/03/2025 10:00", "05/03/2025 17:00")
    prefecture.send("rectificatif.csv", MAIL_PAUSES, [shorter], AT)
    assert at_once(prefecture)[0] == 1


def test_a_pause_of_the_register_of_letters_is_not_about_an_email_of_that_number(prefecture):
    prefecture.send("courriels.csv", MAILS, [LATE], AT)
    prefecture.send("suspensions.csv", PAUSES, [pause("S1", "M1", *TWO_DAYS)], AT)
    assert at_once(prefecture) == (0, 1, 0, 0, 0)


def test_letters_have_their_own_register_of_pauses(prefecture):
    prefecture.send("courrier.csv", LETTERS, [letter("L1", "03/03/2025", "19/03/2025")], AT)
    prefecture.send("suspensions.csv", PAUSES, [pause("S1", "L1", *TWO_DAYS)], AT)
    prefecture.assess(AT)
    assert counts(prefecture.finding("17b", "2025-03")) == (1, 0, 0, 1, 0)


def test_an_indicator_may_declare_that_its_clock_never_stops(declared, opened):
    folders.change(
        declared,
        "engagements/e17-*.toml",
        'where = { channel = ["email", "form"]',
        'parameters = { pauses = false }\nwhere = { channel = ["email", "form"]',
    )
    prefecture = sent(opened(), pause("S1", "M1", *TWO_DAYS))
    assert at_once(prefecture) == (1, 2, 0, 0, 0)
    found = cases(prefecture.warehouse, "17a", ("cahors",), MARCH, AT)
    assert found["value"].tolist() == found["gross"].tolist() == [7, 8, 2]


def test_cases_have_both_delays_and_what_they_overran(prefecture):
    sent(prefecture, pause("S1", "M1", *TWO_DAYS), pause("S2", "M2", *TWO_DAYS))
    prefecture.assess(AT)
    found = cases(prefecture.warehouse, "17a", ("cahors",), MARCH, AT)
    rows = found.sort_values("answered_at")[["value", "gross", "spared", "overrun"]]
    shown = rows.astype("object").where(rows.notna(), None).values.tolist()
    assert shown == [[2, 2, False, None], [5, 7, True, None], [6, 8, False, 1]]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (pause("S1", "", *TWO_DAYS), "about"),
        (pause("S1", "M1", *TWO_DAYS).replace("Pièce manquante", ""), "reason"),
        (pause("S1", "M1", *TWO_DAYS, by=""), "author"),
        (pause("S1", "M1", TWO_DAYS[1], TWO_DAYS[0]), "done_at"),
        (pause("S1", "M1", *TWO_DAYS, by="Mme Exemple"), "author"),
    ],
)
def test_a_pause_without_request_reason_or_author_is_refused(prefecture, row, column):
    good = pause("S0", "M1", *TWO_DAYS)
    report = prefecture.send("suspensions.csv", MAIL_PAUSES, [good, row], AT)
    assert (report.records, report.saved.rejected) == (2, 1)
    with prefecture.warehouse.store.reading() as connection:
        refused = load_rejections(connection)
    assert set(refused["column"]) == {column}
    assert not refused["value"].fillna("").str.contains("Exemple").any()


def test_a_pause_is_no_annotation_of_the_charts(prefecture):
    sent(prefecture, pause("S1", "M1", *TWO_DAYS))
    assert annotations(prefecture.warehouse) == ()
