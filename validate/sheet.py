"""A TOML table read strictly: each key of the right type, none missing, none unknown."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, TypeVar

_T = TypeVar("_T")


class PolicyError(ValueError):
    """A rule set that can't be used; the message names the file, the key and what is wanted (Chinese)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file; `at` is its key, for messages."""

    file: str
    at: str
    values: dict[str, Any]

    def text(self, key: str) -> str:
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            raise self._error(key, "应是非空文字")
        return value

    def number(self, key: str) -> Decimal:
        """A figure that is not negative."""
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not 0 <= value < 10**9:
            raise self._error(key, "应是不小于 0 的数字")
        return Decimal(value)

    def share(self, key: str) -> Decimal:
        """A part of 1."""
        value = self.number(key)
        if value > 1:
            raise self._error(key, "应在 0 与 1 之间（90 % 写作 0.9）")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        value = self._value(key)
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            raise self._error(key, '应是文字列表，如 ["甲", "乙"]')
        return tuple(value)

    def table(self, key: str) -> Sheet:
        value = self._value(key)
        if not isinstance(value, dict):
            raise self._error(key, "应是一节（[...]）")
        return Sheet(self.file, self._name(key), value)

    def closed_tables(self, key: str, known: tuple[str, ...]) -> list[Sheet]:
        """The tables of an array, each holding no key but these."""
        value = self._value(key)
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self._error(key, "应是若干节的列表（[[...]]）")
        sheets = [Sheet(self.file, f"{self._name(key)}[{i}]", each) for i, each in enumerate(value)]
        for sheet in sheets:
            sheet.closed(known)
        return sheets

    def closed(self, known: tuple[str, ...]) -> None:
        """Raises `PolicyError` when the table holds a key that nobody reads: most often a slip of the pen."""
        for key in self.values:
            if key not in known:
                raise self._error(key, f"没有这一项；可用的有 {'、'.join(known)}")

    def fill(self, kind: type[_T]) -> _T:
        """A dataclass all of whose fields are word lists named as in the table."""
        known = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]  # T is a dataclass
        self.closed(known)
        return kind(**{key: self.words(key) for key in known})

    def _name(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key

    def _value(self, key: str) -> Any:
        if key not in self.values:
            raise PolicyError(f"{self.file}：缺少 {self._name(key)}")
        return self.values[key]

    def _error(self, key: str, wanted: str) -> PolicyError:
        return PolicyError(f"{self.file}：{self._name(key)} {wanted}")
