"""Which form of the new audit is which of the old one, whatever its file is called now."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

# Glued in front of names by the budget system: 51000021R000000019951-到户产业发展.
_CODE = re.compile(r"^([0-9][0-9A-Za-z]{7,29})[-—_ ]?(?=[^0-9A-Za-z])")
_LEAD = re.compile(r"^[\[【(（〔]?[0-9]{2,12}[\]】)）〕]?[-—_.]?(?=[^0-9])")

_Key = tuple[object, ...] | None


@dataclass(frozen=True, slots=True)
class Known:
    """What a form is known by; texts as printed. `id` and `file` are numbers of its database, `order` its place."""

    id: int
    file: int
    name: str
    sha256: str
    form: int
    year: str
    project_name: str
    project_code: str
    unit: str


def matched(old: Sequence[Known], new: Sequence[Known]) -> dict[int, int]:
    """The ids of new forms with those of the old forms that they are; what nothing tells for certain is left out.

    Tried in turn: the same content; project code, year and unit; name, year and unit; two of the three where that
    is no other form; the same place in a file of the same name, of the same unit or project.
    """
    pairs: dict[int, int] = {}
    former, latter = list(old), list(new)
    for key, strict in _WAYS:
        for known, now in _paired(former, latter, key, strict):
            pairs[now.id] = known.id
        taken = set(pairs.values())
        former = [each for each in former if each.id not in taken]
        latter = [each for each in latter if each.id not in pairs]
    return pairs


def folded(text: str) -> str:
    """Without what differs between two prints of the same name: width, spaces, case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _paired(
    old: Iterable[Known], new: Iterable[Known], key: Callable[[Known], _Key], strict: bool
) -> list[tuple[Known, Known]]:
    """Forms of the same key; several of one key go by file and number, then, unless `strict`, by their order."""
    pairs = []
    before, after = _by_key(old, key), _by_key(new, key)
    for each, mine in before.items():
        theirs = after.get(each, [])
        if strict and (len(mine) > 1 or len(theirs) > 1):
            continue
        same = {(now.name, now.form): now for now in theirs}
        here = [(known, now) for known in mine if (now := same.get((known.name, known.form)))]
        done = {id(form) for pair in here for form in pair}
        left = ([form for form in forms if id(form) not in done] for forms in (mine, theirs))
        pairs += here
        pairs += zip(*left, strict=False)
    return pairs


def _by_key(forms: Iterable[Known], key: Callable[[Known], _Key]) -> dict[_Key, list[Known]]:
    found: dict[_Key, list[Known]] = {}
    for form in forms:
        own = key(form)
        if own is not None and all(own):
            found.setdefault(own, []).append(form)
    return found


def _code(form: Known) -> str:
    glued = _CODE.match(form.project_name.strip())
    return folded(form.project_code) or (folded(glued[1]) if glued else "")


def _name(form: Known) -> str:
    return folded(_CODE.sub("", form.project_name.strip()))


def _unit(form: Known) -> str:
    return _LEAD.sub("", folded(form.unit))


def _year(form: Known) -> str:
    return folded(form.year)


def _stem(form: Known) -> str:
    return form.name.rpartition("/")[2].casefold()


# How to tell a form, surest first, and whether it must be the only one of its kind on both sides.
_WAYS: tuple[tuple[Callable[[Known], _Key], bool], ...] = (
    (lambda form: (form.sha256, form.form), False),
    (lambda form: (_code(form), _year(form), _unit(form)), False),
    (lambda form: (_name(form), _year(form), _unit(form)), False),
    (lambda form: (_code(form), _year(form)), True),
    (lambda form: (_name(form), _unit(form)), True),
    (lambda form: (_name(form), _year(form)), True),
    (lambda form: (_stem(form), form.form, _unit(form)), True),
    (lambda form: (_stem(form), form.form, _name(form)), True),
)
