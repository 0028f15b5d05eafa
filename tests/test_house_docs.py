"""Every command, option, column, status, exit code and rule is written down where a reader looks for it."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from audit.cli import main
from audit.result import Status
from audit.rows import DISCREPANCY_HEADINGS, FORM_HEADINGS
from audit.summary import OUTPUTS
from validate.finding import Level
from validate.rule import Rule, catalogue

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def commands() -> list[tuple[str, click.Command]]:
    return sorted(main.commands.items())


@pytest.mark.parametrize(("name", "command"), commands(), ids=[name for name, _ in commands()])
def test_a_command_is_documented_with_all_its_options(name: str, command: click.Command) -> None:
    assert f"`selfeval {name}" in README
    assert command.help and CHINESE.search(command.help)
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help and CHINESE.search(option.help), option.name
            assert all(f"`{form}" in README for form in option.opts), option.opts


def test_the_readme_documents_no_option_that_is_gone() -> None:
    known = {form for _, command in commands() for option in command.params for form in option.opts}
    known |= {"--help", "--version", "--update-golden"}
    assert set(re.findall(r"`(--[a-z-]+)", README)) <= known


@pytest.mark.parametrize("word", sorted({*DISCREPANCY_HEADINGS, *FORM_HEADINGS, *Status, *Level, *OUTPUTS}))
def test_a_word_of_the_outputs_is_explained(word: str) -> None:
    assert word in README


@pytest.mark.parametrize("rule", catalogue(), ids=[rule.code for rule in catalogue()])
def test_a_rule_has_its_manual_page(rule: Rule) -> None:
    assert CHINESE.search(rule.name)
    for part in ("检查内容", "依据", "示例"):
        assert part in rule.manual, part
