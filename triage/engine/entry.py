"""
Reading one entry of a data file, and refusing it by name.
"""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any, NoReturn

from triage.engine.expression import Expression, ExpressionError, compile_expression


class ProtocolError(ValueError):
    """Raised for data that cannot be trusted: which *file*, which *entry*, and why."""

    def __init__(self, file: str, entry: str, problem: str):
        self.file, self.entry, self.problem = file, entry, problem
        super().__init__(f"{file}: {entry}: {problem}")


class Entry:
    """A table of a data file. Every reading of it is checked; refusals name it."""

    def __init__(self, file: str, name: str, table: Any):
        self.file, self.name = file, name
        if not isinstance(table, dict):
            self.refuse("is not a table")
        self.table = table

    def refuse(self, problem: str) -> NoReturn:
        """Raise ProtocolError for this entry."""
        raise ProtocolError(self.file, self.name, problem)

    def only(self, *keys: str) -> None:
        """Refuse any key that is not among *keys*."""
        for key in self.table:
            if key not in keys:
                near = get_close_matches(key, keys, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                self.refuse(f"has an unknown key {key!r}{hint}")

    def has(self, key: str) -> bool:
        """Say whether *key* is given."""
        return key in self.table

    def need(self, key: str, kind: type | tuple, called: str) -> Any:
        """Give the value of *key*, which must be there and *called* what it is."""
        if key not in self.table:
            self.refuse(f"has no {key!r}")
        value = self.table[key]
        # in Python a bool is an int; in our files it is not
        if not isinstance(value, kind) or (
            isinstance(value, bool) and kind is not bool
        ):
            self.refuse(f"{key!r} is not {called}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Give a text that is not blank; *default* where it may be left out."""
        if default is not None and key not in self.table:
            return default
        value = self.need(key, str, "text")
        if not value.strip():
            self.refuse(f"{key!r} is empty")
        return value

    def spanish(self, key: str) -> str:
        """Give the Spanish of *key*."""
        if not str(self.table.get(f"{key}_es", "")).strip():
            self.refuse(f"has no Spanish ({key}_es)")
        return self.text(f"{key}_es")

    def flag(self, key: str) -> bool:
        """Give true or false; false where left out."""
        return key in self.table and self.need(key, bool, "true or false")

    def number(self, key: str) -> int | float:
        """Give a number."""
        return self.need(key, (int, float), "a number")

    def minutes(self, key: str) -> int:
        """Give a whole number above 0."""
        value = self.need(key, int, "a whole number of minutes")
        if value <= 0:
            self.refuse(f"{key!r} is not above 0")
        return value

    def one_of(self, key: str, allowed: Collection[str]) -> str:
        """Give a text that is among *allowed*."""
        value = self.text(key)
        if value not in allowed:
            self.refuse(f"{key!r} is {value!r}, not one of {', '.join(allowed)}")
        return value

    def texts(
        self, key: str, allowed: Collection[str] | None = None
    ) -> tuple[str, ...]:
        """Give a list of different texts, not empty; each among *allowed* if given."""
        values = self.need(key, list, "a list")
        if not values or not all(isinstance(v, str) and v.strip() for v in values):
            self.refuse(f"{key!r} is not a list of texts")
        for value in values:
            if values.count(value) > 1:
                self.refuse(f"{key!r} names {value!r} twice")
            if allowed is not None and value not in allowed:
                self.refuse(f"{key!r} is {value!r}, not one of {', '.join(allowed)}")
        return tuple(values)

    def labels(self, key: str, names: Collection[str]) -> dict[str, str]:
        """Give a text for each of *names*, and for nothing else."""
        inner = Entry(self.file, self.name, self.need(key, dict, "a table"))
        for name in inner.table:
            if name not in names:
                self.refuse(f"{key!r} names {name!r}, which is not a choice")
        for name in names:
            if not str(inner.table.get(name, "")).strip():
                self.refuse(f"{key!r} has no words for {name!r}")
        return {name: inner.text(name) for name in names}

    def condition(self, key: str, catalogue: Mapping[str, Any]) -> Expression:
        """Compile the condition of *key* over *catalogue*."""
        try:
            return compile_expression(self.text(key), catalogue)
        except ExpressionError as error:
            self.refuse(f"{key!r}: {error}")
