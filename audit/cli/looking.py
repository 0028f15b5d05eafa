"""Commands that only show something: `selfeval status`, `show`, `rules`, `templates`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from audit import lists
from audit.cli.shared import failures_told, known_templates, options_of, policy_option, require, templates_option
from audit.names import readable_name
from audit.pipeline import audit_file
from audit.result import Source
from audit.show import show as shown
from audit.status import status as status_of


@click.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
def status(out: Path) -> None:
    """显示输出目录 OUT 的审核进行到哪里；可在审核运行时另开窗口使用。"""
    with failures_told(out):
        click.echo(status_of(out, time.time()), nl=False)


@click.command()
@click.argument("file", type=click.Path(path_type=str), metavar="FILE")
@policy_option
@templates_option
def show(file: str, policy: str, templates: Path | None) -> None:
    """在终端显示一个文件读出的表格，核对结果列在单元格旁边。"""
    require([file])
    result = audit_file(Source(file, readable_name(Path(file).name)), options_of(policy, templates))
    click.echo(shown(result, sys.stdout.isatty()), nl=False)
    sys.exit(3 if result.unread else 0)


@click.command()
@click.argument("code", required=False)
def rules(code: str | None) -> None:
    """列出全部规则；给出编号时显示该规则的说明。"""
    try:
        text = lists.rule_page(code) if code else lists.rules(sys.stdout.isatty())
    except LookupError as error:
        raise click.UsageError(str(error.args[0])) from error
    click.echo(text, nl=False)


@click.command()
@templates_option
def templates(templates: Path | None) -> None:
    """列出能识别的版式。"""
    click.echo(lists.templates(known_templates(templates), sys.stdout.isatty()), nl=False)
