"""Data flows one way, and so do imports; each engine stays behind its fence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("extract", "normalize", "validate", "audit")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
# Which modules may import an engine: these, and what lies below them.
FENCES = {
    "pdfplumber": ("extract",),
    "pdfminer": ("extract",),
    "camelot": ("extract",),
    "playa": ("extract",),
    "pypdfium2": ("extract",),
    "cv2": ("extract",),
    "pandas": ("audit/exports", "extract/readers/camelot.py"),
    "click": ("audit/cli/",),
    "flask": ("audit/review/",),
    "waitress": ("audit/review/server.py",),
}


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """The modules that a file imports, and whether at its top."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    # What only some systems have is imported where the system is asked for.
    systems = [each for node in tree.body if isinstance(node, ast.If) and _asks_system(node) for each in node.body]
    top = [*tree.body, *systems]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or "", node in top


def _asks_system(node: ast.If) -> bool:
    return "sys.platform" in ast.unparse(node.test)


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_a_room_imports_only_from_itself_and_those_before_it(path: Path) -> None:
    allowed = ROOMS[: ROOMS.index(path.relative_to(ROOT).parts[0]) + 1]
    for module, _top in imports(path):
        room = module.split(".")[0]
        assert room not in ROOMS or room in allowed, f"{where(path)} imports {module}"
        assert room not in ("tests", "fixtures"), f"{where(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_an_engine_is_imported_behind_its_fence_only(path: Path) -> None:
    for module, _top in imports(path):
        fence = FENCES.get(module.split(".")[0])
        assert not fence or where(path).startswith(fence), f"{where(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_imports_stand_at_the_top(path: Path) -> None:
    assert [module for module, top in imports(path) if not top] == []


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    if where(path).startswith("audit/cli/"):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("print", "exit", "quit"), f"{where(path)}:{node.lineno}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys":
            assert node.attr not in ("exit", "stdout", "stderr"), f"{where(path)}:{node.lineno}"
