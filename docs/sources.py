"""What is read from the sources: every refusal with its code, message and place, and every variable of the settings."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CLONE = Path(__file__).resolve().parents[1]
PRODUCT = ("kernel", "emulation", "certificates", "api", "web", "tasks")
STATUSES = {"Invalid": 422, "Missing": 404, "NotAllowed": 403, "WrongState": 409, "Unavailable": 503}
DETAIL = 0
"""The status of what only appears inside the ``problems`` of a refusal."""
_MAKERS = {
    "fault": (0, 1),
    "_fault": (2, 3),
    "Problem": (0, 1),
    "invalid_at": (0, 1),
    "reasoned": (1, 1),
    "written": (1, 1),
}
_MAKERS |= dict.fromkeys(STATUSES, (0, 1))
_WHOLE = STATUSES | dict.fromkeys(("invalid_at", "reasoned", "written"), STATUSES["Invalid"])
_MARKS = ("gettext_noop", "gettext", "gettext_lazy")


@dataclass(frozen=True, order=True)
class Found:
    """One way of saying no. ``message`` is empty where the text is made elsewhere (a library's, another refusal's)."""

    code: str
    status: int
    message: str
    place: str


@cache
def refusals() -> list[Found]:
    """Every refusal and every problem that the sources can raise, once per code, status and message."""
    found: dict[tuple[str, int, str], str] = {}
    for package in PRODUCT:
        for file in sorted((CLONE / package).rglob("*.py")):
            place = file.relative_to(CLONE).with_suffix("").as_posix()
            for one in _refusals_of(ast.parse(file.read_text(encoding="utf-8")), place):
                found.setdefault((one.code, one.status, one.message), one.place)
    return sorted(Found(*key, place) for key, place in found.items())


def _refusals_of(tree: ast.Module, place: str) -> Iterator[Found]:
    for scope in ast.walk(tree):
        if isinstance(scope, ast.FunctionDef):
            names = _texts(scope)
            for node in ast.walk(scope):
                if isinstance(node, ast.Call):
                    yield from _refusal(node, names, place)
                elif isinstance(node, ast.Tuple):
                    yield from _pair(node, names, place)


Names = list[tuple[int, str, tuple[str, ...]]]


def _texts(scope: ast.FunctionDef) -> Names:
    """Names of a function that hold a text (or a problem made of one), with the line from which they do, last first."""
    found: Names = []
    for node in ast.walk(scope):
        for line, name, texts in (*_assigned(node), *_chosen(node)):
            if texts:
                found.append((line, name, texts))
    return sorted(found, key=lambda known: (-known[0], -len(known[2])))


def _assigned(node: ast.AST) -> Names:
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
        return []
    value = node.value
    if isinstance(value, ast.Call) and _called(value) == "Problem" and len(value.args) > 1:
        value = value.args[1]
    return [(node.lineno, node.targets[0].id, _message(value, []))]


def _chosen(node: ast.AST) -> Names:
    """A name that gets one text or another: both hold below."""
    if not isinstance(node, ast.If) or not node.orelse:
        return []
    one, other = _assigned(node.body[-1]), _assigned(node.orelse[-1])
    if one and other and one[0][1] == other[0][1]:
        return [(other[0][0], other[0][1], (*one[0][2], *other[0][2]))]
    return []


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _message(node: ast.expr, names: Names) -> tuple[str, ...]:
    """The texts that an argument stands for: marked in place, or the last ones given to its name before this line."""
    if isinstance(node, ast.IfExp):
        return (*_message(node.body, names), *_message(node.orelse, names))
    if isinstance(node, ast.Call) and _called(node) in _MARKS and isinstance(node.args[0], ast.Constant):
        return (str(node.args[0].value),)
    if isinstance(node, ast.Attribute) and node.attr == "message" and isinstance(node.value, ast.Name):
        node = node.value
    if isinstance(node, ast.Name):
        return next((texts for line, name, texts in names if name == node.id and line <= node.lineno), ())
    return ()


def _refusal(call: ast.Call, names: Names, place: str) -> Iterator[Found]:
    name = _called(call)
    if name not in _MAKERS:
        return
    at, said = _MAKERS[name]
    if len(call.args) <= said or (name == "_fault" and not isinstance(call.args[at], ast.Constant)):
        return
    for code in _codes(call.args[at]):
        for text in _message(call.args[said], names) or ("",):
            yield Found(code, _WHOLE.get(name, DETAIL), text, place)


def _pair(node: ast.Tuple, names: Names, place: str) -> Iterator[Found]:
    """A fault that travels as (code, text, values) until its place is known."""
    if len(node.elts) == 3 and isinstance(node.elts[0], ast.Constant) and isinstance(node.elts[0].value, str):
        for text in _message(node.elts[1], names):
            yield Found(node.elts[0].value, DETAIL, text, place)


def _codes(node: ast.expr) -> list[str]:
    """The code; one that is made from a machine's name stands for all machines."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[-1], ast.Constant):
        tail = str(node.values[-1].value)
        return [f"<machine>{tail}"] if tail.startswith(".") else []
    return []


@dataclass(frozen=True)
class Variable:
    """One variable of the environment as the settings read it; ``default`` is as it is written there."""

    name: str
    kind: str
    default: str
    needed: bool


def settings() -> list[Variable]:
    """Every variable that config/settings.py reads, in its order."""
    tree = ast.parse((CLONE / "config" / "settings.py").read_text(encoding="utf-8"))
    found: dict[str, Variable] = {}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "env":
            variable = _variable(call, call.func.attr)
            found.setdefault(variable.name, variable)
    return list(found.values())


def _variable(call: ast.Call, kind: str) -> Variable:
    """The default is the argument after the name; of an address it comes after its schemes."""
    place = 2 if kind == "url" else 1
    given = [word.value for word in call.keywords if word.arg == "default"] or call.args[place : place + 1]
    needed = kind not in ("listing", "flag", "number") and not given
    name = call.args[0]
    return Variable(str(name.value) if isinstance(name, ast.Constant) else "", kind, _default(given), needed)


def _default(given: list[ast.expr]) -> str:
    if not given:
        return ""
    value = given[0]
    if isinstance(value, ast.Constant):
        return str(value.value).lower() if isinstance(value.value, bool) else str(value.value)
    return ast.unparse(value)
