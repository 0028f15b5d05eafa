"""The page on which findings are decided: server-rendered, with one script that moves about in it by keyboard."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, g, jsonify, redirect, render_template, request, url_for

from audit.exports.csv import printable
from audit.review import cases, desk, detail
from audit.review.cases import PAGE, Choice
from audit.review.counts import Counts, facets, progress
from audit.review.desk import Refused, at_desk
from audit.review.doorway import COOKIE, Doorway, guard
from audit.review.paper import DPI, Papers, Unseen
from audit.store import schema, state
from audit.store.decisions import CellKey, Decision, Key, Opinion
from audit.store.schema import StoreError
from audit.store.state import COMPLETE, INTERRUPTED

MOST_BYTES = 64 * 1024  # that a change may have
_LONGEST = 2000
_LONGEST_NAME = 40
_FOR_GOOD = "private, max-age=86400, immutable"
Rewrite = Callable[[], None]


def made(out: Path, papers: Papers, counts: Counts, doorway: Doorway, rewrite: Rewrite) -> Flask:
    """The page over an output folder. `rewrite` writes its lists out anew, and raises `StoreError` or `OSError`."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.jinja_env.filters.update(clean=printable, hour=_hour)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.after_request(guard)

    def db() -> sqlite3.Connection:
        if "db" not in g:
            g.open = ExitStack()
            g.db = g.open.enter_context(at_desk(out))
        found: sqlite3.Connection = g.db
        return found

    @app.teardown_appcontext
    def leave(_error: BaseException | None) -> None:
        if "open" in g:
            g.open.close()

    @app.before_request
    def check() -> Any:
        if not doorway.is_called_right(request):
            abort(421, "请用 127.0.0.1 或 localhost 打开此页")
        if request.endpoint in ("static", "login"):
            return None
        if not doorway.admits(request):
            return redirect(url_for("login")) if request.method == "GET" else (jsonify(error="请重新登录"), 403)
        if request.method != "GET" and not doorway.asked_by_page(request):
            return jsonify(error="页面已过期，请刷新后再试"), 403
        return None

    @app.route("/login", methods=["GET", "POST"])
    def login() -> Any:
        given = request.values.get("token", "")
        if doorway.token and doorway.knows(given):
            answer = redirect(url_for("index"))
            answer.set_cookie(COOKIE, given, httponly=True, samesite="Strict", max_age=30 * 86400)
            return answer
        return render_template("login.html", wrong=bool(given)), 200 if not given else 403

    @app.get("/")
    def index() -> str:
        choice = _choice()
        page = max(0, request.args.get("page", 0, int))
        rows, many = cases.listed(db(), choice, page)
        case = request.args.get("case", 0, int)
        form = request.args.get("form", 0, int)
        if not case and not form and rows:
            case = rows[0].id
        return render_template(
            "page.html",
            out=out.resolve().name,
            asked=doorway.asked,
            choice=choice,
            facets=facets(counts.groups(), choice),
            progress=progress(db()),
            rows=rows,
            many=many,
            page=page,
            pages=(many + PAGE - 1) // PAGE,
            shown=detail.of(db(), papers, case, form),
            chosen=case,
            news=_news(db(), out),
        )

    @app.get("/case/<int:id_>")
    def case(id_: int) -> Any:
        return redirect(url_for("index", case=id_))

    @app.get("/form/<int:id_>")
    def form(id_: int) -> Any:
        return redirect(url_for("index", form=id_))

    @app.get("/detail/case/<int:id_>")
    def detail_of_case(id_: int) -> str:
        return render_template("detail.html", shown=detail.of(db(), papers, id_, 0))

    @app.get("/detail/form/<int:id_>")
    def detail_of_form(id_: int) -> str:
        return render_template("detail.html", shown=detail.of(db(), papers, 0, id_))

    @app.get("/paper/<int:file>/<int:page>")
    def paper(file: int, page: int) -> str:
        sheet = detail.sheet(db(), papers, file, page, request.args.get("case", 0, int))
        return render_template("paper.html", sheet=sheet)

    @app.get("/picture/<sha256>/<int:page>/<int:dpi>.webp")
    def picture(sha256: str, page: int, dpi: int) -> Response:
        if dpi not in DPI:
            abort(404)
        content = papers.picture(detail.wanted(db(), sha256, page), dpi)
        return Response(content, mimetype="image/webp", headers={"Cache-Control": _FOR_GOOD})

    @app.post("/decide")
    def decide() -> Any:
        said = _said()
        key = Key(said("sha256"), said.number("form"), said("code"), said("path") or None)
        try:
            opinion = Opinion(said("opinion"))
        except ValueError:
            abort(400)
        decision = Decision(opinion, said("remark"), _who(said), time.time())
        kept = desk.decide(db(), key, decision, said.number("seen"))
        return jsonify(opinion=kept.opinion.value, remark=kept.remark, number=kept.number, **_done())

    @app.post("/correct")
    def correct() -> Any:
        said = _said()
        key = CellKey(said("sha256"), said.number("form"), said("path"))
        desk.correct(db(), key, said("text"), said.raw("shown"), _who(said), time.time())
        return jsonify(**_done())

    @app.post("/undo")
    def undo() -> Any:
        what = desk.undo(db(), _who(_said()))
        found = cases.of_key(db(), what) if isinstance(what, Key) else []
        forms = db().execute(
            "SELECT m.id FROM forms m JOIN files i ON i.id = m.file WHERE i.sha256 = ? AND m.form = ?", what[:2]
        )
        return jsonify(case=found[0].id if found else 0, form=next((id_ for (id_,) in forms), 0), **_done())

    @app.post("/rewrite")
    def write() -> Any:
        try:
            rewrite()
        except OSError as error:
            raise Refused(f"无法写入（{error.strerror or error}）；若文件正在 Excel 中打开，请先关闭") from error
        return jsonify(text=f"已写入 {out.resolve().name} 中的各个文件")

    def _done() -> dict[str, Any]:
        decided, many = progress(db())
        return {"decided": decided, "many": many}

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Any:
        return _told(str(error), 409)

    @app.errorhandler(StoreError)
    def broken(error: StoreError) -> Any:
        return _told(str(error), 503)

    @app.errorhandler(sqlite3.Error)
    def failed(error: sqlite3.Error) -> Any:
        try:
            with schema.told(out / schema.NAME):
                raise error
        except StoreError as told:
            return _told(str(told), 503)

    @app.errorhandler(Unseen)
    def unseen(error: Unseen) -> Any:
        return _told(str(error), 404)

    return app


class _Said:
    """What the script of the page sent: texts, cleaned of what nobody can see, and not endless."""

    def __init__(self, sent: Any) -> None:
        self.sent = sent if isinstance(sent, dict) else {}

    def __call__(self, name: str) -> str:
        text = printable(self.raw(name))[:_LONGEST].encode("utf-8", "replace").decode()
        return " ".join(text.split("\n")).strip()

    def raw(self, name: str) -> str:
        value = self.sent.get(name, "")
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        value = self.sent.get(name, 0)
        return value if isinstance(value, int) and 0 <= value < 2**53 else 0


def _said() -> _Said:
    return _Said(request.get_json(silent=True))


def _who(said: _Said) -> str:
    name = said("who")[:_LONGEST_NAME]
    if not name:
        raise Refused("请先填写复核人姓名")
    return name


def _choice() -> Choice:
    names = ("unit", "code", "level", "verdict", "opinion", "words")
    return Choice(*(request.args.get(name, "").strip()[:_LONGEST] for name in names))


def _told(text: str, status: int) -> Any:
    if request.method != "GET":
        return jsonify(error=text), status
    return render_template("message.html", text=text), status


def _news(db: sqlite3.Connection, out: Path) -> str:
    """What a reviewer should know of the lists as a whole; "" for nothing."""
    now = state.read(db)
    if now is None:
        return "还没有审核结果；请先运行 selfeval audit"
    if schema.is_held(out):
        return f"审核正在进行（{now.phase}，{now.done}/{now.planned} 个文件）：这里是上一次写出的结果，意见照常保存"
    if now.phase not in (COMPLETE, INTERRUPTED):
        return "上一次审核没有做完：这里是更早的结果；请再运行一次 selfeval audit"
    return ""


def _hour(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))
