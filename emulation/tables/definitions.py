"""Scheme files as people write them: JSON or TOML, with numbers kept as typed and a few shorthands spelled out."""

import json
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import PurePath
from typing import Any

from emulation.rules.schemes import Scheme, parse_scheme
from emulation.tables.files import decoded
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, search_key

_TITLED = ("components", "children", "vetoes", "grades")
_MOST_COPIES = 200
MOST_COMPONENTS = 5_000


def read_scheme(content: bytes, filename: str, **changed: Any) -> Scheme:
    """The scheme of a file, with fields ``changed`` for a trial. Raises `Invalid` with every fault and its path."""
    return parse_scheme(scheme_data(content, filename) | changed)


def scheme_data(content: bytes, filename: str) -> dict[str, Any]:
    """A scheme file in its full form, as it may be published."""
    text = decoded(content)[0]
    data = _toml(text) if filename.lower().endswith(".toml") else _json(text)
    if not isinstance(data, dict):
        raise Invalid(
            "scheme_file.not_an_object", gettext_noop("Tệp bộ tiêu chí phải là một đối tượng gồm các trường.")
        )
    try:
        return spelled_out({"code": _code_of(filename), "version": 1} | data)
    except RecursionError as error:
        raise Invalid("scheme_file.too_deep", gettext_noop("Bộ tiêu chí lồng nhau quá sâu.")) from error


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_float=_as_typed, parse_constant=str, object_pairs_hook=_once)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Invalid(
            "scheme_file.not_json",
            gettext_noop("Không đọc được tệp bộ tiêu chí (JSON): %(error)s."),
            error=str(error),
        ) from error


def _toml(text: str) -> Any:
    try:
        return tomllib.loads(text, parse_float=_as_typed)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Invalid(
            "scheme_file.not_toml",
            gettext_noop("Không đọc được tệp bộ tiêu chí (TOML): %(error)s."),
            error=str(error),
        ) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        repeated = next(name for i, (name, _) in enumerate(pairs) if name in dict(pairs[:i]))
        message = gettext_noop("Tệp bộ tiêu chí ghi trường “%(field)s” hai lần trong cùng một đối tượng.")
        raise Invalid("scheme_file.field_repeated", message, field=repeated)
    return found


def _as_typed(text: str) -> str:
    """A number with decimals as the text that was typed, so that no binary fraction comes between."""
    try:
        value = Decimal(text.replace("_", ""))
    except InvalidOperation:
        return text
    return format(value, "f") if value.is_finite() and -30 < value.adjusted() < 30 else text


def _code_of(filename: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", search_key(PurePath(filename).stem)).strip("-") or "scheme"


class _Spelling:
    """Spells shorthands out, with a count of components that no document of a few lines may blow up."""

    def __init__(self) -> None:
        self.faults: list[Problem] = []
        self.nodes = 0

    def whole(self, data: Mapping[str, Any], path: str = "") -> dict[str, Any]:
        full = dict(data)
        title = full.get("title", full.get("code"))
        if isinstance(title, str):
            full["title"] = {"vi": title, "en": title}
        for name in _TITLED:
            if isinstance(full.get(name), list):
                full[name] = [
                    member
                    for index, one in enumerate(full[name])
                    for member in self._members(one, f"{path}.{name}[{index}]".lstrip("."))
                ]
        return full

    def _members(self, one: Any, path: str) -> list[Any]:
        self.nodes += 1
        if self.nodes > MOST_COMPONENTS:
            message = gettext_noop("Bộ tiêu chí có hơn %(most)d thành phần.")
            raise Invalid("scheme_file.too_many_components", message, most=MOST_COMPONENTS)
        if not isinstance(one, Mapping):
            return [one]
        copies = one.get("copies")
        if copies is None:
            return [self.whole(self._with_panel(one, path), path)]
        if not _is_count(copies):
            self.faults.append(_bad_count(f"{path}.copies"))
            return []
        plain = {name: value for name, value in one.items() if name != "copies"}
        return [copy for number in range(1, copies + 1) for copy in self._members(_copy(plain, number), path)]

    def _with_panel(self, node: Mapping[str, Any], path: str) -> Mapping[str, Any]:
        """``panel = 9`` puts nine judges J1 to J9 below a node, a list of names those judges; ``mark`` says what all of
        their marks have in common."""
        if "panel" not in node:
            return node
        panel, mark = node["panel"], node.get("mark", {})
        if _is_count(panel):
            panel = [f"J{number}" for number in range(1, panel + 1)]
        if not (isinstance(panel, list) and all(isinstance(name, str) for name in panel) and isinstance(mark, Mapping)):
            self.faults.append(_bad_count(f"{path}.panel"))
            return {name: value for name, value in node.items() if name not in ("panel", "mark")}
        rest = {name: value for name, value in node.items() if name not in ("panel", "mark")}
        usual = {"not_applicable": "refuse"}  # a judge either marks or does not
        judges = [{"code": f"{node.get('code', '')}.{name}", "title": name, **usual, **mark} for name in panel]
        return {**rest, "children": judges}


def spelled_out(data: Mapping[str, Any]) -> dict[str, Any]:
    """The scheme with its shorthands in full: a title as one text or left out, ``panel`` and ``copies`` of components."""
    spelling = _Spelling()
    full = spelling.whole(data)
    if spelling.faults:
        message = gettext_noop("Bộ tiêu chí có %(count)d lỗi.")
        raise Invalid("scheme.invalid", message, problems=spelling.faults, count=len(spelling.faults))
    return full


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MOST_COPIES


def _bad_count(path: str) -> Problem:
    message = gettext_noop("Cần một số nguyên từ %(low)d đến %(high)d.")
    return Problem("whole_number_needed", message, path, {"low": 1, "high": _MOST_COPIES})


def _copy(template: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A numbered copy of a component; the codes below it begin with its own."""
    code = f"{template.get('code', '')}{number}"
    title = template.get("title")
    titled = f"{title} {number}" if isinstance(title, str) else title
    if isinstance(title, Mapping):
        titled = {language: f"{text} {number}" for language, text in title.items()}
    copy = {**template, "code": code, **({"title": titled} if title else {})}
    if isinstance(template.get("children"), list):
        copy["children"] = [_below(child, code) for child in template["children"]]
    return copy


def _below(node: Any, prefix: str) -> Any:
    """A node under a copy: called as it was, with a code of its own."""
    if not isinstance(node, Mapping):
        return node
    own = {"title": node.get("title", node.get("code", "")), **node, "code": f"{prefix}.{node.get('code', '')}"}
    if isinstance(node.get("children"), list):
        own["children"] = [_below(child, prefix) for child in node["children"]]
    return own
