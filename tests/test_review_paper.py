"""Pages as pictures for the review page: of the very file that was audited, wherever it lies, or a word why not."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pdfplumber
import pytest
from PIL import Image

from audit import inputs
from audit.review.paper import Papers, Unseen, Wanted
from tests.audited import ROOT
from tests.truth import load

NAME = next(truth.name for truth in load(ROOT / "fixtures" / "truth.jsonl") if truth.file["forms"] == 1)


@pytest.fixture(scope="module")
def papers() -> Iterator[Papers]:
    with closing(Papers(1)) as found:
        yield found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "fixtures" / NAME, tmp_path / "一.pdf"))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_page_is_drawn_in_the_size_that_its_boxes_are_measured_in(papers: Papers, file: Path) -> None:
    wanted = Wanted((str(file),), digest(file), 1)
    with pdfplumber.open(file) as pdf:
        assert papers.size(wanted) == pytest.approx((float(pdf.pages[0].width), float(pdf.pages[0].height)), abs=0.1)
    with Image.open(io.BytesIO(papers.picture(wanted, 110))) as picture:
        assert picture.format == "WEBP"
        assert picture.size == pytest.approx([length * 110 / 72 for length in papers.size(wanted)], abs=1.5)


def test_a_member_of_an_archive_is_seen_and_the_first_place_that_still_holds_it(papers: Papers, file: Path) -> None:
    archive = file.parent / "in" / "报送.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(file, "一.pdf")
    (source,) = inputs.find([archive.parent], file.parent / "out").sources
    content = digest(file)
    file.write_bytes(b"%PDF-1.4 another")
    gone = file.parent / "gone.pdf"
    assert papers.size(Wanted((str(gone), str(file), source.place), content, 1))[0] > 0


def test_what_can_t_be_shown_is_told(papers: Papers, file: Path) -> None:
    content = digest(file)
    with pytest.raises(Unseen, match="第 99 页不存在"):
        papers.size(Wanted((str(file),), content, 99))
    with pytest.raises(Unseen, match="没有记下"):
        papers.size(Wanted((), content, 98))
    with pytest.raises(Unseen, match="已不在"):
        papers.size(Wanted((str(file.parent / "gone.pdf"),), content, 97))
    file.write_bytes(file.read_bytes() + b"\n%changed")
    with pytest.raises(Unseen, match="被改动过"):
        papers.picture(Wanted((str(file),), content, 2), 110)
