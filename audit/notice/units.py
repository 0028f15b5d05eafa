"""Whose form it is: forms and files by the unit that is to answer for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from audit.exports.csv import printable
from audit.store.published import File, Form
from normalize.figures import is_blank

# [155]濉溪县民政局, 219-池州市…: the code of the budget in front; and what is left of a seal's place.
_CODE = re.compile(r"^(?:[\[【(（〔]\w{2,12}[\]】)）〕]|\d[\d.]{1,14}[-—–－_:： ])\s*(?=\D)")
_SEAL = re.compile(r"\s*[(（](?:加?盖章|公章|签章)[)）]\s*$")


@dataclass(slots=True)
class Unit:
    """A unit with its forms and those of its files that hold none, as numbers of the database.

    `name` is "" for what could not be laid at anybody's door.
    """

    name: str
    forms: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)


def units(forms: Iterable[Form], files: Iterable[File], by_department: bool = False) -> list[Unit]:
    """All units in the order in which they come first; what is nobody's stands last."""
    found: dict[str, Unit] = {}
    nobody = Unit("")
    of_file: dict[int, set[str]] = {}
    for form in forms:
        name = unit_name(form, by_department)
        key = folded_name(name)
        (found.setdefault(key, Unit(name)) if key else nobody).forms.append(form.id)
        of_file.setdefault(form.file, set()).add(key)
    bare: list[File] = []
    folders: dict[str, set[str]] = {}
    for file in files:
        if file.id in of_file:
            folders.setdefault(_folder(file), set()).update(of_file[file.id])
        else:
            bare.append(file)
    for file in bare:
        found.get(_owner(file, folders, found), nobody).files.append(file.id)
    some = [nobody] if nobody.forms or nobody.files else []
    return [*found.values(), *some]


def unit_name(form: Form, by_department: bool) -> str:
    """As printed, without codes and (盖章); the other of the two where one is blank, "" where both are."""
    names = (form.implementing_unit, form.department)
    for name in reversed(names) if by_department else names:
        plain = _SEAL.sub("", _CODE.sub("", printable(name).replace("\n", " ").strip())).strip()
        if not is_blank(plain):
            return plain
    return ""


def folded_name(name: str) -> str:
    """Equal for the same unit, however wide its brackets are and wherever it has a space."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _owner(file: File, folders: Mapping[str, set[str]], found: Mapping[str, Unit]) -> str:
    """The unit whose forms alone lie in the same folder, or one that a folder of the path is named after."""
    named = [key for part in file.name.split("/")[:-1] if (key := folded_name(part)) in found]
    if named:
        return named[-1]
    folder = _folder(file)
    around = folders.get(folder, set()) if folder else set()
    return next(iter(around)) if len(around) == 1 else ""


def _folder(file: File) -> str:
    return file.name.rpartition("/")[0]
