"""Schemes in and out of files: JSON with all that there is, a workbook with the tree, and those that ship with the product."""

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

from emulation.rules.schemes import parse_scheme
from emulation.tables.definitions import scheme_data
from emulation.workbooks.scheme_books import scheme_book, tree_of
from kernel.errors import Invalid, Missing
from kernel.text import gettext_noop

LARGEST_FILE = 1_000_000
XLSX = ".xlsx"


@cache
def shipped() -> Mapping[str, Mapping[str, Any]]:
    """The schemes that ship with the product, by their codes."""
    found = {}
    for file in sorted((files("emulation") / "presets").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".json"):
            data = parse_scheme(json.loads(file.read_text(encoding="utf-8"))).to_data()
            found[data["code"]] = data
    return found


def shipped_scheme(code: str) -> dict[str, Any]:
    if code not in shipped():
        raise Missing("scheme.no_preset", gettext_noop("Không có bộ tiêu chí mẫu này."))
    return deepcopy(dict(shipped()[code]))


def as_json(definition: Mapping[str, Any]) -> bytes:
    return json.dumps(definition, ensure_ascii=False, indent=2).encode()


def as_workbook(definition: Mapping[str, Any]) -> bytes:
    return scheme_book(definition)


def taken_in(content: bytes, filename: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """What a file makes of a draft: a workbook replaces the tree, a JSON or TOML file everything but code and version."""
    if len(content) > LARGEST_FILE:
        raise Invalid("scheme_file.too_large", gettext_noop("Tệp bộ tiêu chí quá lớn."))
    if filename.lower().endswith(XLSX):
        return {**before, "components": tree_of(content, filename, before)}
    own = {name: before[name] for name in ("code", "version") if name in before}
    return {**scheme_data(content, filename), **own}
