"""Read a jurisdiction's dated, sourced entries from its folder of TOML files, and refuse what is not well made."""

from __future__ import annotations

import os
import tomllib
import types
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, TypeVar, Union, cast, get_args, get_origin, get_type_hints

MASSACHUSETTS = Path(__file__).resolve().parent / "massachusetts"
UNKNOWN = "unknown"
NOT_FOUND = "not found"
OWN_PROMISE = "clause "


class Malformed(ValueError):
    """A file of the jurisdiction breaks the rules of its own format. The text names file, entry and mistake."""


class Unknown(LookupError):
    """Nothing of that code, or nothing that is in force on that day."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What every piece of law carries, whatever it is.

    In force on day d when since <= d < until: `until` is the first day without it. `since` is None where the file says
    "unknown": before any record kept here, its first day was not looked up. `source` is an https address, a clause of
    the office's own policy ("clause policy-change"), or "not found" for what is not confirmed, which must say in `note`
    what is open.
    """

    FILE: ClassVar[str]
    TABLE: ClassVar[str]

    code: str
    since: date | None
    until: date | None = None
    source: str
    verified_on: date
    confirmed: bool
    note: str = ""

    def in_force(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)

    def mistake(self) -> str:
        """What is wrong with the entry, in words; empty when nothing is. Kinds of entry add their own."""
        if not self.source.startswith(("https://", OWN_PROMISE)) and (self.confirmed or self.source != NOT_FOUND):
            return 'source must be an https address (or "not found" for what is not confirmed)'
        if not self.confirmed and not self.note:
            return "what is not confirmed must say in its note what is open"
        if self.since and self.until and self.until <= self.since:
            return "until must come after since"
        return ""


E = TypeVar("E", bound=Entry)
D = TypeVar("D")


def default_folder() -> Path:
    """The jurisdiction of this installation: the folder that OPENSDO_LAW names, else Massachusetts."""
    return Path(os.environ.get("OPENSDO_LAW") or MASSACHUSETTS)


@cache
def layers(folder: Path) -> tuple[Path, ...]:
    """The folder and those it extends, deepest first: jurisdiction.toml may say `extends = "massachusetts"`."""
    found = [folder]
    while (file := found[0] / "jurisdiction.toml").exists():
        base = tomllib.loads(file.read_text()).get("extends")
        if not base:
            break
        beside = [MASSACHUSETTS.parent / base, found[0] / base]
        above = next((each for each in beside if (each / "jurisdiction.toml").exists()), None)
        if above is None or above.resolve() in [each.resolve() for each in found]:
            raise Malformed(f"{file}: cannot extend {base!r}")
        found.insert(0, above)
    return tuple(found)


def load(kind: type[E], folder: Path | None = None) -> tuple[E, ...]:
    """All entries of a kind, in the order of the files. A code that the upper folder names replaces the one below."""
    return _load(kind, folder or default_folder())  # type: ignore[arg-type]  # mypy takes a class for unhashable


def in_force(kind: type[E], code: str, *, on: date, folder: Path | None = None) -> E:
    """The one entry of that code on that day. Raises Unknown."""
    for entry in load(kind, folder):
        if entry.code == code and entry.in_force(on):
            return entry
    raise Unknown(f"{kind.__name__} {code!r} is not known on {on}")


@cache
def _load(kind: type[E], folder: Path) -> tuple[E, ...]:
    merged: dict[str, list[E]] = {}
    for layer in layers(folder):
        own: dict[str, list[E]] = defaultdict(list)
        for table in tables(layer / kind.FILE, kind.TABLE):
            entry = build(kind, table, f"{layer.name}/{kind.FILE} [{table.get('code', '?')}]")
            if mistake := entry.mistake():
                raise Malformed(f"{layer.name}/{kind.FILE} [{entry.code}]: {mistake}")
            own[entry.code].append(entry)
        merged |= own
    for code, same in merged.items():
        _refuse_overlap(code, same)
    return tuple(entry for same in merged.values() for entry in same)


def _refuse_overlap(code: str, same: list[E]) -> None:
    same = sorted(same, key=lambda entry: entry.since or date.min)
    for earlier, later in zip(same, same[1:], strict=False):
        if earlier.until is None or later.since is None or later.since < earlier.until:
            raise Malformed(f"{type(earlier).FILE} [{code}]: two entries are in force on the same day")


def tables(path: Path, name: str) -> list[Mapping[str, Any]]:
    """The array of tables of that name in a file; none when the file does not exist."""
    if not path.exists():
        return []
    try:
        found = tomllib.loads(path.read_text(), parse_float=Decimal).get(name, [])
    except tomllib.TOMLDecodeError as error:
        raise Malformed(f"{path}: {error}") from error
    if not isinstance(found, list):
        raise Malformed(f"{path}: [[{name}]] must be a list of tables")
    return found


def build(kind: type[D], table: Mapping[str, Any], where: str) -> D:
    """A dataclass from a table: every key known, every required key there, every value of the declared type."""
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    if strange := table.keys() - known.keys():
        raise Malformed(f"{where}: unknown key {', '.join(sorted(strange))}")
    for name, field in known.items():
        if name not in table and field.default is MISSING and field.default_factory is MISSING:
            raise Malformed(f"{where}: {name} is missing")
    return kind(**{name: _fit(hints[name], value, f"{where} {name}") for name, value in table.items()})


def _fit(hint: Any, value: Any, where: str) -> Any:
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise Malformed(f"{where}: a list is expected, not {value!r}")
        return tuple(_fit(get_args(hint)[0], each, where) for each in value)
    if get_origin(hint) in (Union, types.UnionType):
        if value == UNKNOWN and date in get_args(hint):
            return None
        fits = type(value) in get_args(hint)
    elif is_dataclass(hint) and isinstance(value, dict):
        return build(cast("type[Any]", hint), value, where)
    elif issubclass(hint, StrEnum) and value in list(hint):
        return hint(value)
    else:
        fits = type(value) is hint and value != ""
    if not fits:
        raise Malformed(f"{where}: {value!r} does not fit")
    return value
