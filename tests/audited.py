"""Whole folders audited once a test session, for all tests that look at the outcome."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from audit import inputs, run
from audit.pipeline import Options, standard
from audit.result import Outcome
from normalize.template import load as load_templates
from validate import policy

ROOT = Path(__file__).parent.parent


def options() -> Options:
    """What the command line uses by default."""
    return standard(load_templates(), policy.load())


@cache
def audited(folder: Path) -> Outcome:
    return run.audit(inputs.find([folder], folder / "selfeval-out"), options(), jobs=2)
