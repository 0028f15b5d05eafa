"""What every file of the house keeps to: its length, no machine's paths, no float for a figure of the form."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("extract", "normalize", "validate", "audit", "tests", "fixtures")
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
TEXTS = (".py", ".md", ".toml", ".txt", ".jsonl", ".json", ".cfg", "")
MOST_LINES = 300
# Written so that this file does not match itself.
MACHINE_PATH = re.compile(r"(?<![\w.<])/(?:work|root|tmp|home|Users)/[A-Za-z0-9]")


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=where)
def test_a_file_is_one_room(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", SOURCES, ids=where)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_no_machine_path_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    found = [
        f"{where(path)}: {match.group()}"
        for path in paths
        if path.suffix in TEXTS and path.is_file()
        for match in MACHINE_PATH.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if p.parts[len(ROOT.parts)] in ("normalize", "validate")], ids=where
)
def test_no_figure_is_turned_into_a_float(path: Path) -> None:
    """A float may stand where a comment on its line says what it is instead of a figure of the form."""
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
            assert "#" in source.splitlines()[node.lineno - 1], f"{where(path)}:{node.lineno}"
