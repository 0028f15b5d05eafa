"""Rule sets: the one that comes with the program, regional ones over it, and what is said of a bad file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.notation import form, fund
from validate.finding import Level
from validate.policy import PolicyError, load, names
from validate.rule import check_form


def test_default_is_the_measure_of_2020() -> None:
    policy = load()
    assert policy.name in names()
    assert {group.name: int(group.weight) for group in policy.groups} == {"产出": 50, "效益": 30, "满意度": 10}
    assert [(grade.name, int(grade.at_least)) for grade in policy.grades] == [
        ("优", 90), ("良", 80), ("中", 60), ("差", 0),
    ]  # fmt: skip
    assert (policy.overfulfilled, policy.not_done_below) == (Decimal("0.30"), Decimal("0.60"))
    assert hash(policy) == hash(load("cn-2020-10"))  # judging is cached by record and rule set


def test_a_region_gives_only_what_differs(tmp_path: Path) -> None:
    file = tmp_path / "region.toml"
    file.write_text(
        'base = "cn-2020-10"\nname = "region"\ntitle = "某地"\n'
        "[scoring]\noverfulfilled = 0.5\n[execution]\nweight = 20\n"
        "bands = [{ at_least = 0.95, share = 1 }, { at_least = 0.8, share = 0.7 }, { at_least = 0, share = 0 }]\n",
        encoding="utf-8",
    )
    policy = load(file)
    assert (policy.name, policy.overfulfilled, policy.execution.weight) == ("region", Decimal("0.5"), Decimal(20))
    assert policy.grades == load().grades
    row = {"annual_budget": "100", "executed": "86", "weight": "20"}
    assert not check_form(form(funds=(fund(**row, score="14", reason="x"),)), policy)[1:]
    found = [f for f in check_form(form(funds=(fund(**row, score="17.2"),)), policy) if f.code == "F03"]
    assert [(f.level, f.expected, f.policy) for f in found] == [(Level.ERROR, "14.00", "region")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[scoring]\noverfulfilled = -1", "scoring.overfulfilled"),
        ("[scoring]\nnot_done_below = 60", "scoring.not_done_below"),
        ('[execution]\nlow = "九成"', "execution.low"),
        ("[execution]\nbands = [{ at_least = 0.8 }]", "execution.bands[0].share"),
        (
            "[execution]\nbands = [{ at_least = 0.6, share = 0.5 }, { at_least = 0.8, share = 0.7 }]",
            "从高到低",
        ),
        ("[tiers]\nnot_done = [1]", "tiers.not_done"),
        ("[tiers]\nnotdone = []", "tiers.notdone"),
        ("surprise = 1", "surprise"),
        ("name = ''", "name"),
        ("groups = []\nkinds = 1", "kinds"),
        (
            "[[grades]]\nname = '优'\nwords = ['优']\nat_least = 60\n"
            "[[grades]]\nname = '良'\nwords = ['良']\nat_least = 80",
            "grades",
        ),
    ],
)
def test_a_bad_file_is_named_with_its_key(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "bad.toml"
    head = "" if text.startswith("name") else 'name = "bad"\n'
    file.write_text(f'base = "cn-2020-10"\n{head}{text}\n', encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load(file)
    assert said in str(caught.value)
    assert "bad.toml" in str(caught.value)


def test_unknown_and_broken_rule_sets(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cn-2020-10"):
        load("no-such")
    broken = tmp_path / "broken.toml"
    broken.write_text("[", encoding="utf-8")
    with pytest.raises(PolicyError, match="TOML"):
        load(broken)
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    one.write_text('base = "other.toml"\n', encoding="utf-8")
    other.write_text('base = "one.toml"\n', encoding="utf-8")
    with pytest.raises(PolicyError, match="base"):
        load(one)
    missing = tmp_path / "missing.toml"
    missing.write_text('name = "x"\ntitle = "x"\n', encoding="utf-8")
    with pytest.raises(PolicyError, match="缺少 form"):
        load(missing)
