"""Logs as text or as lines of JSON; of an error, its type and its place, never its message."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

JSON = "json"


def where(error: BaseException) -> str:
    """Return the type of an error and the place that raised it; a message may hold a value."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {place}"


class JsonLines(logging.Formatter):
    """One line an event: when (UTC), how grave, who says it, what."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            said["error"] = where(error)
        return json.dumps(said, ensure_ascii=False)


def configure(log_format: str) -> None:
    """Have all logs written as lines of JSON on the error stream, if that is asked."""
    if log_format != JSON:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in ("streamlit", "uvicorn", "uvicorn.error", "uvicorn.access"):
        own = logging.getLogger(name)
        own.handlers, own.propagate = [], True
    # Each step of a schema, and who asked for which address, are nobody's business.
    for name in ("alembic", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
