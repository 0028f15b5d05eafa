"""The command line: the only place that prints and exits. A module a group of commands."""

from __future__ import annotations

import io
import sys
from typing import Any

import click

from audit.cli.auditing import audit
from audit.cli.following import compare, notice
from audit.cli.looking import rules, show, status, templates
from audit.cli.reviewing import review

_HELP = {"help_option_names": ["-h", "--help"]}


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


for _command in (audit, status, review, show, rules, templates, notice, compare):
    main.add_command(_command)
