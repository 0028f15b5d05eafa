"""Commands for what comes after an audit: `selfeval notice`."""

from __future__ import annotations

from pathlib import Path

import click

from audit.cli.shared import failures_told
from audit.notice.write import Choice, said, write


@click.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--all", "everyone", is_flag=True, help="没有需要答复的内容的单位也写一份。")
@click.option("--by-department", is_flag=True, help="按主管部门而不是实施单位，每个部门一份。")
@click.option("--no-remarks", is_flag=True, help="不写入复核人员的备注。")
def notice(out: Path, everyone: bool, by_department: bool, no_remarks: bool) -> None:
    """按 OUT 的审核结果给每个单位写一份复核意见书（Word），放在 OUT/notices；标为“误报”的不写入。

    已有人修改过的意见书不会被覆盖。
    """
    with failures_told(out):
        written = write(out, Choice(everyone, by_department, not no_remarks))
    click.echo(said(written, out), nl=False)
