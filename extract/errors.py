# ruff: noqa: N818 - each is named for what is wrong with the file
"""What keeps a file from being read.

ExtractError
├── EmptyFile          nothing in it
├── NotAPdf            some other kind of file
├── Encrypted          needs a password that we don't have
├── Damaged            a PDF that no engine can open
├── Dynamic            an XFA form, whose pages only Adobe's own programs make
├── ScannedOnly        pictures of pages, no text to read
├── OverLimit          larger than the audit allows
├── TooDense           a page with more on it than any form has: its cells can't be told
└── Unreadable         the operating system refuses (permission, vanished, not a regular file)

Every message is Chinese, because a reviewer reads it in the discrepancy list; it says what is wrong, and
`remedy` what to do about it.
"""

from __future__ import annotations


class ExtractError(Exception):
    """A file that can't be read; `reason` says why, `remedy` what the reviewer can do."""

    remedy = "请填报单位重新提交可以打开的 PDF 文件"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EmptyFile(ExtractError):
    remedy = "请填报单位重新提交：文件为空（0 字节），多为上传中断"


class NotAPdf(ExtractError):
    remedy = "请将原文件另存为 PDF 后重新提交，只改扩展名无效"


class Encrypted(ExtractError):
    remedy = "请填报单位取消打开密码后重新提交"


class Damaged(ExtractError):
    remedy = "文件已损坏，请填报单位重新导出 PDF 并提交"


class Dynamic(ExtractError):
    remedy = "请填报单位用 Adobe Reader 打开，打印成 PDF 后重新提交"


class ScannedOnly(ExtractError):
    remedy = "请填报单位提交由 Word、WPS 或平台直接导出的 PDF，或人工复核"


class OverLimit(ExtractError):
    remedy = "请拆分文件，或用相应的限额选项放宽后重新审核"


class TooDense(ExtractError):
    """`reason` begins after the page's number."""

    remedy = "请填报单位用 Word、WPS 或平台重新导出 PDF 并提交，或人工复核"


class Unreadable(ExtractError):
    remedy = "请检查文件权限、网络盘连接后重新审核"
