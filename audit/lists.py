"""What the tool knows, for a terminal: its rules and its layouts."""

from __future__ import annotations

from rich.table import Table

from audit.terminal import as_text
from normalize.template import Templates
from validate.rule import catalogue


def rules(screen: bool) -> str:
    """All rules: code, name, the levels each may speak at, what it rests on."""
    table = Table("编号", "名称", "级别", "依据")
    for rule in catalogue():
        levels = " / ".join(level.value for level in rule.levels)
        table.add_row(rule.code, rule.name, levels, rule.citation.value)
    return as_text([table], screen)


def rule_page(code: str) -> str:
    """The manual page of one rule; raises `LookupError` naming the codes there are."""
    for rule in catalogue():
        if rule.code == code.upper():
            levels = " / ".join(level.value for level in rule.levels)
            head = f"{rule.code} {rule.name}　级别：{levels}　依据：{rule.citation.value}"
            return f"{head}\n\n{rule.manual.strip()}\n"
    raise LookupError(f"没有编号为 {code} 的规则；现有：{'、'.join(rule.code for rule in catalogue())}")


def templates(known: Templates, screen: bool) -> str:
    """All layouts: what they are called, where they were seen, their indicator columns in order."""
    table = Table("版式", "名称", "来源", "指标表的列", show_lines=True)
    for layout in known.layouts:
        table.add_row(layout.id, layout.name, layout.source, " | ".join(layout.columns))
    return as_text([table], screen)
