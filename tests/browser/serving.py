"""The dashboard's own server on a free port, and a Chromium to visit it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from dashboard.components.tour import COOKIE
from tests.pages.warehouses import ROOT

PAGES = {
    "overview": "/",
    "engagement": "/engagement?numero=17",
    "compare": "/comparer",
    "telephone": "/telephone",
    "mails": "/courriels",
    "reception": "/accueil",
    "mystery": "/mysteres",
    "satisfaction": "/satisfaction",
    "emergency": "/urgence",
    "events": "/evenements",
    "describing": "/decrire",
    "imports": "/imports",
    "expected_files": "/fichiers-attendus",
    "actions": "/actions",
    "audit": "/audit",
    "evidence": "/preuves",
    "documents": "/documents",
    "editions": "/editions",
    "acts": "/journal",
    "method": "/methode",
    "people": "/acces",
    "news": "/nouveautes",
    "accessibility": "/accessibilite",
}
SETTLED = '.stApp[data-test-script-state="notRunning"]'
# Nothing is fading, sliding or waiting to; what turns for ever (a spinner) does not count.
STILL = """() => document.getAnimations().every((each) => each.playState !== "running"
    || each.effect.getComputedTiming().iterations === Infinity)"""
WIDE, NARROW = (1360, 900), (360, 800)
PATIENCE_S = 60


def chromium_path() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox"]
        )
        yield opened
        opened.close()


@contextmanager
def server(variables: dict[str, str], port: int = 0, log: Path | None = None) -> Iterator[str]:
    """Serve the dashboard in an environment, which speaks to ``log``; yield its address."""
    port = port or free_port()
    command = [sys.executable, "-m", "dashboard", "--port", str(port)]
    with Path(log or os.devnull).open("ab") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | variables, stdout=said, stderr=said
        )
    try:
        wait_for(process, f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def newcomer(
    chromium: Browser, address: str, size: tuple[int, int] = WIDE, scheme: str = "light"
) -> BrowserContext:
    """Return an English browser of its own; who was here before is not shown around."""
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        locale="en-US",
    )
    context.add_cookies([{"name": COOKIE, "value": "vue", "url": address}])
    return context


def settle(page: Page) -> None:
    """Wait until the script has run and nothing is fading in any more."""
    page.wait_for_selector(SETTLED, timeout=PATIENCE_S * 1000)
    page.wait_for_selector(".stMain h1", timeout=PATIENCE_S * 1000)
    page.wait_for_selector('[data-stale="true"]', state="detached")
    page.wait_for_selector('[data-testid="stSkeleton"]', state="detached")
    for _ in range(2):
        # What fades in begins a moment after it is drawn: still twice is still.
        page.wait_for_timeout(150)
        page.wait_for_function(STILL, timeout=PATIENCE_S * 1000)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(process: subprocess.Popen[bytes], health: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the dashboard ended with code {process.returncode}")
        try:
            with urllib.request.urlopen(health, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError("the dashboard did not answer in time")
