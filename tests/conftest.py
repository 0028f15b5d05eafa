"""Golden texts (what a stage said when somebody last looked at it), and tests for each reader of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extract.reader import Reader
from tests.drawn import TEXT_READERS, reading_with

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden; then read the diff")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with `tests/golden/<name>`, or rewrites that file under `--update-golden`."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"no golden text {name}; write it with --update-golden and read it"
        assert text == path.read_text(encoding="utf-8"), f"{name} has moved"

    return compare


@pytest.fixture(scope="module", params=TEXT_READERS)
def text_reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Each reader of text in turn; what `tests.drawn` reads is read with it."""
    with reading_with(request.param) as reader:
        yield reader
