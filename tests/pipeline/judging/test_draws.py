"""A sample of real cases: traced to file and line, drawn again, checked, told of the whole."""

from datetime import date

import pytest

from etl.audit.draw import DrawError
from etl.domain.periods import Period, PeriodKind
from etl.domain.registers import Signature
from etl.domain.samples import CheckResult
from etl.errors import UsageError
from etl.pipeline.draws import (
    Draw,
    check_case,
    checks_of,
    draw_sample,
    is_drawn_again,
    sample_entries,
    tally,
)
from etl.pipeline.grids import grid_frame, sample_grid
from tests.pipeline.prefecture import MAILS, local, mail

AT = local("2026-05-04 09:00")
SIGNED = Signature("Auditeur", AT)
QUARTER = Period(date(2026, 1, 1), PeriodKind.QUARTER)
ASKED = Draw("17a", QUARTER, "2026", 6)


def one_mail(number):
    """Return one e-mail of a quarter; one in four is answered a month later."""
    month = 3 - number % 3
    late = number % 4 == 0
    return mail(
        f"M{number}",
        f"{number % 27 + 1:02d}/{month:02d}/2026",
        f"{number % 27 + 2 - late:02d}/{month + late:02d}/2026",
    )


@pytest.fixture
def filled(prefecture):
    rows = [one_mail(each) for each in range(40)]
    prefecture.send("registre_courriels.csv", MAILS, rows, AT)
    prefecture.assess(AT)
    prefecture.rows = rows
    return prefecture


def test_each_case_is_traced_to_its_file_and_line_and_to_its_stratum(filled):
    sample = draw_sample(filled.warehouse, ASKED, SIGNED).content
    assert len(sample.cases) == 6 and sample.population == 40
    for each in sample.cases:
        line = filled.rows[each.line - 2]
        day, month, year = line.split(";")[1].split("/")
        assert each.file_name == "registre_courriels.csv"
        assert each.month == f"{year}-{month}" and day
        assert each.stratum == f"{each.outcome} · cahors · {each.month}"
        assert len(each.key) == 16


def test_the_same_seed_draws_the_same_cases_whatever_the_order_of_the_file(
    filled, opened, tmp_path
):
    sample = draw_sample(filled.warehouse, ASKED, SIGNED).content
    assert is_drawn_again(filled.warehouse, sample)
    rows = [mail("M99", "05/03/2026", "06/03/2026"), *filled.rows[::-1]]
    filled.send("registre_courriels_2.csv", MAILS, rows[1:], AT)
    assert is_drawn_again(filled.warehouse, sample)


def test_checks_are_revised_never_overwritten_and_speak_of_the_whole(filled):
    entry = draw_sample(filled.warehouse, ASKED, SIGNED)
    keys = [each.key for each in entry.content.cases]
    for key in keys:
        check_case(filled.warehouse, entry, key, CheckResult.AGREES, "", SIGNED)
    remark = "Cachet du 3, rappeler Mme Durand au 06 12 34 56 78"
    check_case(filled.warehouse, entry, keys[0], CheckResult.DIFFERS, remark, SIGNED)
    found = checks_of(filled.warehouse, entry.number)
    assert found[keys[0]].revision == 2
    assert "Durand" not in found[keys[0]].content.remark
    told = tally(entry.content, [each.content for each in found.values()])
    assert (told.drawn, told.checked, told.discordant) == (6, 6, 1)
    assert grid_frame(filled.warehouse, entry)["Vérification"].tolist()[0] == "discordant"
    assert sample_grid(filled.warehouse, entry)[:2] == b"PK"


def test_what_cannot_be_drawn_or_checked_is_said_and_nothing_is_kept(filled):
    nothing = Draw("17a", Period(date(2020, 1, 1)), "2026", 6)
    with pytest.raises(DrawError, match="Aucun cas"):
        draw_sample(filled.warehouse, nothing, SIGNED)
    with pytest.raises(UsageError, match="Site inconnu"):
        draw_sample(filled.warehouse, Draw("17a", QUARTER, "2026", 6, "ailleurs"), SIGNED)
    with pytest.raises(UsageError):
        draw_sample(filled.warehouse, Draw("99z", QUARTER, "2026", 6), SIGNED)
    assert sample_entries(filled.warehouse) == []
    entry = draw_sample(filled.warehouse, ASKED, SIGNED)
    with pytest.raises(DrawError, match="pas dans"):
        check_case(filled.warehouse, entry, "0" * 16, CheckResult.AGREES, "", SIGNED)
