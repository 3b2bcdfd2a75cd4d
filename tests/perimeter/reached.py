"""What the screens ask of the gateway, read in their source."""

import ast
import importlib
import inspect
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
GATEWAY = "dashboard.gateway"
SCREENS = (
    *sorted(ROOT.glob("dashboard/pages/*.py")),
    *sorted(ROOT.glob("dashboard/components/*.py")),
    ROOT / "dashboard" / "filters.py",
    ROOT / "dashboard" / "server.py",
    ROOT / "streamlit_app.py",
)


def reached_functions() -> dict[str, Callable[..., object]]:
    """Return the functions of the gateway that a screen names, by « module.name »."""
    found: dict[str, Callable[..., object]] = {}
    for path in SCREENS:
        for function in _functions_named_in(ast.parse(path.read_text("utf-8"))):
            module = function.__module__.removeprefix(f"{GATEWAY}.")
            found[f"{module}.{function.__name__}"] = function
    return dict(sorted(found.items()))


def _functions_named_in(tree: ast.Module) -> list[Callable[..., object]]:
    imported = dict(_imports(tree))
    named = [imported.get(each) for each in imported]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            named.append(getattr(imported.get(node.value.id), node.attr, None))
    return [each for each in named if _is_of_the_gateway(each)]


def _imports(tree: ast.Module) -> list[tuple[str, object]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dashboard"):
            module = importlib.import_module(str(node.module))
            for each in node.names:
                whole = f"{node.module}.{each.name}"
                told = getattr(module, each.name, None)
                if told is None or inspect.ismodule(told) or whole == GATEWAY:
                    told = importlib.import_module(whole)
                found.append((each.asname or each.name, told))
    return found


def _is_of_the_gateway(named: object) -> bool:
    return inspect.isfunction(inspect.unwrap(named) if callable(named) else named) and str(
        getattr(named, "__module__", "")
    ).startswith(GATEWAY)
