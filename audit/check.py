"""One record → its result: what the rules find, and what the total may be."""

from __future__ import annotations

from audit.result import FormResult
from normalize.record import SelfEvaluation
from validate.policy import Policy
from validate.rule import check_form
from validate.scoring import recompute


def check(record: SelfEvaluation, policy: Policy) -> FormResult:
    findings = check_form(record, policy)
    return FormResult(record, findings, recompute(record, policy, findings))
