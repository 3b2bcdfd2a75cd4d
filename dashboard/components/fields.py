"""What visitors write in forms, read as values."""

from datetime import date, datetime


def day_of(text: str) -> date | None:
    """Return the day that a text names as « 03/03/2025 »; ``None`` for any other text."""
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()
    except ValueError:
        return None
