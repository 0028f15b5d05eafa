"""Headings and their synonyms, and the layouts known: all data, in `templates/*.toml`.

`common.toml` is the vocabulary: which words head which field. Every other file is one layout: its columns in
printed order, and, where it needs them, synonyms of its own (same sections as in `common.toml`).
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from normalize.errors import TemplateError
from normalize.record import Fund, Indicator, SelfEvaluation

GENERIC = "generic"
SECTIONS = ("header", "funds", "goals", "indicators", "tail")
# What a section may name beside the record's own fields: columns and labels that are known but not kept.
_NOT_KEPT = {"header": {"other"}, "funds": {"other"}, "goals": {"actual", "expected", "adjusted"},
             "indicators": {"review"}, "tail": {"other"}}  # fmt: skip
_LONGEST = 60   # characters of a heading with its remarks; longer texts head nothing
_LONGEST_LABEL = 10   # of a label of the header block that is known by a part of it; a value may be longer
_BRACKETS = re.compile(r"[（(【\[〔][^（(）)【】\[\]〔〕]*[）)】\]〕]")
_NUMBERING = re.compile(
    r"^([0-9０-９]{1,2}[.．、]|[一二三四五六七八九十]{1,2}[、.．]|[（(][一二三四五六七八九十0-9]+[）)]|[*★●■◆·])+"
)


def key(text: str) -> str:
    """A heading as it is compared: no white space, brackets with what is in them, numbering or final colon."""
    bare = re.sub(r"\s+", "", text)
    kept = _NUMBERING.sub("", bare)
    while (short := _BRACKETS.sub("", kept)) != kept:
        kept = short
    return kept.strip("：:*★、，,。") or bare.strip("：:")


@dataclass(frozen=True, slots=True)
class Synonyms:
    """The words of one field: `same` as a whole, `has` as a part unless one of `without` is there too."""

    field: str
    same: frozenset[str]
    has: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def within(self, heading: str) -> bool:
        return any(w in heading for w in self.has) and not any(w in heading for w in self.without)


@dataclass(frozen=True, slots=True)
class Template:
    """One layout: its indicator and fund columns in printed order, and words of its title."""

    id: str
    name: str
    source: str
    title: tuple[str, ...]
    columns: tuple[str, ...]
    funds: tuple[str, ...]

    def fit(self, columns: Sequence[str], funds: Sequence[str], title: str) -> float:
        """How well a form's headings fit: 1.0 when all columns are the layout's, a little more for the title."""
        alike = SequenceMatcher(None, list(self.columns), list(columns), autojunk=False).ratio()
        money = SequenceMatcher(None, list(self.funds), list(funds), autojunk=False).ratio() if funds else alike
        named = max((len(word) for word in self.title if word in title), default=0)
        return 0.8 * alike + 0.2 * money + (0.05 + named / 1000 if named else 0.0)


@dataclass(frozen=True, slots=True)
class Templates:
    """The vocabulary of all templates together, and the layouts."""

    words: tuple[str, ...]
    layouts: tuple[Template, ...]
    sections: Mapping[str, tuple[Synonyms, ...]]
    titles: Synonyms
    other_titles: Synonyms
    totals: Synonyms
    subtotals: Synonyms
    grades: frozenset[str]
    leftover: re.Pattern[str]
    level: re.Pattern[str]
    _fields: dict[tuple[str, str], str | None] = dataclasses.field(default_factory=dict, compare=False)
    _chosen: dict[tuple[tuple[str, ...], tuple[str, ...], str], str] = dataclasses.field(
        default_factory=dict, compare=False
    )

    def field(self, section: str, text: str) -> str | None:
        """The field that a heading or label stands for; None when the words say nothing."""
        if len(text) > _LONGEST:
            return None
        asked = (section, text)
        if asked not in self._fields:
            self._fields[asked] = self._field(section, key(text))
        return self._fields[asked]

    def _field(self, section: str, heading: str) -> str | None:
        if not heading:
            return None
        for words in self.sections[section]:
            if heading in words.same:
                return words.field
        if section == "header" and len(heading) > _LONGEST_LABEL:
            return None
        for words in self.sections[section]:
            if words.within(heading):
                return words.field
        return None

    def is_whole(self, section: str, heading: str) -> bool:
        """Whether a heading as compared is known as a whole, not only by a word that it holds."""
        return any(heading in words.same for words in self.sections[section])

    def is_title(self, text: str) -> bool:
        """Whether a line is the title of a self-evaluation form, not a sentence or a table of contents."""
        bare = re.sub(r"\s+", "", text)
        return len(bare) <= 45 and not bare[-1:].isdigit() and self.titles.within(bare)

    def is_other_title(self, text: str) -> bool:
        """Whether a line is the title of another kind of performance table (targets, monitoring)."""
        bare = re.sub(r"\s+", "", text)
        return len(bare) <= 45 and self.other_titles.within(bare)

    def is_total(self, text: str) -> bool:
        return key(text) in self.totals.same

    def is_subtotal(self, text: str) -> bool:
        heading = key(text)
        return heading in self.subtotals.same or (len(heading) <= _LONGEST_LABEL and self.subtotals.within(heading))

    def is_grade(self, text: str) -> bool:
        """Whether a cell holds nothing but a grade."""
        return re.sub(r"[\s。]+", "", text) in self.grades

    def is_leftover(self, text: str) -> bool:
        """Whether a cell holds nothing but what the empty form printed there (指标1：, ……)."""
        bare = re.sub(r"\s+", "", text)
        return not bare or self.leftover.match(bare) is not None

    def is_whole_level(self, text: str) -> bool:
        """Whether a level-1 or level-2 label reads as complete."""
        return self.level.search(re.sub(r"\s+", "", text)) is not None

    def choose(self, columns: Sequence[str], funds: Sequence[str], title: str) -> str:
        """The id of the layout that fits best; `generic` when none comes near."""
        asked = (tuple(columns), tuple(funds), title)
        if asked not in self._chosen:
            best = max(self.layouts, key=lambda t: t.fit(columns, funds, title), default=None)
            self._chosen[asked] = best.id if best and best.fit(columns, funds, title) >= 0.8 else GENERIC
        return self._chosen[asked]


@cache
def load(*folders: Path) -> Templates:
    """The templates shipped, and those of the folders given (same id: the later one wins).

    Raises `TemplateError` for a file that can't be read or says what means nothing.
    """
    shipped = files("normalize").joinpath("templates")
    sources = {p.name: p.read_text("utf-8") for p in shipped.iterdir() if p.name.endswith(".toml")}
    for folder in folders:
        if not folder.is_dir():
            raise TemplateError(f"模板目录不存在：{folder}")
        for path in sorted(folder.glob("*.toml")):
            try:
                sources[path.name] = path.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise TemplateError(f"模板 {path.name} 无法读取：{error}") from error
    return _build({name: _parse(name, sources[name]) for name in sorted(sources)})


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"模板 {name} 不是有效的 TOML：{error}") from error


def _build(tables: Mapping[str, Mapping[str, Any]]) -> Templates:
    common = tables["common.toml"]
    layouts = []
    merged: dict[str, dict[str, Synonyms]] = {section: {} for section in SECTIONS}
    for name, table in sorted(tables.items(), key=lambda item: item[0] != "common.toml"):
        for section in SECTIONS:
            for field, words in table.get(section, {}).items() if isinstance(table.get(section), dict) else ():
                _known(name, section, field)
                merged[section][field] = _join(merged[section].get(field), _synonyms(name, field, words))
        if name != "common.toml":
            layouts.append(_layout(name, table))
    return Templates(
        words=tuple(common["words"]),
        layouts=tuple(layouts),
        sections={section: tuple(found.values()) for section, found in merged.items()},
        titles=_synonyms("common.toml", "title", common["title"]),
        other_titles=_synonyms("common.toml", "other_title", common["other_title"]),
        totals=_synonyms("common.toml", "total", common["total"]),
        subtotals=_synonyms("common.toml", "subtotal", common["subtotal"]),
        grades=frozenset(common["grade"]["is"]),
        leftover=re.compile(common["leftover"]["pattern"]),
        level=re.compile(common["level"]["pattern"]),
    )


def _layout(name: str, table: Mapping[str, Any]) -> Template:
    money = table.get("fund_columns", ())
    for section, chosen in (("indicators", table.get("columns", ())), ("funds", money)):
        for field in chosen:
            _known(name, section, field)
    if not table.get("name") or not table.get("columns"):
        raise TemplateError(f"模板 {name} 缺少 name 或 columns（指标表各列的字段，按印刷顺序）")
    return Template(
        name.removesuffix(".toml"), table["name"], table.get("source", ""), tuple(table.get("title", ())),
        tuple(table["columns"]), tuple(money),
    )  # fmt: skip


def _known(name: str, section: str, field: str) -> None:
    record = {"header": SelfEvaluation, "funds": Fund, "indicators": Indicator, "tail": SelfEvaluation}.get(section)
    allowed = _NOT_KEPT[section] | ({f.name for f in fields(record)} if record else set())
    if field not in allowed:
        raise TemplateError(f"模板 {name} 的 [{section}] 有未知字段 {field}；可用：{'、'.join(sorted(allowed))}")


def _synonyms(name: str, field: str, table: object) -> Synonyms:
    if not isinstance(table, dict) or not set(table) <= {"is", "has", "not"}:
        raise TemplateError(f"模板 {name} 的 {field} 只能有 is、has、not 三个列表")

    def words(which: str) -> Iterable[str]:
        return (str(word) for word in table.get(which, ()))

    return Synonyms(field, frozenset(key(w) for w in words("is")), tuple(words("has")), tuple(words("not")))


def _join(old: Synonyms | None, new: Synonyms) -> Synonyms:
    if old is None:
        return new
    return Synonyms(old.field, old.same | new.same, old.has + new.has, old.without + new.without)
