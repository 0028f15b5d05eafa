"""The files that are read: forms, forms inside long reports, a mix in which some have findings, scans."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.scans import Scan, scanned

FIXTURES = Path(__file__).parent.parent / "fixtures"
_FONT = "STSong-Light"
_LINE = "本年度各单位认真落实过紧日子要求，压减一般性支出，预算执行进度总体平稳，重点支出得到保障。"
_HEADINGS = ("科目编码", "科目名称", "上年决算数", "本年预算数", "本年决算数", "增减%")


@dataclass(frozen=True, slots=True)
class Set:
    """Files that are read one after the other, all pages of each."""

    name: str
    says: str
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A born-digital fixture with forms on at least half of its pages."""

    path: Path
    pages: int
    accused: bool


def forms(folder: Path = FIXTURES) -> tuple[Form, ...]:
    """The fixtures worth reading whole, in the order of their truth: a long report would be won by skipping, a scan
    takes no table extractor any time, and camelot refuses files with an owner's password."""
    files: list[dict[str, Any]] = []
    pages: dict[str, set[int]] = {}
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["kind"] == "file":
            files.append(entry)
        else:
            pages.setdefault(entry["file"], set()).update(entry["pages"])
    return tuple(
        Form(folder / f["file"], f["pages"], any(map(_accuses, f["findings"])))
        for f in files
        if f["forms"] and 2 * len(pages[f["file"]]) >= f["pages"] and _is_plain(f, folder / f["file"])
    )


def _is_plain(file: dict[str, Any], path: Path) -> bool:
    """Whether the file is neither scanned nor encrypted."""
    with pikepdf.open(path) as pdf:
        return "scan" not in file["tags"] and not pdf.is_encrypted


def _accuses(finding: dict[str, Any]) -> bool:
    """Errors and doubts on a form; those on the directory need other files."""
    return finding["level"] in ("error", "warning") and finding["rule"][0] not in "DX"


def short(least: int = 3) -> tuple[Form, ...]:
    """The first few forms of one page, accused ones among them: enough to try everything out."""
    single = [f for f in forms() if f.pages == 1]
    clean, accused = ([f for f in single if f.accused is yes] for yes in (False, True))
    return (*clean[: least - least // 3], *accused[: least // 3])


def born_digital(chosen: Sequence[Form]) -> Set:
    return Set("自评表", "fixtures/ 中可以读取的自评表，至少半数页面是表", tuple(f.path for f in chosen))


def mix(chosen: Sequence[Form]) -> Set:
    """As many as there are with every third one accused."""
    clean, accused = ([f.path for f in chosen if f.accused is yes] for yes in (False, True))
    count = min(len(clean) // 2, len(accused))
    says = "三分之二的表没有错误和疑点，三分之一有"
    return Set("三分之一有问题", says, (*clean[: 2 * count], *accused[:count]))


def reports(folder: Path, chosen: Sequence[Form], count: int = 2, pages: int = 100) -> Set:
    """Reports of so many pages each, with a form in the middle; they are written below `folder`."""
    some = chosen[:: max(1, len(chosen) // count)][:count]
    paths = tuple(_report(folder / f"report{n}.pdf", form.path, pages) for n, form in enumerate(some))
    return Set("长报告", f"{pages} 页的报告，其余各页为文字和别的表格，中间夹一份自评表", paths)


def scans(folder: Path, chosen: Sequence[Form]) -> Set:
    """Scanned versions of the forms, 200 dpi; they are written below `folder`."""
    paths = tuple(scanned(f.path, folder / f"scan{n}.pdf", Scan()) for n, f in enumerate(chosen))
    return Set("扫描件", "自评表的扫描件，200 dpi", paths)


def _report(path: Path, form: Path, pages: int) -> Path:
    with ExitStack() as stack:
        middle = stack.enter_context(pikepdf.open(form))
        report = stack.enter_context(pikepdf.open(BytesIO(_other(pages - len(middle.pages)))))
        half = len(report.pages) // 2
        for at, page in enumerate(middle.pages):
            report.pages.insert(half + at, page)
        report.save(path, deterministic_id=True)
    return path


def _other(pages: int) -> bytes:
    """Pages of text, every third one a table, none of them a form."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=True)
    for number in range(1, pages + 1):
        canvas.setFont(_FONT, 16)
        canvas.drawString(72, 780, f"第{number}部分 部门决算情况说明")
        canvas.setFont(_FONT, 10.5)
        if number % 3:
            for row in range(36):
                canvas.drawString(72, 745 - 18 * row, _LINE[row % 7 :])
        else:
            _table(canvas, list(_rows(number)))
        canvas.drawCentredString(297, 40, f"— {number} —")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _rows(seed: int) -> Iterator[tuple[str, ...]]:
    yield _HEADINGS
    for row in range(1, 26):
        last, plan, done = (f"{(seed * 7919 + row * factor) % 99_991 / 100:.2f}" for factor in (101, 211, 307))
        yield f"20{seed % 100:02}{row:02}", f"事务支出{row}", last, plan, done, f"{(seed + row) % 40}.5"


def _table(canvas: Any, rows: Sequence[Sequence[str]]) -> None:
    xs, ys = [60 + 80 * k for k in range(7)], [750 - 24 * k for k in range(len(rows) + 1)]
    canvas.setLineWidth(0.5)
    canvas.grid(xs, ys)
    for top, row in zip(ys, rows, strict=False):
        for left, text in zip(xs, row, strict=False):
            canvas.drawString(left + 4, top - 16, text)
