"""The command line: the only place that prints and exits."""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

import click
from rich.console import Console

from audit import cluster, inputs, lists, places, progress, run, workers
from audit.journal import Lines, logging_to
from audit.limits import Limits
from audit.names import readable_name
from audit.pipeline import Options, audit_file, standard
from audit.publish import publish
from audit.result import Outcome, Source
from audit.show import show as shown
from audit.status import status as status_of
from audit.store import store
from audit.store.fingerprint import fingerprint
from audit.store.schema import StoreError
from audit.summary import Tally, summary
from normalize.errors import TemplateError
from normalize.template import Templates
from normalize.template import load as load_templates
from validate import policy as policies
from validate.finding import Level
from validate.rule import catalogue

_STANDARD = Limits()
_HELP = {"help_option_names": ["-h", "--help"]}

_policy = click.option(
    "--policy", default=policies.DEFAULT, metavar="NAME|FILE", help="政策口径：自带口径的名称，或 TOML 文件。"
)
_templates = click.option(
    "--templates",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="另加的版式目录（*.toml），补充自带版式。",
)


def _limits(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options for what one file may take."""
    for name, field, kind, what in (
        ("--max-size", "size_mb", click.IntRange(1), "MB"),
        ("--max-memory", "memory_mb", click.IntRange(256), "MB 内存"),
        ("--max-seconds", "seconds", click.FloatRange(1), "秒"),
        ("--max-pages", "pages", click.IntRange(1), "页"),
    ):
        usual = getattr(_STANDARD, field)
        text = f"每个文件最多 {what}，默认 {usual:g}；超过的文件列为无法读取。"
        command = click.option(name, field, type=kind, default=usual, metavar="N", help=text)(command)
    return command


class Stopped(click.ClickException):
    """The audit can't go on for a reason outside of it, such as an output folder that can't be written."""

    exit_code = 2

    def show(self, file: IO[str] | None = None) -> None:
        click.echo(f"selfeval：{self.message}", file=file, err=True)


class Interruptible(click.Group):
    """Leaves with 130 on an interrupt, as a shell expects, where click would say 1."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            click.echo("selfeval：已中断；已完成的部分都已保存，再次运行同一命令会从中断处继续", err=True)
            context.exit(130)


@click.group(cls=Interruptible, context_settings=_HELP)
@click.version_option(package_name="selfeval", message="selfeval %(version)s", help="显示版本号。")
def main() -> None:
    """核对项目支出绩效自评表（PDF）：读取表格，重算得分，列出差异。"""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal or pipe whose encoding lacks a character must not end an audit of hours.
            stream.reconfigure(errors="replace")


@main.command()
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
@_policy
@_templates
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
    _require(paths)
    chosen, left_out = _codes(select, "--select"), _codes(ignore, "--ignore")
    most = Limits(**limits)
    options = _options(policy, templates, most)
    log = _log_to(log_file)
    _make_folder(output)
    _stop_on_signals()
    # The machines of a cluster don't share our working folder.
    whole = [path if places.is_url(path) or not scheduler else str(Path(path).absolute()) for path in paths]
    with _failures_told(output), store.opened(output, fingerprint(options), most) as kept:
        found = _found(whole, output)
        with _pool(scheduler, jobs, most, whole) as pool, progress.shown(Console(stderr=True), quiet) as watch:
            outcome = run.audit(found, options, kept, pool, watch)
        tally = publish(kept, output, chosen, left_out)
        kept.finish(outcome.interrupted)
    click.echo(summary(tally, outcome, found, output, log is not None), nl=False)
    if log and log.broken:
        click.echo(f"selfeval：日志不完整（{log.broken}）：{log_file}", err=True)
    sys.exit(_exit_code(tally, outcome, found, strict))


@main.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
def status(out: Path) -> None:
    """显示输出目录 OUT 的审核进行到哪里；可在审核运行时另开窗口使用。"""
    with _failures_told(out):
        click.echo(status_of(out, time.time()), nl=False)


@main.command()
@click.argument("file", type=click.Path(path_type=str), metavar="FILE")
@_policy
@_templates
def show(file: str, policy: str, templates: Path | None) -> None:
    """在终端显示一个文件读出的表格，核对结果列在单元格旁边。"""
    _require([file])
    result = audit_file(Source(file, readable_name(Path(file).name)), _options(policy, templates))
    click.echo(shown(result, sys.stdout.isatty()), nl=False)
    sys.exit(3 if result.unread else 0)


@main.command()
@click.argument("code", required=False)
def rules(code: str | None) -> None:
    """列出全部规则；给出编号时显示该规则的说明。"""
    try:
        text = lists.rule_page(code) if code else lists.rules(sys.stdout.isatty())
    except LookupError as error:
        raise click.UsageError(str(error.args[0])) from error
    click.echo(text, nl=False)


@main.command()
@_templates
def templates(templates: Path | None) -> None:
    """列出能识别的版式。"""
    click.echo(lists.templates(_known_templates(templates), sys.stdout.isatty()), nl=False)


def _require(paths: Iterable[str]) -> None:
    if not paths:
        raise click.UsageError("请给出要审核的文件夹或文件（PATH）")
    for path in paths:
        if not places.is_url(path) and not os.path.lexists(path):
            raise click.UsageError(f"找不到文件或文件夹：{readable_name(path)}")


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


def _options(policy: str, templates: Path | None, limits: Limits = _STANDARD) -> Options:
    try:
        rule_set = policies.load(policy)
    except policies.PolicyError as error:
        raise click.UsageError(f"--policy：{error}") from error
    return standard(_known_templates(templates), rule_set, limits)


def _known_templates(folder: Path | None) -> Templates:
    try:
        return load_templates(*([folder] if folder else []))
    except TemplateError as error:
        raise click.UsageError(f"--templates：{error}") from error


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


@contextmanager
def _failures_told(out: Path) -> Iterator[None]:
    """What the output folder and its disk can do to a run, said in one line."""
    try:
        yield
    except (StoreError, cluster.ClusterError, places.NoRoom) as error:
        raise Stopped(str(error)) from error
    except OSError as error:
        raise Stopped(f"无法写入 {out}（{error.strerror or error}）；若文件正在 Excel 中打开，请先关闭") from error


def _exit_code(tally: Tally, outcome: Outcome, found: inputs.Inputs, strict: bool) -> int:
    if outcome.interrupted:
        return 130
    if strict and tally.levels[Level.ERROR]:
        return 1
    return 3 if found.closed_folders or tally.unread else 0
