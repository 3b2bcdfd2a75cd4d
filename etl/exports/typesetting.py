"""Templates and data to pages, by typst, in a process of their own."""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from etl.errors import DocumentError

HERE = Path(__file__).parent
FONTS, TEMPLATES = HERE / "fonts", HERE / "templates"
# Tagged (PDF/UA-1) and for the archive (PDF/A); only A-3 admits attached files.
WITH_ATTACHMENTS, WITHOUT = ("ua-1", "a-3a"), ("ua-1", "a-2a")
PATIENCE_S = 300


def typeset_pdf(
    template: str,
    data: object,
    at: datetime,
    images: Mapping[str, str] | None = None,
    attached: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the PDF of a template: the same data at the same instant give the same bytes.

    ``data`` is read by the template as ``data.json``; ``images`` are SVG files by name.
    Raise ``DocumentError`` with the words of the template where something does not fit.
    """
    files = {
        "main.typ": (TEMPLATES / template).read_bytes(),
        "theme.typ": (TEMPLATES / "theme.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
    }
    files |= {name: svg.encode() for name, svg in (images or {}).items()}
    files |= dict(attached or {})
    order = {
        "standards": WITH_ATTACHMENTS if attached else WITHOUT,
        "at": at.replace(microsecond=0).isoformat(),
    }
    return _compose(files, {"format": "pdf", **order})[0]


def pictures(drawings: Mapping[str, str]) -> dict[str, bytes]:
    """Return the PNG of each SVG drawing, at 200 dots an inch."""
    if not drawings:
        return {}
    names = sorted(drawings)
    source = "\n".join(
        [
            "#set page(width: auto, height: auto, margin: 0pt)",
            '#set text(font: "Source Sans 3")',
            "#pagebreak(weak: true)".join(
                f'\n#image("{place}.svg")\n' for place in range(len(names))
            ),
        ]
    )
    files = {f"{place}.svg": drawings[name].encode() for place, name in enumerate(names)}
    pages = _compose({"main.typ": source.encode(), **files}, {"format": "png"})
    return dict(zip(names, pages, strict=True))


def _compose(files: Mapping[str, bytes], order: Mapping[str, object]) -> list[bytes]:
    sent = {
        **order,
        "fonts": str(FONTS),
        "files": {name: base64.b64encode(data).decode() for name, data in files.items()},
    }
    done = subprocess.run(
        [sys.executable, "-I", str(HERE / "compositor.py")],
        input=json.dumps(sent),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    if done.returncode:
        raise DocumentError("la mise en page s'est interrompue")
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise DocumentError(answer["error"].removeprefix("assertion failed: "))
    return [base64.b64decode(page) for page in answer["pages"]]
