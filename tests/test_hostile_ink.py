"""A form with more on its page than a person sees is read as it is seen, or a person is asked."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.commanded import Run, commanded
from tests.hostile import DISGUISES
from tests.hostile_raw import ACCUSED, fixture

PLAIN = "plain.pdf"
# No engine but the eye can tell: what is masked, has blank glyphs or no width.
FOR_THE_EYE = {"masked", "blank glyphs", "squeezed"}


@pytest.fixture(scope="module")
def run() -> Run:
    folder = Path(mkdtemp(prefix="disguised-"))
    try:
        for name, build in DISGUISES.items():
            build(folder / f"{name}.pdf")
        shutil.copy(fixture(ACCUSED), folder / PLAIN)
        return commanded(folder, "--ignore", "X", "--quiet", jobs=2)
    finally:
        shutil.rmtree(folder)


def record(run: Run, name: str) -> dict[str, Any]:
    (found,) = [record for record in run.records if record["file"] == name]
    return {key: value for key, value in found.items() if key not in ("file", "sha256")}


def accusations(run: Run, name: str) -> list[tuple[str, ...]]:
    keys = ("规则编号", "字段", "级别", "填报值", "复核值", "核验")
    return [tuple(row[key] for key in keys) for row in run.findings(name)]


@pytest.mark.parametrize("name", sorted(DISGUISES.keys() - FOR_THE_EYE))
def test_what_nobody_sees_changes_nothing(run: Run, name: str) -> None:
    assert record(run, f"{name}.pdf") == record(run, PLAIN)
    assert accusations(run, f"{name}.pdf") == accusations(run, PLAIN)


@pytest.mark.parametrize("name", sorted(FOR_THE_EYE))
def test_where_only_the_eye_can_tell_a_person_is_asked(run: Run, name: str) -> None:
    assert run.form(f"{name}.pdf")["状态"] == "待人工"
    new = set(accusations(run, f"{name}.pdf")) - set(accusations(run, PLAIN))
    assert new and all(row[-1] in ("待人工", "单次读取") for row in new)


def test_no_engine_spoke(run: Run) -> None:
    assert run.err == ""
