"""How fast the review page answers over many findings: python -m benchmarks.review [FINDINGS]

The lists are made of one real form, repeated, each in a file and with a project of its own. Every question that the
page can be asked is asked several times; the median counts, and the slowest answer is shown beside it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from audit.check import check
from audit.limits import Limits
from audit.pipeline import audit_file, standard
from audit.result import FileResult, Source
from audit.review.app import made
from audit.review.counts import Counts
from audit.review.doorway import HEADER, Doorway
from audit.review.paper import Papers
from audit.review.rewrite import rewrite
from audit.store import schema, settings, store
from audit.store.lists import Lists
from audit.store.packing import packed
from audit.store.settings import Settings
from audit.store.store import Origin
from normalize.template import load as load_templates
from validate import policy

_TIMES = 5
_MOST_SECONDS = 0.2
_FORM = Path(__file__).parent.parent / "fixtures" / "北京市知识产权局" / "01 涉外知识产权国际交流与合作专项.pdf"
_UNITS = 500
_RESULTS = 200  # contents that differ; the page reads one of them at a time


def filled(out: Path, findings: int) -> int:
    """Lists of that many findings at least in the folder; gives how many."""
    rules = policy.load()
    options = standard(load_templates(), rules)
    whole = audit_file(Source(str(_FORM), _FORM.name), replace(options, confirmers=()))
    record = whole.forms[0].record
    each = len(check(record, rules).findings)
    files = -(-findings // each)
    with store.opened(out, "benchmark", Limits()) as kept, kept.changing() as db:
        settings.write(db, Settings(rules))
        lists = Lists(db, lambda _finding: True)
        for at in range(files):
            file = _named(whole, at)
            if at < _RESULTS:
                about = (file.sha256, "benchmark", "{}", 0, 0, 0, 0, 0, 0, packed(file))
                db.execute(f"INSERT INTO results VALUES (NULL, {', '.join('?' * 10)})", about)
            lists.add(Origin(str(_FORM), at % _RESULTS + 1, None), file, {})
        kept.moved(db, phase="完成")
    return files * each


def _named(whole: FileResult, at: int) -> FileResult:
    """The file as another unit's, with a project of its own. The first keeps its content, whose pages can be seen."""
    form = whole.forms[0]
    name, unit = form.record.project_name, form.record.implementing_unit
    assert name and unit
    record = replace(
        form.record,
        project_name=replace(name, text=f"{name.text} {at}"),
        implementing_unit=replace(unit, text=f"第{at % _UNITS}单位"),
    )
    digest = whole.sha256 if at == 0 else f"{at:064x}"
    return replace(whole, name=f"单位{at % _UNITS}/{at}.pdf", sha256=digest, forms=(replace(form, record=record),))


def asked(client: FlaskClient, out: Path, many: int) -> Iterator[tuple[str, list[float]]]:
    """What was asked, and the seconds until each answer."""
    with closing(schema.to_look(out)) as db:
        middle, last = many // 2, db.execute("SELECT max(id) FROM findings").fetchone()[0]
        sha256, nth, code, path = db.execute(
            "SELECT i.sha256, 1, f.code, f.path FROM findings f JOIN files i ON i.id = f.file WHERE f.id = ?", (middle,)
        ).fetchone()
    pages = {
        "首页": "/",
        "最后一页": f"/?page={many // 100 - 1}",
        "按级别": "/?level=错误",
        "按规则与单位": "/?code=I02&unit=第7单位",
        "未判定": "/?opinion=未判定&page=50",
        "搜索（多）": "/?words=国际交流",
        "搜索（少）": f"/?words=专项+{middle}",
        "一条": f"/detail/case/{middle}",
        "末条": f"/detail/case/{last}",
        "原件一页": "/paper/1/2?case=1",
    }
    for what, url in pages.items():
        yield what, [_taken(partial(client.get, url)) for _ in range(_TIMES)]
    key = {"sha256": sha256, "form": nth, "code": code, "path": path, "who": "测", "opinion": "属实", "remark": ""}
    heads = {HEADER: client.application.config["ASKED"]}
    yield "判定", [_taken(partial(client.post, "/decide", json=key, headers=heads)) for _ in range(_TIMES)]
    yield "撤销", [_taken(partial(client.post, "/undo", json=key, headers=heads)) for _ in range(_TIMES)]


def _taken(ask: partial[TestResponse]) -> float:
    began = time.perf_counter()
    answer = ask()
    taken = time.perf_counter() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{ask.args}: {answer.get_data(True)[-900:]}")
    return taken


def main(findings: int) -> int:
    with ExitStack() as stack:
        out = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        papers = stack.enter_context(closing(Papers(1)))
        began = time.perf_counter()
        many = filled(out, findings)
        size = (out / schema.NAME).stat().st_size / 1024**2
        print(f"{many} findings, {size:.0f} MB, listed in {time.perf_counter() - began:.1f} s")
        doorway = Doorway()
        counts = stack.enter_context(closing(Counts(out)))
        page = made(out, papers, counts, doorway, partial(rewrite, out))
        page.config["ASKED"] = doorway.asked
        client = page.test_client()
        client.get("/", base_url="http://127.0.0.1")  # the process that draws has to start once
        medians = []
        for what, seconds in asked(client, out, many):
            medians.append(statistics.median(seconds))
            print(f"{medians[-1] * 1000:6.0f} ms, slowest {max(seconds) * 1000:5.0f} ms  {what}")
        return int(max(medians) > _MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
