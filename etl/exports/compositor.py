"""The child process that sets pages: JSON in, JSON out, then its memory goes back.

It is run as a file, by itself (``python -I compositor.py``): typst keeps what it set for its
next documents, which a server that runs for months must not. It knows nothing of ours.
"""

import base64
import json
import sys
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
import typst


def compose(order: dict[str, Any]) -> dict[str, Any]:
    """Return the pages of an order, or what is wrong with it in ``error``."""
    files = {name: base64.b64decode(data) for name, data in order["files"].items()}
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[order["fonts"]]
    )
    options: dict[str, Any] = {"format": order["format"], "font_paths": fonts}
    if order["format"] == "pdf":
        options["pdf_standards"] = order["standards"]
        options["timestamp"] = datetime.fromisoformat(order["at"])
    else:
        options["ppi"] = 200.0
    try:
        made, warnings = typst.compile_with_warnings(files, **options)
    except typst.TypstError as error:
        return {"error": str(error.message)}
    if warnings:
        # A family that is not found is only a warning, and changes every page.
        return {"error": "; ".join(str(each.message) for each in warnings)}
    pages = made if isinstance(made, list) else [made]
    if order["format"] == "pdf":
        pages = [_with_row_headers(pages[0])]
    return {"pages": [base64.b64encode(page).decode() for page in pages]}


def _with_row_headers(pdf: bytes) -> bytes:
    """Return a PDF whose table rows begin with a header, as typst cannot yet say."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TBody":
                for row in item.K:
                    _head(row)
        document.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return out.getvalue()


def _head(row: pikepdf.Object) -> None:
    first = next((each for each in row.K if each.get("/S") == "/TD"), None)
    if first is not None:
        first.S = pikepdf.Name.TH
        first.A = pikepdf.Array(
            [pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)]
        )


if __name__ == "__main__":
    json.dump(compose(json.load(sys.stdin)), sys.stdout)
