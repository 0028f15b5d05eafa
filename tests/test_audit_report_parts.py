"""What the report is made of: where pictures are cut and marked, which are kept, what the plots show."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from audit import workers
from audit.exports.html import album, contents, plots, report
from audit.exports.html.cutting import Cut, Job, cut
from audit.exports.html.spots import spots
from audit.exports.html.totals import Totals
from audit.limits import Limits
from audit.publish import publish
from audit.result import FileResult, FormResult, Outcome, Source
from audit.run import Unwatched
from audit.sources import digest
from audit.store import store
from audit.store.settings import Settings
from audit.store.store import Sighting
from extract.geometry import BBox, Place
from normalize.record import Fund, Reported, SelfEvaluation
from tests.audited import options
from tests.drawn import drawn
from validate.finding import Finding, Level
from validate.recompute import Recomputed

PLACE = (Place(1, BBox(10, 20, 30.5, 40)),)


def box(page: int, x0: float, top: float, x1: float, bottom: float) -> dict[str, object]:
    return {"page": page, "bbox": [x0, top, x1, bottom]}


def test_a_spot_is_the_row_of_the_cell_with_what_it_rests_on() -> None:
    evidence = [
        {"path": "indicators[0].score", "boxes": [box(2, 400, 300, 440, 340)]},
        {"path": "indicators[0].target", "boxes": [box(2, 200, 300, 260, 340)]},
        {"path": "total_score", "boxes": [box(2, 400, 700, 440, 720)]},
        {"path": "funds[0].score", "boxes": [box(1, 400, 300, 440, 340)]},
    ]
    (spot,) = spots([box(2, 400, 300, 440, 340)], evidence)
    assert spot.page == 2
    assert spot.cell == BBox(400, 300, 440, 340)
    assert spot.evidence == (BBox(200, 300, 260, 340),)
    assert spot.strip.x0 == 0
    assert 290 < spot.strip.top < 300
    assert 340 < spot.strip.bottom < 350


def test_a_cell_over_a_page_break_has_two_spots_and_a_form_as_a_whole_that_of_what_it_rests_on() -> None:
    assert [s.page for s in spots([box(1, 0, 800, 50, 830), box(2, 0, 40, 50, 60)], [])] == [1, 2]
    assert [s.page for s in spots([], [{"path": "title", "boxes": [box(3, 0, 10, 50, 20)]}])] == [3]
    assert spots([], []) == ()


@pytest.mark.parametrize("far", [box(1, 1100, 100, 1180, 130), box(1, 20, 100, 60, 1400), box(1, 0, 50, 1200, 900)])
def test_no_strip_is_too_large_to_be_read(far: dict[str, object]) -> None:
    (spot,) = spots([far], [])
    assert spot.strip.width <= 641
    assert spot.strip.height <= 230
    assert spot.strip.overlap_x(spot.cell) > 0


@pytest.mark.parametrize("turned", [0, 90])
def test_a_mark_lies_where_the_cell_is_printed(tmp_path: Path, turned: int) -> None:
    def draw(pen: object) -> None:
        pen.bar(200, 300, 260, 330)  # type: ignore[attr-defined]
        pen.c.setPageRotation(turned)  # type: ignore[attr-defined]

    path = drawn(tmp_path / "bar.pdf", draw)
    black = BBox(200, 300, 260, 330) if not turned else BBox(842 - 330, 200, 842 - 300, 260)
    (spot,) = spots([{"page": 1, "bbox": [black.x0, black.top, black.x1, black.bottom]}], [])
    source = Source(str(path), "bar.pdf")
    (made,) = cut(Job(source, digest(source), ((1, spot.strip),)), Limits())
    assert made is not None
    (view,) = album.Album({("bar.pdf", (1, spot.strip)): made}).views("bar.pdf", [spot])
    with Image.open(io.BytesIO(made.content)) as picture:
        dark = np.asarray(picture.convert("L")) < 128
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    mark = view.cell
    assert abs(mark.x - columns[0]) <= 2
    assert abs(mark.x + mark.width - columns[-1] - 1) <= 2
    assert abs(mark.y - rows[0]) <= 2
    assert abs(mark.y + mark.height - rows[-1] - 1) <= 2


def test_a_page_that_is_gone_costs_its_own_picture_only(tmp_path: Path) -> None:
    source = Source(str(drawn(tmp_path / "one.pdf", lambda pen: pen.bar(10, 10, 50, 50))), "one.pdf")
    strip = BBox(0, 0, 100, 100)
    assert [each is None for each in cut(Job(source, digest(source), ((9, strip), (1, strip))), Limits())] == [
        True,
        False,
    ]
    assert cut(Job(source, "another", ((1, strip),)), Limits()) == (None,)
    assert cut(Job(Source(str(tmp_path / "no.pdf"), "no.pdf"), "", ((1, strip),)), Limits()) == (None,)


def finding(code: str, level: Level) -> Finding:
    return Finding(code, level, "total_score", "95.7", "92.1", "3.6", "合计为 92.1。", ("total_score",))


def crowd(count: int) -> Iterator[FileResult]:
    """Forms that each have ten 提示, and every tenth of them an 错误 besides."""
    for at in range(count):
        name = Reported(f"项目{at}", PLACE)
        record = SelfEvaluation(
            1, (1,), "generic", "pdfium", project_name=name, implementing_unit=name, total_score=Reported("95.7", PLACE)
        )
        errors = () if at % 10 else (finding("S02", Level.ERROR),)
        found = (*errors, *[finding("G01", Level.INFO)] * 10)
        yield FileResult(f"{at}.pdf", str(at), 1, (FormResult(record, found, total("89.7", "92.1")),))


def total(low: str, high: str) -> Recomputed:
    return Recomputed(Decimal(low), Decimal(high), False, Decimal(50))


def written(out: Path, count: int, interrupted: bool = False) -> str:
    with store.opened(out, "f", Limits()) as kept:
        files = list(crowd(count))
        kept.begin([(Sighting(Source(f"nowhere/{f.name}", f.name), None, None), None) for f in files])
        for at, file in enumerate(files):
            kept.keep(at, file)
        totals = Totals()
        tally = publish(kept, out, Settings(options().policy), totals)
        pool = partial(workers.run, jobs=1, limits=Limits())
        gathered = report.Gathered(tally, totals, Outcome(count + 1, count, 0, interrupted))
        report.write(kept, out, gathered, pool, Limits())
    return (out / report.NAME).read_text(encoding="utf-8")


def test_beyond_what_can_be_mailed_the_worst_forms_are_told_in_full(tmp_path: Path) -> None:
    page = written(tmp_path, 260)
    in_full = page.count("<article ")
    assert 0 < contents.MOST_FINDINGS - page.count('<div class="finding ') < 11
    assert page.count('<div class="finding error"') == 26
    assert in_full < 260
    assert all(f"项目{at}" in page for at in range(260))
    assert "/form/" in page  # there, on the review page, are the pictures that could not be had
    assert "审核被中断" not in page


def test_an_interrupted_run_has_its_report_at_once(tmp_path: Path) -> None:
    page = written(tmp_path, 3, interrupted=True)
    assert "审核被中断：4 个文件完成了 3 个" in page
    assert "图略" not in page


def test_a_run_that_found_nothing_has_its_report(tmp_path: Path) -> None:
    page = written(tmp_path, 0)
    assert "没有任何结果" in page
    assert "<figure" not in page


def test_pictures_thin_out_beyond_their_size_and_those_of_errors_stay(tmp_path: Path) -> None:
    written(tmp_path, 30)
    asked: list[Job] = []

    def pool(tasks: list[Job], *_: object) -> Iterator[tuple[int, tuple[Cut, ...]]]:
        for at, job in enumerate(tasks):
            asked.append(job)
            yield at, (Cut(b"x" * 1_000_000, 100, 50, BBox(0, 0, 10, 5)),) * len(job.strips)

    with store.opened(tmp_path, "f", Limits()) as kept:
        chosen = contents.in_full(kept)
        made = album.album(kept, chosen, (), Limits(), pool, Unwatched())  # type: ignore[arg-type]
    assert len(asked) == 30
    assert [name for name, _ in made.cuts] == ["0.pdf", "10.pdf", "20.pdf", "1.pdf", "2.pdf"]


def test_an_interrupt_while_pictures_are_cut_leaves_none(tmp_path: Path) -> None:
    written(tmp_path, 3)

    def pool(tasks: list[Job], *_: object) -> Iterator[tuple[int, tuple[Cut, ...]]]:
        yield 0, (Cut(b"x", 100, 50, BBox(0, 0, 10, 5)),) * len(tasks[0].strips)
        raise KeyboardInterrupt

    with store.opened(tmp_path, "f", Limits()) as kept:
        made = album.album(kept, {1, 2, 3}, (), Limits(), pool, Unwatched())  # type: ignore[arg-type]
    assert not made.cuts


def gathered(*forms: tuple[str, str, str, str]) -> Totals:
    """Claimed total, recomputed range and executed of a budget of 100."""
    totals = Totals()
    for at, (claimed, low, high, executed) in enumerate(forms):
        fund = Fund(annual_budget=Reported("100"), executed=Reported(executed))
        record = SelfEvaluation(1, (1,), "t", "r", total_score=Reported(claimed), funds=(fund,))
        form = FormResult(record, (), total(low, high))
        totals.add(replace(FileResult(f"{at}.pdf", str(at), 1), forms=(form,)))
    return totals


def test_outliers_are_named_the_farthest_first() -> None:
    totals = gathered(
        ("90", "90", "90", "90"), ("95.7", "89.7", "92.1", "96"), ("99", "80", "84", "30"), ("x", "1", "2", "3")
    )
    assert [(o.file, o.left, o.right, o.apart) for o in totals.claims.outliers()] == [
        ("2.pdf", "99", "80 至 84", Decimal("15.00")),
        ("1.pdf", "95.7", "89.7 至 92.1", Decimal("3.60")),
    ]
    assert [(o.file, o.left, o.right, o.apart) for o in totals.execution.outliers()] == [
        ("2.pdf", "30%", "99", Decimal("69.00"))
    ]
    assert totals.claims.dots.total() == 3


def test_a_form_without_figures_is_in_no_plot() -> None:
    totals = gathered(("", "0", "0", ""), ("-", "0", "0", "—"), ("1E+999", "0", "0", "1"))
    assert not totals.claims.dots
    assert not totals.execution.dots


def test_plots_are_svg_with_text_as_text_in_the_colours_of_the_page() -> None:
    totals = gathered(*[("95.7", "89.7", "92.1", str(at)) for at in range(120)])
    first, second = plots.claims(totals.claims), plots.execution(totals.execution)
    for image in (first, second):
        root = ElementTree.fromstring(image)
        assert "预算执行率（%）" in image or "复核总分" in image
        assert any(each.text == "90" for each in root.iter("{http://www.w3.org/2000/svg}text"))
        assert "#0102" not in image
        assert "DejaVu" not in image
        assert "currentColor" in image
    names = [
        {each.get("id") for each in ElementTree.fromstring(image).iter() if each.get("id")} for image in (first, second)
    ]
    assert not names[0] & names[1]
    assert plots.claims(totals.claims) == first
