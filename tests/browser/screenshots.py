"""``python -m tests.browser.screenshots FOLDER``: a picture of each page, full and empty."""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from etl.config import load_settings
from etl.pipeline import open_warehouse
from tests.browser import serving
from tests.pages import warehouses

VIEWS = {
    "wide": (serving.WIDE, "light"),
    "dark": (serving.WIDE, "dark"),
    "narrow": (serving.NARROW, "light"),
}
# A page of Streamlit scrolls inside: the window is made as tall as its content.
CONTENT_HEIGHT = "() => document.querySelector('.stMainBlockContainer').scrollHeight"
TALLEST = 9000


def picture(browser: Browser, address: str, view: str, file: Path) -> None:
    (width, height), scheme = VIEWS[view]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale="fr-FR"
    )
    page = context.new_page()
    page.goto(address)
    serving.settle(page)
    page.wait_for_timeout(1500)
    tall = min(max(page.evaluate(CONTENT_HEIGHT), height), TALLEST)
    page.set_viewport_size({"width": width, "height": tall})
    page.wait_for_timeout(700)
    page.screenshot(path=file)
    context.close()


def shoot(browser: Browser, variables: dict[str, str], state: str, folder: Path) -> None:
    with serving.server(variables) as address:
        for name, path in serving.PAGES.items():
            for view in VIEWS:
                picture(browser, address + path, view, folder / f"{name}-{state}-{view}.png")


def main(folder: Path) -> None:
    """Show the warehouse of the settings if it is filled, else that of the samples."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as samples:
        warehouses.build_empty(Path(empty))
        own = dict(os.environ)
        if not open_warehouse(load_settings(Path("quality.toml"))).is_filled():
            own = warehouses.variables(warehouses.build_full(Path(samples)))
        with serving.browser() as browser:
            shoot(browser, own, "full", folder)
            shoot(browser, warehouses.variables(Path(empty)), "empty", folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
