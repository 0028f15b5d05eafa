"""One file → its result. Whatever the file holds, and whatever goes wrong in here, there is a result."""

from __future__ import annotations

import hashlib
import logging
import stat
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audit import dispute, journal
from audit.check import check
from audit.confirm import Confirmer, unconfirmed
from audit.eye import witnessed
from audit.history import remarked
from audit.limits import Exceeded, Limits, out_of_memory, starved
from audit.result import FileResult, FormResult, Source
from audit.sources import fetched
from extract.document import shared
from extract.errors import ExtractError, OverLimit, ScannedOnly, Unreadable
from extract.grid import Page
from extract.locate import Survey, survey
from extract.reader import Later, Reader
from normalize.form import read_forms
from normalize.record import SelfEvaluation
from normalize.template import Templates
from validate.policy import Policy
from validate.rule import FileFacts, check_file

OUR_FAULT = "程序故障"
_OUR_REMEDY = "请把此文件和日志发给维护人员；其余文件不受影响"
_STANDARD = Limits()
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """What every file is audited with.

    `confirmers` read again what a finding rests on, in this order. `scanner` reads pages without a text that can
    be trusted; None leaves them unread.
    """

    reader: Reader
    templates: Templates
    policy: Policy
    confirmers: tuple[Reader, ...] = ()
    scanner: Reader | None = None
    limits: Limits = _STANDARD


def standard(templates: Templates, policy: Policy, limits: Limits = _STANDARD) -> Options:
    """The readers in their roles: pdfium reads first, pdfplumber confirms, camelot decides, OCR reads pictures."""
    confirmers = (Later("pdfplumber"), Later("camelot"))
    return Options(Later("pdfium"), templates, policy, confirmers, Later("scan"), limits)


def audit_file(source: Source, options: Options) -> FileResult:
    """Reads and checks one file. Never raises on data: what can't be read is a D01, a fault of ours too."""
    with journal.kept() as lines:
        try:
            with fetched(source, options.limits) as path:
                result = _audit(source, path, options)
        except ExtractError as error:
            result = _unreadable(source, options, error.reason, error.remedy)
        except (Exception, SystemExit) as error:
            # Broad on purpose: we are wrong, not the file; its row says so and the audit goes on.
            lines.append(traceback.format_exc())
            if starved(error):
                result = lost_file(source, out_of_memory(options.limits.memory_mb), options)
            else:
                result = _unreadable(source, options, f"{OUR_FAULT}：{journal.trouble(error)}", _OUR_REMEDY)
    return replace(result, journal=tuple(lines))


def audit_again(source: Source, cause: str, options: Options) -> FileResult:
    """The file after its process was lost, told in Chinese how: read once, as a second reading may be what broke.

    What it finds was not confirmed, so that a person must look.
    """
    file = audit_file(source, replace(options, confirmers=(), scanner=None))
    if not file.forms:  # recognising pictures may take long, but here it is all there is
        file = audit_file(source, replace(options, confirmers=()))
    why = f"首次处理未能完成（{cause}），以下只读取了一次，请人工核对"
    forms = tuple(dispute.all_doubtful(form, why) for form in file.forms)
    return replace(file, forms=forms, journal=(*file.journal, str(cause)), limited=True)


def confirm_crossed(task: tuple[Source, FileResult], options: Options) -> FileResult:
    """The file with a verdict on the findings that were made over the whole directory."""
    source, file = task
    try:
        with fetched(source, options.limits) as path:
            return replace(file, forms=_confirmer(options).confirm_texts(path, file.forms))
    except ExtractError as error:
        why = f"复核读取未成功：{error.reason}，请人工核对"
        return replace(file, forms=tuple(dispute.all_doubtful(f, why) if unconfirmed(f) else f for f in file.forms))


def _judged(
    path: Path, forms: Sequence[FormResult], pages: Mapping[int, Page], options: Options
) -> tuple[FormResult, ...]:
    """The forms as confirmed by other readers, and by a look at the page itself."""
    scanned = options.scanner.name if options.scanner is not None else ""
    try:
        confirmed = _confirmer(options).confirm(path, forms, pages)
        if not options.confirmers:
            return confirmed
        turns = {number: page.turn for number, page in pages.items() if page.turn}
        return tuple(f if f.record.reader == scanned else witnessed(path, f, turns) for f in confirmed)
    except Exception as error:
        # Broad on purpose: what goes wrong in confirming must not cost the first reading.
        _log.warning("%s", traceback.format_exc())
        why = f"复核未能完成（{journal.trouble(error)}），请人工核对"
        return tuple(dispute.all_doubtful(form, why) for form in forms)


def _confirmer(options: Options) -> Confirmer:
    pictures = options.scanner.name if options.scanner is not None else ""
    return Confirmer(options.confirmers, options.templates, options.policy, pictures)


def lost_file(source: Source, cause: str, options: Options) -> FileResult:
    """The result of a file whose process was lost; `cause` says in Chinese how."""
    if isinstance(cause, Exceeded):
        result = _unreadable(source, options, str(cause), OverLimit.remedy)
    else:
        result = _unreadable(source, options, f"{OUR_FAULT}：{cause}", _OUR_REMEDY)
    return replace(result, journal=(str(cause),), limited=True)


def _audit(source: Source, path: Path, options: Options) -> FileResult:
    digest = _sha256(path, options.limits)
    with shared(path) as document:
        options.limits.check_pages(len(document))
        seen = survey(path, options.templates.words)
        pages = {page.number: page for page in _pages(path, seen.candidates, options.reader)}
    scanned = _scanned(path, seen, options)
    records = _records(pages | scanned, scanned, options)
    if not records and seen.scanned and not scanned:
        raise ScannedOnly(f"{said_pages(seen.scanned)}为扫描件（图片），没有可读取的文字")
    records = remarked(path, records, options.reader, options.templates)
    facts = FileFacts(None, None, seen.pages, len(records))
    return FileResult(
        source.name,
        digest,
        seen.pages,
        _judged(path, [check(record, options.policy) for record in records], pages, options),
        check_file(facts, options.policy),
        scanned=tuple(n for n in seen.scanned if n not in scanned),
    )


def _scanned(path: Path, seen: Survey, options: Options) -> dict[int, Page]:
    """The pages that are pictures, as recognised; none where that fails beside pages that were read."""
    if options.scanner is None:
        return {}
    try:
        return {page.number: page for page in _pages(path, seen.scanned, options.scanner)}
    except Exception as error:
        # Broad as little as can be: OCR alone fails for want of memory, in exceptions of its own.
        if not seen.candidates or not (isinstance(error, ExtractError) or starved(error)):
            raise
        return {}


def _records(pages: Mapping[int, Page], scanned: Mapping[int, Page], options: Options) -> list[SelfEvaluation]:
    """The forms on the pages, in order; one that any scanned page is part of says so as its reader."""
    ordered = [pages[number] for number in sorted(pages)]
    found = read_forms(ordered, options.templates, options.reader.name)
    by = options.scanner.name if options.scanner is not None else ""
    return [replace(r, reader=by) if set(r.pages) & set(scanned) else r for r in found]


def _pages(path: Path, numbers: Sequence[int], reader: Reader) -> Iterator[Page]:
    """The pages asked for. A reader that keeps one back has failed: that is not "no discrepancy"."""
    missing = set(numbers)
    if not missing:
        return
    for page in reader.read(path, numbers):
        missing.discard(page.number)
        yield page
    if missing:
        raise RuntimeError(f"读取引擎 {reader.name} 没有给出{said_pages(sorted(missing))}")


def _unreadable(source: Source, options: Options, reason: str, remedy: str) -> FileResult:
    facts = FileFacts(reason, remedy, 0, 0)
    return FileResult(source.name, findings=check_file(facts, options.policy), unread=f"{reason}。{remedy}")


def _sha256(path: Path, limits: Limits) -> str:
    """The digest of a regular file; raises `Unreadable`, `OverLimit`. A pipe would keep us waiting for ever."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable("不是普通文件（管道、设备等）")
        limits.check_size(found.st_size)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except PermissionError as error:
        raise Unreadable("没有读取此文件的权限") from error
    except FileNotFoundError as error:
        raise Unreadable("文件已不存在，或链接所指的文件不存在") from error
    except OSError as error:
        raise Unreadable(f"无法打开文件（{error.strerror or type(error).__name__}）") from error


def said_pages(numbers: Sequence[int]) -> str:
    """Pages for people: 第 1、3–5 页."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return f"第 {'、'.join(str(r[0]) if len(r) == 1 else f'{r[0]}–{r[-1]}' for r in runs)} 页"
