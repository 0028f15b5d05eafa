"""`selfeval audit`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from audit import cluster, inputs, places, progress, run, workers
from audit.cli.shared import (
    STANDARD,
    Stopped,
    failures_told,
    options_of,
    policy_option,
    require,
    templates_option,
)
from audit.exports.html import report
from audit.exports.html.totals import Totals
from audit.journal import Lines, logging_to
from audit.limits import Limits
from audit.publish import publish
from audit.result import Outcome
from audit.store import store
from audit.store.fingerprint import fingerprint
from audit.store.settings import Settings
from audit.summary import Tally, summary
from validate.finding import Level
from validate.rule import catalogue


def _limits(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options for what one file may take."""
    for name, field, kind, what in (
        ("--max-size", "size_mb", click.IntRange(1), "MB"),
        ("--max-memory", "memory_mb", click.IntRange(256), "MB 内存"),
        ("--max-seconds", "seconds", click.FloatRange(1), "秒"),
        ("--max-pages", "pages", click.IntRange(1), "页"),
    ):
        usual = getattr(STANDARD, field)
        text = f"每个文件最多 {what}，默认 {usual:g}；超过的文件列为无法读取。"
        command = click.option(name, field, type=kind, default=usual, metavar="N", help=text)(command)
    return command


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=str), metavar="PATH...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("selfeval-out"),
    metavar="OUT",
    help="输出目录，默认为当前目录下的 selfeval-out。",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="同时工作的进程数，默认与处理器个数相同（至少 2）；1 为不另开进程，此时卡住的文件不能强制结束。",
)
@policy_option
@templates_option
@click.option("--select", multiple=True, metavar="CODES", help="只报告这些规则，如 F,S02；可重复。")
@click.option("--ignore", multiple=True, metavar="CODES", help="不报告这些规则，如 I08,I1；可重复。")
@click.option("--strict", is_flag=True, help="有“错误”级结果时以 1 退出。")
@_limits
@click.option("--scheduler", metavar="ADDRESS", help="在已有的 Dask 集群上审核，如 tcp://10.0.0.1:8786。")
@click.option("--quiet", is_flag=True, help="不显示进度，只显示最后的小结。")
@click.option(
    "--log-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="日志文件，每行一条 JSON：逐个文件的情况和程序故障的详情。",
)
def audit(
    paths: tuple[str, ...],
    output: Path,
    jobs: int | None,
    policy: str,
    templates: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    scheduler: str | None,
    quiet: bool,
    log_file: Path | None,
    **limits: Any,
) -> None:
    """审核 PATH 下的全部 PDF 文件（可以是多个文件夹或文件），把差异清单写入 OUT。

    被中断、被强制结束后，再次运行同一命令会从中断处继续；文件没有变化的不再读取。

    退出码：0 审核完成；1 有“错误”级结果（只在 --strict 时）；2 用法有误；3 审核完成，但有文件或文件夹无法读取；
    130 被中断（已完成的部分照样写出）。
    """
    require(paths)
    chosen, left_out = _codes(select, "--select"), _codes(ignore, "--ignore")
    most = Limits(**limits)
    options = options_of(policy, templates, most)
    log = _log_to(log_file)
    _make_folder(output)
    _stop_on_signals()
    # The machines of a cluster don't share our working folder.
    whole = [path if places.is_url(path) or not scheduler else str(Path(path).absolute()) for path in paths]
    with failures_told(output), store.opened(output, fingerprint(options), most) as kept:
        found = _found(whole, output)
        with _pool(scheduler, jobs, most, whole) as pool, progress.shown(Console(stderr=True), quiet) as watch:
            outcome = run.audit(found, options, kept, pool, watch)
            totals = Totals()
            tally = publish(kept, output, Settings(options.policy, chosen, left_out), totals)
            known = report.Gathered(tally, totals, outcome)
            report.write(kept, output, known, pool, most, found.sources, watch)
        kept.finish(outcome.interrupted)
    click.echo(summary(tally, outcome, found, output, log is not None), nl=False)
    if log and log.broken:
        click.echo(f"selfeval：日志不完整（{log.broken}）：{log_file}", err=True)
    sys.exit(_exit_code(tally, outcome, found, strict))


def _found(paths: Sequence[str], out: Path) -> inputs.Inputs:
    try:
        return inputs.find(paths, out)
    except places.Unusable as error:
        raise click.UsageError(f"无法读取 PATH：{error}") from error


def _codes(given: Iterable[str], option: str) -> tuple[str, ...]:
    """Codes or their beginnings, each of which some rule has."""
    codes = tuple(code.strip().upper() for part in given for code in part.split(",") if code.strip())
    known = [rule.code for rule in catalogue()]
    for code in codes:
        if not any(each.startswith(code) for each in known):
            raise click.UsageError(f"{option}：没有编号为 {code} 的规则；现有：{'、'.join(known)}")
    return codes


def _log_to(path: Path | None) -> Lines | None:
    try:
        log = logging_to(path)
    except OSError as error:
        raise click.UsageError(f"--log-file：无法写入 {path}（{error.strerror}）") from error
    if log:
        click.get_current_context().call_on_close(log.close)
    return log


def _stop_on_signals() -> None:
    """A request to end, or a terminal that is closed, stops as Ctrl-C does; nohup and & keep their meaning."""
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        sign = getattr(signal, name, None)
        if sign is not None and signal.getsignal(sign) is not signal.SIG_IGN:
            signal.signal(sign, signal.default_int_handler)


@contextmanager
def _pool(scheduler: str | None, jobs: int | None, limits: Limits, paths: Sequence[str]) -> Iterator[run.Pool]:
    if scheduler is None:
        yield partial(workers.run, jobs=jobs or max(2, os.cpu_count() or 1), limits=limits)
        return
    with cluster.joined(scheduler, limits, [path for path in paths if not places.is_url(path)]) as joined:
        yield joined


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stopped(f"无法建立输出目录 {path}（{error.strerror}）") from error
    if not os.access(path, os.W_OK):
        raise Stopped(f"没有写入输出目录 {path} 的权限")


def _exit_code(tally: Tally, outcome: Outcome, found: inputs.Inputs, strict: bool) -> int:
    if outcome.interrupted:
        return 130
    if strict and tally.levels[Level.ERROR]:
        return 1
    return 3 if found.closed_folders or tally.unread else 0
