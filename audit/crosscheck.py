"""Puts the forms of a run before the rules that look at the whole directory (X…), group by group."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

from audit import journal
from audit.confirm import unconfirmed
from audit.result import FileResult
from audit.store import crossing
from audit.store.schema import StoreError
from audit.store.store import Store
from normalize.record import SelfEvaluation
from validate.finding import Finding
from validate.policy import Policy
from validate.rule import check_directory, directory_codes

# Forms of a group at hand: a rule names a few others in each finding, and a group can be the whole directory.
_KEPT = 256


def crosscheck(store: Store, policy: Policy) -> tuple[str, str]:
    """Adds the findings of the directory to the files in the store; gives what kept it from happening.

    That is one line of Chinese and its traceback, both "" where nothing did. Raises `StoreError`.
    """
    try:
        crossing.cross(store, _found(store, policy), _doubtful)
    except StoreError:
        raise
    except Exception as error:
        # Broad on purpose: a fault of ours in one of these rules must not cost the findings of every file.
        crossing.cross(store, (), _doubtful)
        return f"跨表核对未能完成：{journal.trouble(error)}", traceback.format_exc()
    return "", ""


def _found(store: Store, policy: Policy) -> Iterator[tuple[int, int, Finding]]:
    for code in directory_codes():
        for places in crossing.groups(store, code):
            for index, finding in check_directory(_Forms(store, places), policy, (code,)):
                yield (*places[index], finding)


def _doubtful(file: FileResult) -> bool:
    return any(unconfirmed(form) for form in file.forms)


@dataclass(slots=True)
class _Forms(Sequence[tuple[str, SelfEvaluation]]):
    """The forms of a group with their files' names, read from the store when they are asked for."""

    store: Store
    places: Sequence[tuple[int, int]]
    kept: dict[int, tuple[str, SelfEvaluation]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, index: int) -> tuple[str, SelfEvaluation]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[str, SelfEvaluation]]: ...

    def __getitem__(self, index: int | slice) -> tuple[str, SelfEvaluation] | Sequence[tuple[str, SelfEvaluation]]:
        if isinstance(index, slice):
            return _Forms(self.store, self.places[index])
        if index not in self.kept:
            at, nth = self.places[index]
            file = self.store.file(at, crossed=False)
            while len(self.kept) >= _KEPT:
                del self.kept[next(iter(self.kept))]
            self.kept[index] = file.name, file.forms[nth].record
        return self.kept[index]
