"""What commands have in common: options, checks of what was given, and how a command stops."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from audit import cluster, places
from audit.limits import Limits
from audit.names import readable_name
from audit.pipeline import Options, standard
from audit.store.schema import StoreError
from normalize.errors import TemplateError
from normalize.template import Templates
from normalize.template import load as load_templates
from validate import policy as policies

STANDARD = Limits()

policy_option = click.option(
    "--policy", default=policies.DEFAULT, metavar="NAME|FILE", help="政策口径：自带口径的名称，或 TOML 文件。"
)
templates_option = click.option(
    "--templates",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="另加的版式目录（*.toml），补充自带版式。",
)


class Stopped(click.ClickException):
    """The audit can't go on for a reason outside of it, such as an output folder that can't be written."""

    exit_code = 2

    def show(self, file: IO[str] | None = None) -> None:
        click.echo(f"selfeval：{self.message}", file=file, err=True)


def require(paths: Iterable[str]) -> None:
    """Raises `UsageError` unless there is a path, and each leads somewhere."""
    if not paths:
        raise click.UsageError("请给出要审核的文件夹或文件（PATH）")
    for path in paths:
        if not places.is_url(path) and not os.path.lexists(path):
            raise click.UsageError(f"找不到文件或文件夹：{readable_name(path)}")


def options_of(policy: str, templates: Path | None, limits: Limits = STANDARD) -> Options:
    """What files are audited with. Raises `UsageError`."""
    try:
        rule_set = policies.load(policy)
    except policies.PolicyError as error:
        raise click.UsageError(f"--policy：{error}") from error
    return standard(known_templates(templates), rule_set, limits)


def known_templates(folder: Path | None) -> Templates:
    """The layouts of the program, and those of a folder. Raises `UsageError`."""
    try:
        return load_templates(*([folder] if folder else []))
    except TemplateError as error:
        raise click.UsageError(f"--templates：{error}") from error


@contextmanager
def failures_told(out: Path) -> Iterator[None]:
    """What the output folder and its disk can do to a run, said in one line."""
    try:
        yield
    except (StoreError, cluster.ClusterError, places.NoRoom) as error:
        raise Stopped(str(error)) from error
    except OSError as error:
        raise Stopped(f"无法写入 {out}（{error.strerror or error}）；若文件正在 Excel 中打开，请先关闭") from error
