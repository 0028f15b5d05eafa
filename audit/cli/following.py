"""Commands for what comes after an audit: `selfeval notice`, `compare`."""

from __future__ import annotations

from pathlib import Path

import click

from audit.cli.shared import failures_told
from audit.compare import write as comparing
from audit.notice import write as noticing


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
        written = noticing.write(out, noticing.Choice(everyone, by_department, not no_remarks))
    click.echo(noticing.said(written, out), nl=False)


@click.command()
@click.argument("old", type=click.Path(path_type=Path), metavar="OLD")
@click.argument("new", type=click.Path(path_type=Path), metavar="NEW")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="OUT",
    help="写入哪个文件夹，默认为 NEW。",
)
def compare(old: Path, new: Path, output: Path | None) -> None:
    """比较两次审核的输出目录：原来的问题哪些已改正、仍存在，新出现了哪些，哪些数据变了。

    文件改了名也按项目编码或名称、年度、单位对上。写出 comparison.csv 与 comparison.xlsx。
    """
    out = output or new
    if old.resolve() == new.resolve():
        raise click.UsageError("OLD 与 NEW 是同一个输出目录；重新报送的文件请审核到另一个目录（audit -o）")
    with failures_told(out):
        done = comparing.compare(old, new, out)
    click.echo(comparing.said(done, out), nl=False)
