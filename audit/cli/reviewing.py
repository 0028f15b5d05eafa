"""`selfeval review`."""

from __future__ import annotations

import secrets
import signal
from pathlib import Path

import click

from audit.cli.shared import Stopped, failures_told
from audit.review.doorway import is_local
from audit.review.server import serving

_PORT = 8642
_SHORTEST = 12


@click.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option(
    "--host", default="127.0.0.1", metavar="ADDRESS", help="监听的地址，默认只限本机；0.0.0.0 为局域网内都可打开。"
)
@click.option("--port", default=_PORT, type=click.IntRange(0, 65535), metavar="N", help=f"端口，默认 {_PORT}。")
@click.option(
    "--token",
    default="",
    metavar="TEXT",
    help=f"口令，至少 {_SHORTEST} 个字符；不限本机时必须有，未给出则自动生成。",
    envvar="SELFEVAL_TOKEN",
)
def review(out: Path, host: str, port: int, token: str) -> None:
    """打开复核页面：对照原件逐条判定属实、误报或待核，更正读错的格子。

    按 Ctrl-C 结束。意见保存在 OUT 的 audit.db 中，重新审核后仍在。
    """
    if token and len(token) < _SHORTEST:
        raise click.UsageError(f"--token：至少 {_SHORTEST} 个字符")
    if not token and not is_local(host):
        token = secrets.token_urlsafe(16)
    with failures_told(out):
        try:
            page = serving(out, host, port, token)
            with page as served:
                click.echo(f"在浏览器中打开：{served.address}")
                if token:
                    click.echo("链接中带有口令，请只发给复核人员。")
                click.echo(f"按 Ctrl-C 结束；判断完之后用 selfeval notice {out} 写出给各单位的复核意见。")
                signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does
                served.run()
        except OSError as error:
            raise Stopped(f"无法使用 {host} 的端口 {port}（{error.strerror or error}）；可用 --port 换一个") from error
