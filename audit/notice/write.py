"""The notices of an output folder: a file a unit in OUT/notices, and what to say of them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from audit.exports import files
from audit.names import unique
from audit.notice.gather import Material, gather
from audit.notice.letter import letter
from audit.notice.paper import CORE, SAVED
from audit.notice.text import file_name
from audit.notice.units import Unit, units
from audit.store.published import published

FOLDER = "notices"
_NOBODY = "未归入单位"
_NAMED = 20
_MODIFIED = f">{SAVED:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>".encode()


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for.

    everyone        also units with nothing to answer
    by_department   a notice a 主管部门 instead of a 实施单位
    remarks         what reviewers remarked on findings stands in the notices
    """

    everyone: bool = False
    by_department: bool = False
    remarks: bool = True


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice with how many findings it holds, and how many files that could not be checked."""

    path: Path
    firm: int
    unsure: int
    unread: int


@dataclass(slots=True)
class Written:
    """What came of it: the notices, and what was left as it was.

    edited    notices on which somebody has worked
    gone      how many were removed; `silent` units have nothing to answer; `refuted` findings were left out
    complete  whether the audit came to its end
    """

    notices: list[Notice] = field(default_factory=list)
    edited: list[Path] = field(default_factory=list)
    gone: int = 0
    silent: int = 0
    refuted: int = 0
    complete: bool = True


def write(out: Path, choice: Choice) -> Written:
    """Writes the notices. One that somebody has worked on is left alone; one of an earlier run that no unit
    has any more is removed. Raises `OSError` and `StoreError`."""
    folder = out / FOLDER
    done = Written()
    with published(out) as lists:
        done.complete = lists.complete
        all_units = units(lists.forms(), lists.files(), choice.by_department)
        folder.mkdir(exist_ok=True)
        for name, unit in _named(all_units):
            material = gather(lists, unit)
            done.refuted += material.refuted
            if material.asks or choice.everyone:
                _put(folder / name, material, choice, done)
            else:
                done.silent += 1
                done.gone += _removed(folder / name)
    keep = {name for name, _ in _named(all_units)}
    done.gone += sum(_removed(path) for path in sorted(folder.glob("*.docx")) if path.name not in keep)
    return done


def said(written: Written, out: Path) -> str:
    """For the terminal: what was written, and what to do next."""
    return "\n".join(_lines(written, out)) + "\n"


def _named(all_units: list[Unit]) -> Iterator[tuple[str, Unit]]:
    """Names that no disk takes for the same."""
    names = [(file_name(unit.name) or _NOBODY).casefold() for unit in all_units]
    for unit, plain, other in zip(all_units, names, unique(names), strict=True):
        number = other[len(plain) :].replace("#", "-")
        yield f"{file_name(unit.name) or _NOBODY}{number}.docx", unit


def _put(path: Path, material: Material, choice: Choice, done: Written) -> None:
    if path.exists() and not _untouched(path):
        done.edited.append(path)
        return
    with files.replacing(path) as (file,):
        file.write(letter(material, choice.remarks))
    done.notices.append(Notice(path, material.firm, material.unsure, len(material.unread)))


def _removed(path: Path) -> int:
    if not path.is_file() or not _untouched(path):
        return 0
    path.unlink()
    return 1


def _untouched(path: Path) -> bool:
    """Whether a notice is as this program wrote it: Word, WPS and LibreOffice enter the time when they save."""
    try:
        with zipfile.ZipFile(path) as there:
            return _MODIFIED in there.read(CORE)
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def _lines(written: Written, out: Path) -> Iterator[str]:
    if not written.complete:
        yield "注意：这里的审核没有做完，意见书只含已完成的文件；再次运行 selfeval audit 会从中断处继续。"
    firm, unsure = sum(n.firm for n in written.notices), sum(n.unsure for n in written.notices)
    if written.notices:
        yield f"写了 {len(written.notices)} 份意见书，共 {firm + unsure} 条问题，在 {out / FOLDER}："
    for notice in written.notices[:_NAMED]:
        yield f"　{notice.path.name}　{_counted(notice)}"
    if len(written.notices) > _NAMED:
        yield f"　……其余 {len(written.notices) - _NAMED} 份"
    if written.silent:
        yield f"没有需要答复的内容、未写意见书的单位 {written.silent} 个（加 --all 也写）"
    if written.refuted:
        yield f"标为“误报”的 {written.refuted} 条没有写入"
    if unsure:
        yield f"其中 {unsure} 条读取没有把握或标为“待核”，列在“需核实的内容”："
        yield f"　可先用 selfeval review {out} 逐条判断，再运行一次本命令"
    if written.gone:
        yield f"删除了 {written.gone} 份已无内容的旧意见书"
    if written.edited:
        yield f"有人修改过、因此没有重写的 {len(written.edited)} 份（要重写请先移走）："
        yield from (f"　{path.name}" for path in written.edited[:_NAMED])
    if written.notices:
        yield "下一步：打开意见书，填写答复期限和联系人，核对后盖章发出。"
    elif not written.edited:
        yield "没有需要发出的意见书。"


def _counted(notice: Notice) -> str:
    each = (
        ("需更正或说明 {} 条", notice.firm),
        ("需核实 {} 条", notice.unsure),
        ("未能复核的文件 {} 个", notice.unread),
    )
    return "，".join(text.format(count) for text, count in each if count) or "没有问题"
