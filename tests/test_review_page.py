"""The review page as its server answers: who may come in, what is kept, and what is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from audit.review.app import made
from audit.review.counts import Counts
from audit.review.doorway import COOKIE, HEADER, Doorway
from audit.review.paper import Papers, Unseen, Wanted
from audit.review.rewrite import rewrite
from audit.store import schema
from audit.store.decisions import Key, history, latest
from tests.pretended import OUTPUTS, audited, filled, opened

PAGES = (
    "/",
    "/detail/case/1",
    "/detail/form/1",
    "/paper/1/1",
    "/?unit=县交通局&words=修",
    "/detail/case/999",
    "/nowhere",
)


class NoPapers(Papers):
    """Sees no page: the files of these tests are lines of text."""

    def size(self, wanted: Wanted) -> tuple[float, float]:  # noqa: ARG002 - whatever it is
        raise Unseen("看不见")


class Visit:
    """A page over an output folder, and somebody who visits it."""

    def __init__(self, out: Path, stack: ExitStack, token: str = "") -> None:
        self.out = out
        self.doorway = Doorway(token)
        papers, counts = NoPapers(1), stack.enter_context(closing(Counts(out)))
        self.app = made(out, papers, counts, self.doorway, partial(rewrite, out))
        self.client: FlaskClient = self.app.test_client()

    def post(self, url: str, /, who: str = "王丽", **what: object) -> tuple[int, dict[str, Any]]:
        answer = self.client.post(url, json={"who": who, **what}, headers={HEADER: self.doorway.asked})
        return answer.status_code, answer.get_json()

    def decide(self, opinion: str, who: str = "王丽", seen: int = 0, remark: str = "", at: int = 1) -> tuple[int, Any]:
        key = self.key(at)._asdict()
        return self.post(
            "/decide", who, **{**key, "path": key["path"] or ""}, opinion=opinion, remark=remark, seen=seen
        )

    def key(self, at: int = 1) -> Key:
        with closing(sqlite3.connect(self.out / schema.NAME)) as db:
            query = (
                "SELECT i.sha256, coalesce(m.form, 0), f.code, f.path FROM findings f"
                " JOIN files i ON i.id = f.file LEFT JOIN forms m ON m.id = f.form WHERE f.id = ?"
            )
            return Key(*db.execute(query, (at,)).fetchone())

    def opinions(self) -> list[tuple[str, str]]:
        with closing(sqlite3.connect(self.out / schema.NAME)) as db:
            return list(db.execute("SELECT opinion, remark FROM findings ORDER BY file, form, id"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Two copies of one form, another form, a file without one and one that can't be read."""
    forms = {"一": "修路,县交通局,2021", "二": "修路,县交通局,2021", "三": "修桥,县水利局,2021"}
    audited(filled(tmp_path / "in", **forms, 四="没有表", 五="损坏"), tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def visit(out: Path) -> Iterator[Visit]:
    with ExitStack() as stack:
        yield Visit(out, stack)


def test_a_decision_is_on_every_copy_of_the_file_and_can_be_taken_back(visit: Visit) -> None:
    before = visit.opinions()
    assert visit.decide("误报", remark="表后有说明")[0] == 200
    at = [n for n, pair in enumerate(visit.opinions()) if pair == ("误报", "表后有说明")]
    assert len(at) == sum(1 for key in map(visit.key, range(1, len(before) + 1)) if key == visit.key()) == 2
    status, said = visit.decide("属实")
    assert (status, said["opinion"]) == (200, "属实")
    assert visit.post("/undo")[0] == 200
    assert visit.opinions()[at[0]] == ("误报", "表后有说明")
    assert visit.post("/undo")[0] == 200
    assert visit.opinions() == before
    status, said = visit.post("/undo")
    assert (status, said["error"]) == (409, "没有可以撤销的操作")
    with closing(sqlite3.connect(visit.out / schema.NAME)) as db:
        assert [(d.opinion, d.undone) for d in history(db, visit.key())] == [("属实", True), ("误报", True)]
        assert latest(db) == {}


def test_two_reviewers_don_t_overwrite_each_other_unseen(visit: Visit) -> None:
    number = visit.decide("误报", "张三")[1]["number"]
    status, said = visit.decide("属实", "李四")
    assert status == 409
    assert said["error"] == "张三 刚刚判为“误报”；请看过再定"
    assert visit.opinions()[0][0] == "误报"
    assert visit.decide("属实", "李四", seen=number)[0] == 200
    assert visit.post("/undo", "张三")[0] == 200
    assert visit.opinions()[0][0] == "属实", "one takes back one's own only"


def test_what_was_said_is_cleaned_and_kept_short(visit: Visit) -> None:
    assert visit.decide("待核", remark="  一\n二\t三\x00\ud800" + "长" * 3000)[0] == 200
    remark = visit.opinions()[0][1]
    assert remark.startswith("一 二 三\ufffd长")
    assert len(remark) <= 2000
    assert visit.client.post("/decide", json=[1], headers={HEADER: visit.doorway.asked}).status_code == 409
    assert visit.post("/decide", opinion=7, form="1", remark=[1])[0] == 409
    assert visit.decide("属实", who=" ")[1]["error"] == "请先填写复核人姓名"


def test_a_file_whose_content_is_unknown_has_no_decision(visit: Visit) -> None:
    with closing(sqlite3.connect(visit.out / schema.NAME)) as db:
        (at,) = db.execute("SELECT id FROM findings WHERE code = 'D01'").fetchone()
        db.execute("UPDATE files SET sha256 = '' WHERE name = '五.pdf'")
        db.commit()
    status, said = visit.decide("属实", at=at)
    assert (status, said["error"]) == (409, "这个文件的内容没有读到，无法记下意见")


def test_another_site_can_t_ask_for_a_change(visit: Visit) -> None:
    before = visit.opinions()
    for path in ("/decide", "/correct", "/undo", "/rewrite"):
        for heads in ({}, {HEADER: "guess"}, {HEADER: "é"}, {"Content-Type": "text/plain"}):
            assert visit.client.post(path, data="{}", headers=heads).status_code == 403
        assert visit.client.get(path).status_code == 405
    assert visit.opinions() == before


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.7:8642", ""])
def test_the_page_answers_to_no_other_name(visit: Visit, host: str) -> None:
    assert visit.client.get("/", headers={"Host": host}).status_code in (400, 421)
    for mine in ("127.0.0.1:8642", "localhost", "[::1]:80"):
        assert visit.client.get("/", headers={"Host": mine}).status_code == 200


def test_nobody_comes_in_without_the_token(out: Path) -> None:
    with ExitStack() as stack:
        visit = Visit(out, stack, "a-long-token-1")
        for page in PAGES:
            answer = visit.client.get(page)
            assert (answer.status_code, answer.headers.get("Location")) == (302, "/login"), page
        assert visit.decide("属实")[0] == 403
        assert visit.client.get("/picture/" + "0" * 64 + "/1/110.webp").status_code == 302
        assert visit.client.post("/login", data={"token": "guess"}).status_code == 403
        assert visit.client.get("/login?token=").status_code == 200
        answer = visit.client.post("/login", data={"token": visit.doorway.token})
        assert answer.status_code == 302
        cookie = visit.client.get_cookie(COOKIE)
        assert cookie is not None
        assert cookie.http_only
        assert cookie.same_site == "Strict"
        visit.client.set_cookie(COOKIE, cookie.value, domain="review.example")
        assert visit.client.get("/", base_url="http://review.example").status_code == 200, "behind a proxy"
        assert visit.decide("属实")[0] == 200


@pytest.mark.parametrize("page", [*PAGES, "/login", "/static/review.js"])
def test_a_browser_is_told_to_run_nothing_but_our_script(visit: Visit, page: str) -> None:
    answer = visit.client.get(page)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if not page.startswith("/static"):
        assert " style=" not in answer.text
        assert " on" not in "".join(part.partition(">")[0] for part in answer.text.split("<")[1:]).replace(' on"', "")
        assert answer.headers["Cache-Control"] == "no-store"
    answer.close()


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/picture/../../etc/passwd/1/110.webp",
        "/picture/" + "f" * 64 + "/1/110.webp",
        "/picture/" + "f" * 64 + "/1/9999.webp",
        "/paper/99/1",
    ],
)
def test_no_other_file_can_be_asked_for(out: Path, path: str) -> None:
    with ExitStack() as stack:
        visit = Visit(out, stack)
        answer = visit.client.get(path)
        assert answer.status_code in (404, 409)
        assert b"import" not in answer.data


def test_while_an_audit_is_at_work_decisions_are_kept_or_refused_in_words(visit: Visit) -> None:
    with opened(visit.out) as kept:
        assert "审核正在进行" in visit.client.get("/").text
        assert visit.decide("属实")[0] == 200
        with kept.changing():
            status, said = visit.decide("误报")
            assert (status, said["error"]) == (409, "审核正在写出结果，暂时存不进去；请稍候再试")
        assert "另一个审核正在写入" in visit.post("/rewrite")[1]["error"]
    assert "审核正在进行" not in visit.client.get("/").text
    assert visit.opinions()[0][0] == "属实"


def test_what_was_decided_is_written_out_as_a_later_run_would(visit: Visit) -> None:
    visit.decide("待核", remark='=1+1,"x"')
    status, said = visit.post("/rewrite")
    assert (status, said) == (200, {"text": "已写入 out 中的各个文件"})
    written = {name: (visit.out / name).read_bytes() for name in OUTPUTS}
    assert '待核,"\'=1+1,""x"""\r\n' in written["discrepancies.csv"].decode()
    run = audited(visit.out.parent / "in", visit.out)
    assert run.pool.read == []
    assert run.outputs == written
    assert visit.opinions()[0] == ("待核", '=1+1,"x"')


def test_the_list_is_narrowed_by_what_was_chosen_and_searched(visit: Visit) -> None:
    def rows(question: str) -> int:
        return visit.client.get(f"/?{question}").text.count('<li class="row')

    everything = rows("")
    assert everything == len(visit.opinions())
    assert rows("unit=县交通局") + rows("unit=县水利局") + rows("unit=（未填单位）") == everything
    assert rows("code=S02") == rows("words=合计为") - 2 == 3
    assert rows("words=修桥") == rows("words=三.pdf") == 1
    assert rows("words=%25") == rows("words=_") == rows("level=%27+OR+1=1") == rows("page=7") == 0
    visit.decide("属实")
    assert (rows("opinion=已判定"), rows("opinion=属实"), rows("opinion=未判定")) == (2, 2, everything - 2)
    assert "（空）" not in visit.client.get("/?unit=县水利局").text


def test_an_empty_folder_and_one_before_its_first_run_are_told(tmp_path: Path) -> None:
    audited(filled(tmp_path / "in"), tmp_path / "out")
    with ExitStack() as stack:
        text = Visit(tmp_path / "out", stack).client.get("/").text
        assert "没有发现差异" in text
    (tmp_path / "new").mkdir()
    with opened(tmp_path / "new"), ExitStack() as stack:
        assert "请先运行 selfeval audit" in Visit(tmp_path / "new", stack).client.get("/").text
