"""Every rule's manual page: its sections, its basis, and its examples, which are the rule's test."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.notation import SECTIONS, Example, examples, sections
from validate.citation import Citation
from validate.finding import Finding
from validate.places import said
from validate.policy import load
from validate.rule import FileFacts, Rule, Scope, catalogue

POLICY = load()
RULES = catalogue()
CASES = [
    pytest.param(rule, example, id=f"{rule.code}-{i:02}-{'flagged' if example.flagged else 'accepted'}")
    for rule in RULES
    for i, example in enumerate(examples(rule.manual))
]


def findings(rule: Rule, example: Example) -> list[Finding]:
    if rule.scope is Scope.FILE:
        facts = example.file or {}
        pages, forms = int(facts.get("页数", "0")), int(facts.get("表数", "0"))
        return list(rule.check(FileFacts(facts.get("原因"), facts.get("处理"), pages, forms), POLICY))
    if rule.scope is Scope.DIRECTORY:
        return [finding for _, finding in rule.check(example.forms, POLICY)]
    return list(rule.check(example.forms[0][1], POLICY))


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example_says_what_the_rule_does(rule: Rule, example: Example) -> None:
    found = findings(rule, example)
    if not example.flagged:
        assert found == [], example.title
        return
    assert found, example.title
    wanted = example.said.split("，")
    level = next(part for part in wanted if part in ("错误", "疑点", "提示"))
    assert level in [f.level.value for f in found]
    for part in wanted:
        if part.startswith("复核值 "):
            assert part.removeprefix("复核值 ") in [f.expected for f in found]
        elif part.endswith(" 处"):
            assert len(found) == int(part.removesuffix(" 处"))
        elif part.startswith("位置 "):
            record = example.forms[0][1]
            assert part.removeprefix("位置 ") in [said(record, f.path) for f in found]
        elif part.startswith("说明含"):
            assert any(part.removeprefix("说明含") in f.message for f in found)
        else:
            assert part == level


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_page_is_complete(rule: Rule) -> None:
    parts = sections(rule.manual)
    assert set(parts) == {"", *SECTIONS}
    assert all(parts.values())
    cases = examples(rule.manual)
    assert sum(case.flagged for case in cases) >= 3
    assert sum(not case.flagged for case in cases) >= 3
    spoken = {f.level for case in cases for f in findings(rule, case)}
    assert spoken == set(rule.levels), "an example for each level, and no other"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_findings_carry_what_a_reviewer_needs(rule: Rule) -> None:
    for case in examples(rule.manual):
        for finding in findings(rule, case):
            assert finding.code == rule.code
            assert finding.policy == POLICY.name
            assert len(finding.message) >= 8
            assert finding.message.endswith("。")
            assert (finding.path is None) == (finding.evidence == ())
            if finding.path is not None:
                assert finding.evidence[0] == finding.path
            if finding.difference:
                bare = re.sub(r"[^\d.-]", "", finding.expected)
                assert Decimal(finding.difference).is_finite()
                assert bare, "a difference is to something"


def test_only_verified_articles_are_cited() -> None:
    articles = {each.value for each in Citation}
    for rule in RULES:
        assert rule.citation in articles
        named = set(re.findall(r"第[一二三四五六七八九十]+条", rule.manual))
        assert named <= {"第十三条", "第十六条", "第十八条"}
        for article in named:
            assert rule.citation.value.endswith(article)
