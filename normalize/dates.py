"""Dates as forms print them: 12月, 2021年12月底前, 第四季度, 2021.12 → the days that they can mean."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from normalize.numerals import integer

_N = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_YEAR = (
    r"(?P<year>\d{4}|[〇零○一二三四五六七八九]{4})年度?"
    r"|(?P<near>当年|本年度?|今年|次年|翌年|明年|下年度?|上年度?|去年)"
)
_PART = r"上旬|中旬|下旬|月?初|月?中|月?底|月?末"
_CORE = (
    rf"(?:{_YEAR})?(?:(?P<month>{_N})月份?(?:(?P<day>{_N})[日号]|(?P<part>{_PART}))?"
    r"|第?(?P<quarter>[1-4一二三四])季度?(?:末|底)?|(?P<half>[上下]半年)|年?(?P<end>底|末|终|内|中|初))?"
)
_DOTTED = r"(?P<y>(?:19|20)\d\d)(?P<sep>[./-])(?P<m>\d{1,2})(?:(?P=sep)(?P<d>\d{1,2}))?"
_BEFORE = r"(?:于|在|截至|截止到?|到|至)?"
_DONE = (
    r"(?:\(含\))?(?:之前|以前|前|以内|之内|内)?(?:\(含\))?(?:全部|全面|按时|如期|提前)?"
    r"(?:完成|完工|竣工|到位|验收|结束|完毕|支付|拨付|实施|启动|开展|举办|投入使用|交付|建成|发放|上线|印发|报送|开始)*"
    r"(?:之前|以前|前)?"
)
_WHOLE = re.compile(_BEFORE + _CORE + _DONE)
_WHOLE_DOTTED = re.compile(_BEFORE + _DOTTED + _DONE)
_INSIDE = re.compile(
    r"(?:\d{4}年度?)?\d{1,2}月(?!\d)(?:份|\d{1,2}[日号]|底|末|初|中|上旬|中旬|下旬)?前?|\d{4}年度?(?:底|末)?前?"
    r"|第?[1-4一二三四]季度|年底前?|[上下]半年"
)
_RANGE = re.compile(r"[-~–—至到]")  # the dashes that ranges are printed with
_NEAR = {"次": 1, "翌": 1, "明": 1, "下": 1, "上": -1, "去": -1}
_ENDS = {"底": (12, 12), "末": (12, 12), "终": (12, 12), "内": (1, 12), "中": (6, 6), "初": (1, 1)}


@dataclass(frozen=True, slots=True)
class Moment:
    """The first and the last day that a printed date can mean: 12月 is the 1st to the 31st."""

    start: date
    end: date


def moment(text: str, year: int, timely: bool) -> Moment | None:
    """The date that a whole folded text is; None for anything else.

    A bare month belongs to `year`. 2021.12 is a date only where the row speaks of a time (`timely`);
    2021.12.31 always is.
    """
    plain = text.rstrip("。;；,，")  # full-width on purpose
    dotted = _WHOLE_DOTTED.fullmatch(plain)
    if dotted and (timely or dotted["d"]):
        return _days(int(dotted["y"]), int(dotted["m"]), int(dotted["d"]) if dotted["d"] else None)
    found = _WHOLE.fullmatch(plain)
    if found and any(found.groupdict().values()):
        return _of(found, year)
    return _from_to(plain, year, timely)


def moments_in(text: str) -> list[tuple[int, int]]:
    """Where dates stand inside a folded sentence: start and end of each."""
    return [found.span() for found in _INSIDE.finditer(text)]


def year_in(text: str) -> int | None:
    """The only year that a folded text names, in digits."""
    years = set(re.findall(r"(?<!\d)((?:19|20)\d\d)(?=年|[./-]\d)", text))
    return int(years.pop()) if len(years) == 1 else None


def _of(found: re.Match[str], year: int) -> Moment | None:
    named = found["year"]
    if named:
        year = int(named) if named.isdecimal() else integer(named.replace("○", "〇")) or year
    elif found["near"]:
        year += _NEAR.get(found["near"][0], 0)
    if found["month"]:
        month = _small(found["month"])
        if found["day"]:
            return _days(year, month, _small(found["day"]))
        whole = _days(year, month, None)
        return _part(whole, found["part"]) if whole and found["part"] else whole
    if found["quarter"]:
        last = 3 * _small(found["quarter"])
        return _months(year, last - 2, last)
    if found["half"]:
        return _months(year, 1, 6) if found["half"][0] == "上" else _months(year, 7, 12)
    if found["end"]:
        return _months(year, *_ENDS[found["end"]])
    return _months(year, 1, 12) if named else None


def _part(month: Moment, part: str) -> Moment:
    word = part.removeprefix("月")
    first, last = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "中": (11, 20)}.get(word, (21, 31))
    return Moment(month.start.replace(day=first), month.end.replace(day=min(last, month.end.day)))


def _from_to(plain: str, year: int, timely: bool) -> Moment | None:
    """1-12月, 2021年3月至11月: from the first day of the one to the last of the other."""
    for sign in _RANGE.finditer(plain):
        left, right = plain[: sign.start()], plain[sign.end() :]
        if not left or not right or _RANGE.match(right):
            continue
        base = year_in(left) or year
        if left[-1].isdigit() and "月" in right and "." not in left:
            left += "月"
        before = moment(left, year, timely)
        after = moment(right, base, timely)
        if before and after and before.start <= after.end:
            return Moment(before.start, after.end)
    return None


def _days(year: int, month: int, day: int | None) -> Moment | None:
    if not (1 <= month <= 12 and 1900 <= year <= 2999):
        return None
    last = monthrange(year, month)[1]
    if day is None:
        return Moment(date(year, month, 1), date(year, month, last))
    return Moment(date(year, month, day), date(year, month, day)) if 1 <= day <= last else None


def _months(year: int, first: int, last: int) -> Moment | None:
    start, end = _days(year, first, None), _days(year, last, None)
    return Moment(start.start, end.end) if start and end else None


def _small(text: str) -> int:
    return int(text) if text.isdecimal() else integer(text) or 0
