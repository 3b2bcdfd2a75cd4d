"""``python -m tests.known_flaws``: known flaws of the pinned packages, where the network tells.

Without network nothing can be said: it is told, and nothing fails.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE_S = 120


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "flaws.json")
        command = [
            sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / "requirements.lock"),
            "--disable-pip", "--progress-spinner", "off", "--format", "json",
            "--output", str(told), "--timeout", "10",
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=PATIENCE_S, check=False)
        except subprocess.TimeoutExpired:
            return _not_done()
        return _tell(json.loads(told.read_text("utf-8"))) if told.exists() else _not_done()


def _tell(found: dict[str, list[dict[str, object]]]) -> int:
    flawed = [each for each in found["dependencies"] if each.get("vulns")]
    for each in flawed:
        names = ", ".join(str(flaw["id"]) for flaw in each["vulns"])
        print(f"{each['name']} {each['version']}: {names}")
    print(f"{len(found['dependencies'])} packages looked at, {len(flawed)} with a known flaw")
    return 1 if flawed else 0


def _not_done() -> int:
    print("known flaws: not looked for, the network does not answer")
    return 0


if __name__ == "__main__":
    sys.exit(main())
