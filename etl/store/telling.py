"""What a digest has told: kept with the data, so that a thing is told once."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from etl.domain.digest import Subject, subject_of
from etl.store.operation_tables import told


def load_told(connection: Connection) -> dict[Subject, str]:
    """Return the state of each subject when it was last told."""
    rows = connection.execute(select(told.c.subject, told.c.state))
    return {subject_of(subject): state for subject, state in rows}


def save_told(connection: Connection, states: Mapping[Subject, str], at: datetime) -> None:
    """Replace what was told; a subject that did not change keeps its instant."""
    since = {
        (subject_of(row.subject), row.state): row.since
        for row in connection.execute(select(told.c.subject, told.c.state, told.c.since))
    }
    connection.execute(delete(told))
    rows = [
        {
            "subject": str(subject),
            "state": state,
            "since": since.get((subject, state), at),
            "told_at": at,
        }
        for subject, state in sorted(states.items())
    ]
    if rows:
        connection.execute(insert(told), rows)
