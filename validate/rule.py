"""The catalogue of rules, and how a form, a directory and a file are put before them.

A rule is one module in `rules/` that ends in `RULE = Rule(...)`; the module's docstring is its manual page.
Codes are public and never reused: one given to a rule stays with it, also after the rule is gone.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from normalize.record import SelfEvaluation
from validate.citation import Citation
from validate.finding import Finding, Level
from validate.policy import Policy

RESERVED = frozenset({"X03", "X04", "X05"})
"""Codes promised to rules that need the forms of the year before."""

_FAMILIES = "FIGSDX"


class Scope(StrEnum):
    """What a rule looks at, hence the first argument of its check."""

    FORM = "form"
    DIRECTORY = "directory"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What reading a file came to. `reason` says in Chinese why it could not be read, `remedy` what to do;
    both are None when it could. `forms` counts the forms found on its `pages`."""

    reason: str | None
    remedy: str | None
    pages: int
    forms: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `levels` are all it may speak at; `manual` is its page for reviewers (Chinese).

    check takes, by scope:
    form       (SelfEvaluation, Policy) → Iterator[Finding]
    directory  (Sequence[tuple[file name, SelfEvaluation]], Policy) → Iterator[tuple[index, Finding]]
    file       (FileFacts, Policy) → Iterator[Finding]

    key gives, for the scope directory, what forms must share to be put before check together, and None for a form
    that it need not see: nobody holds all forms of a directory at once.
    """

    code: str
    name: str
    levels: tuple[Level, ...]
    scope: Scope
    citation: Citation
    manual: str
    check: Callable[[Any, Policy], Iterator[Any]]
    key: Callable[[SelfEvaluation], tuple[str, ...] | None] | None = None


@cache
def catalogue() -> tuple[Rule, ...]:
    """Every rule of `rules/`, in the order of their families (资金, 指标, 目标, 合计, 文件, 目录) and codes.

    Raises `ValueError` when a module there holds no rule, or two rules share a code or take a reserved one, or one
    that looks at a directory has no key.
    """
    package = importlib.import_module("validate.rules")
    found: dict[str, Rule] = {}
    for module in pkgutil.iter_modules(package.__path__):
        rule = getattr(importlib.import_module(f"validate.rules.{module.name}"), "RULE", None)
        if not isinstance(rule, Rule):
            raise ValueError(f"validate/rules/{module.name}.py holds no RULE")
        if rule.code in found or rule.code in RESERVED:
            raise ValueError(f"validate/rules/{module.name}.py takes a code that is not free: {rule.code}")
        if (rule.scope is Scope.DIRECTORY) != (rule.key is not None):
            raise ValueError(f"validate/rules/{module.name}.py: a rule has a key if it looks at a directory")
        found[rule.code] = rule
    return tuple(sorted(found.values(), key=lambda rule: (_FAMILIES.index(rule.code[0]), rule.code)))


def check_form(record: SelfEvaluation, policy: Policy) -> tuple[Finding, ...]:
    """All findings on one form: by rule in the order of the catalogue, then in the order of the form."""
    return tuple(f for rule in _of(Scope.FORM) for f in rule.check(record, policy))


def group_keys(record: SelfEvaluation) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What each rule over the directory would group the form by, with the rule's code."""
    keys = ((rule.code, rule.key(record)) for rule in _of(Scope.DIRECTORY) if rule.key)
    return tuple((code, key) for code, key in keys if key is not None)


def directory_codes() -> tuple[str, ...]:
    """The rules that take several forms, in the order of the catalogue."""
    return tuple(rule.code for rule in _of(Scope.DIRECTORY))


def check_directory(
    records: Sequence[tuple[str, SelfEvaluation]], policy: Policy, codes: Iterable[str] | None = None
) -> tuple[tuple[int, Finding], ...]:
    """Findings that take several forms to see; each with the index of the form it is on.

    The text beside a record is the file's name as the lists print it. `codes` are the rules to ask, None for all.
    """
    asked = set(directory_codes() if codes is None else codes)
    return tuple(f for rule in _of(Scope.DIRECTORY) if rule.code in asked for f in rule.check(records, policy))


def check_file(facts: FileFacts, policy: Policy) -> tuple[Finding, ...]:
    """Findings on a file as a whole."""
    return tuple(f for rule in _of(Scope.FILE) for f in rule.check(facts, policy))


def selected(
    findings: Iterable[Finding], select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """Those whose code starts with one of `select` (all when it is empty) and with none of `ignore`."""
    return tuple(
        f for f in findings if (not select or f.code.startswith(tuple(select))) and not f.code.startswith(tuple(ignore))
    )


def _of(scope: Scope) -> tuple[Rule, ...]:
    return tuple(rule for rule in catalogue() if rule.scope is scope)
