"""A table that a visitor takes out of a page: the file, and a line in the journal of acts."""

from collections.abc import Sequence

import pandas as pd

from dashboard.gateway.acts import note_export
from dashboard.gateway.warehouse import csv
from dashboard.gateway.workbooks import xlsx
from etl.domain.assessments import EVERYWHERE


def table_csv(file_name: str, frame: pd.DataFrame, site: str = EVERYWHERE) -> bytes:
    """Return a shown table as a CSV; the journal tells who took which file."""
    content = csv(frame, site)
    note_export(file_name, site=site, rows=len(frame))
    return content


def table_xlsx(
    file_name: str,
    title: str,
    frame: pd.DataFrame,
    told: Sequence[tuple[str, str]],
    site: str = EVERYWHERE,
) -> bytes:
    """Return the same table as a workbook with a sheet that explains; it is told too."""
    content = xlsx(title, frame, told, site)
    note_export(file_name, site=site, rows=len(frame))
    return content
