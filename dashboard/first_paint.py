"""What stands in the head of the page, so that nothing moves once the application comes."""

import re
from collections.abc import Iterable
from pathlib import Path

import streamlit as st

from dashboard import theme

FRAMEWORK = Path(st.__file__).parent / "static"
STATIC = FRAMEWORK / "static"
# What a first paint needs, and the framework asks for late: its headings and its icons, …
FONTS = ("SourceSerifVariable-Roman*.woff2", "MaterialSymbols-Rounded*.woff2")
# … and the scripts of what is on (nearly) every page, each with what it imports itself. Without
# them a page is first a pile of grey lines of one height, which jump apart as scripts come.
SCRIPTS = (
    "StreamlitMarkdown", "rehype-raw", "Html", "PageLink", "ButtonGroup", "Selectbox",
    "Checkbox", "Button", "DownloadButton", "Table",
)  # fmt: skip
IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.~-]+\.js)["']""")


def head(chosen_theme: str, index: str) -> str:
    """Return the fonts, the scripts and the style of the first paint, as HTML."""
    fonts = "".join(
        f'<link rel="preload" as="font" type="font/woff2" crossorigin '
        f'href="./static/media/{found.name}" />'
        for pattern in FONTS
        for found in (STATIC / "media").glob(pattern)
    )
    scripts = "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}" />'
        for name in early_scripts()
        if name not in index
    )
    sheets = (each.read_text("utf-8") for each in theme.style_sheets(chosen_theme))
    return f"{fonts}{scripts}<style>{' '.join(sheets)}</style>"


def early_scripts() -> list[str]:
    """Return the file names of the early scripts and of all that these import."""
    waiting = [found.name for stem in SCRIPTS for found in (STATIC / "js").glob(f"{stem}.*.js")]
    known: dict[str, None] = {}
    while waiting:
        name = waiting.pop(0)
        if name in known or not (STATIC / "js" / name).is_file():
            continue
        known[name] = None
        waiting += _imported(STATIC / "js" / name)
    return list(known)


def _imported(script: Path) -> Iterable[str]:
    return IMPORTED.findall(script.read_text("utf-8"))
