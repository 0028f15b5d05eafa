"""A text layer that lies to every reader alike is found out by a look at the page."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest

from audit.pipeline import audit_file
from audit.result import FormResult, Source, Verdict
from tests.audited import ROOT, options
from validate.finding import Level

# By two producers, each clean: whatever is found in them after the change is a lie of the text layer.
CLEAN = (
    "安澜市民政局/高龄津贴 居家养老.pdf",
    "青禾县生态环境局/乡镇污水处理设施运行维护.pdf",
    "青禾县教育局/校舍维修改造 自评表（2022）.pdf",
)


def lying(source: Path, target: Path) -> Path:
    """The PDF with every 9 mapped to 6 by its fonts: it looks as before, and says another thing."""
    with pikepdf.open(source) as pdf:
        changed = 0
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
                table = thing.ToUnicode.read_bytes()
                lied, count = re.subn(rb"<0039>(?=\s*(\n|\r|$))", b"<0036>", table)
                changed += count
                thing.ToUnicode.write(lied)
        assert changed
        pdf.save(target)
    return target


def accusations(form: FormResult) -> list[Verdict]:
    return [form.verdict(f) for f in form.findings if f.level in (Level.ERROR, Level.WARNING)]


@pytest.mark.parametrize("name", CLEAN)
def test_a_font_that_maps_nine_to_six_accuses_nobody(name: str, tmp_path: Path) -> None:
    path = lying(ROOT / "fixtures" / name, tmp_path / "lying.pdf")
    (form,) = audit_file(Source(str(path), path.name), options()).forms
    assert accusations(form)
    assert set(accusations(form)) == {Verdict.ASK}
    told = next(f for f in form.findings if form.verdict(f) is Verdict.ASK)
    assert "页面上看到" in told.message


def test_an_honest_text_layer_stands() -> None:
    name = "青禾县农业农村局/衔接资金 到户产业发展.pdf"
    (form,) = audit_file(Source(str(ROOT / "fixtures" / name), name), options()).forms
    assert set(accusations(form)) == {Verdict.BOTH}
