"""Tables of the pages as workbooks: the cells of their CSV, and a sheet that explains."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from dashboard import access, wording
from dashboard.gateway.warehouse import data_as_of, timezone
from etl.domain.assessments import EVERYWHERE
from etl.domain.roles import Right
from etl.exports.xlsx import Cover, Sheet, workbook


def xlsx(
    title: str,
    frame: pd.DataFrame,
    told: Sequence[tuple[str, str]] = (),
    site: str = EVERYWHERE,
    at: datetime | None = None,
) -> bytes:
    """Return a table as a workbook dated of the last import, unless ``at`` says otherwise.

    ``told`` are names and texts of its first sheet; where cells are hidden, it says why.
    """
    access.require(Right.EXPORT)
    is_hidden = bool(frame.eq(wording.HIDDEN).any(axis=None))
    note = wording.HIDDEN_NOTE if is_hidden else ""
    lines = [*told, *([(wording.HIDDEN.capitalize(), note)] if note else [])]
    sheet = Sheet(title, frame, note=note)
    return workbook([sheet], Cover(title, lines, at or data_as_of()), timezone(site))
