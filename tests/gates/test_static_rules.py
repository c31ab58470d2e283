"""The shapes that the product's code must not have, each rule read from the source and each seen to fail once."""

import ast
import re
import tokenize
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from io import StringIO
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parents[2]
PRODUCT = ("kernel", "emulation", "certificates", "api", "web", "tasks", "config")
OURS = (*PRODUCT, "devstack")
FUNCTION_LINES, MODULE_LINES, TASK_LINES = 50, 400, 12
KERNEL_MODULES, KERNEL_LINES = 8, 600
DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "base", "services", "managers", "misc"}
ACTS = re.compile(r"(emulation/((commendation|decisions)/)?\w+|certificates/(batches|changes|copies))\.py")


@dataclass(frozen=True)
class Module:
    """A source file by its path in the clone."""

    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @property
    def package(self) -> str:
        return self.path.partition("/")[0]

    @cached_property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        return [node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    @cached_property
    def calls(self) -> list[ast.Call]:
        return [node for node in self.nodes if isinstance(node, ast.Call)]

    @cached_property
    def imported(self) -> list[tuple[int, str, str]]:
        """Line, module and name of everything that is imported."""
        return [
            (node.lineno, (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name, alias.name)
            for node in self.nodes
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        ]


Rule = Callable[[Module], Iterator[int]]
"""The lines on which a module breaks the rule."""


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _dotted(node: ast.expr) -> str:
    return ast.unparse(node)


def _inside(function: ast.AST, wanted: tuple[type[ast.AST], ...]) -> Iterator[ast.stmt]:
    for node in ast.walk(function):
        if isinstance(node, wanted) and isinstance(node, ast.stmt):
            yield node


def no_serializer_with_all_fields(module: Module) -> Iterator[int]:
    for node in module.nodes:
        values = [node.value] if isinstance(node, ast.Assign | ast.keyword) else []
        yield from (v.lineno for v in values if isinstance(v, ast.Constant) and v.value == "__all__")


def no_paragraph_that_reads_markup(module: Module) -> Iterator[int]:
    """ReportLab's Paragraph takes its text for markup; the product draws text with its own layout instead."""
    yield from (
        line
        for line, source, name in module.imported
        if "reportlab" in source and name in ("Paragraph", "XPreformatted")
    )
    yield from (line for line, source, _ in module.imported if source.startswith("reportlab.platypus"))


def no_markup_called_safe(module: Module) -> Iterator[int]:
    yield from (line for line, source, name in module.imported if source == "django.utils.safestring")
    yield from (call.lineno for call in module.calls if _called(call) in ("mark_safe", "SafeString"))


def nobody_but_the_relay_enqueues(module: Module) -> Iterator[int]:
    overriding = {
        id(node)
        for function in module.functions
        if module.path == "tasks/app.py" and function.name == "send_task"
        for node in ast.walk(function)
    }
    for call in module.calls:
        enqueues = isinstance(call.func, ast.Attribute) and call.func.attr in (
            "delay",
            "apply_async",
            "send_task",
            "apply",
        )
        if enqueues and module.path != "tasks/relay.py" and id(call) not in overriding:
            yield call.lineno


def no_signal_receivers(module: Module) -> Iterator[int]:
    """What follows an event stands in tasks/reactions.py; Celery's own log set-up is the one exception."""
    signals = {name for _, source, name in module.imported if source.endswith("signals")}
    yield from (line for line, source, name in module.imported if source == "django.dispatch" or name == "receiver")
    for node in module.nodes:
        connects = isinstance(node, ast.Attribute) and node.attr == "connect"
        if connects and _dotted(node.value).rpartition(".")[2] in signals and module.path != "tasks/app.py":
            yield node.lineno


def no_save_or_delete_override(module: Module) -> Iterator[int]:
    if "models" in module.path:
        yield from (
            f.lineno for f in module.functions if f.name in ("save", "delete", "asave", "adelete", "full_clean")
        )


def no_import_inside_a_function(module: Module) -> Iterator[int]:
    for function in module.functions:
        yield from (node.lineno for node in _inside(function, (ast.Import, ast.ImportFrom)))


def nobody_but_the_clock_reads_the_time(module: Module) -> Iterator[int]:
    if module.path == "config/clock.py" or module.package == "devstack":
        return
    for call in module.calls:
        if re.fullmatch(
            r"(.*\.)?(timezone\.now|datetime\.(now|utcnow|today)|date\.today|time\.(time|localtime|gmtime))",
            _dotted(call.func),
        ):
            yield call.lineno


def no_archive_is_unpacked_whole(module: Module) -> Iterator[int]:
    yield from (call.lineno for call in module.calls if _called(call) in ("extractall", "unpack_archive"))


def no_csv_is_written_by_hand(module: Module) -> Iterator[int]:
    """A cell that begins with = is a formula to whoever opens the file; workbooks write it as text."""
    yield from (call.lineno for call in module.calls if _dotted(call.func) in ("csv.writer", "csv.DictWriter"))


def only_a_delivery_catches_everything(module: Module) -> Iterator[int]:
    broad = [
        node.lineno
        for node in module.nodes
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or re.search(r"\b(Base)?Exception\b", _dotted(node.type)))
    ]
    yield from broad[1:] if module.path == "tasks/deliveries.py" else broad


def tasks_are_short(module: Module) -> Iterator[int]:
    for function in module.functions:
        is_task = any(
            "task" in _dotted(decorator).split("(")[0].split(".")[-1] for decorator in function.decorator_list
        )
        if is_task and (function.end_lineno or 0) - function.lineno + 1 > TASK_LINES:
            yield function.lineno


def functions_are_short(module: Module) -> Iterator[int]:
    yield from (f.lineno for f in module.functions if (f.end_lineno or 0) - f.lineno + 1 > FUNCTION_LINES)


def modules_are_short(module: Module) -> Iterator[int]:
    lines = len(module.source.splitlines())
    if lines > MODULE_LINES:
        yield lines


def modules_open_with_a_sentence(module: Module) -> Iterator[int]:
    text = ast.get_docstring(module.tree) or ""
    if not text.split("\n\n")[0].endswith((".", ":")):
        yield 1


def no_module_is_a_drawer(module: Module) -> Iterator[int]:
    if DRAWERS & set(module.path.removesuffix(".py").split("/")):
        yield 1


def acts_say_who_and_when(module: Module) -> Iterator[int]:
    """Whatever records an event takes ``by`` and ``at`` by keyword; a reaction takes its event and ``at`` instead."""
    if not ACTS.fullmatch(module.path):
        return
    for function in module.functions:
        acts = any(
            _dotted(call.func) == "ledger.record"
            for node in [function]
            for call in ast.walk(node)
            if isinstance(call, ast.Call)
        )
        if not acts or function.name.startswith("_"):
            continue
        positional = [argument.arg for argument in function.args.args]
        keyword_only = {argument.arg for argument in function.args.kwonlyargs}
        reacts = positional[:1] == ["event"]
        if not (positional == ["event", "at"] if reacts else {"by", "at"} <= keyword_only):
            yield function.lineno


def no_check_is_silenced(module: Module) -> Iterator[int]:
    """``noqa`` never; ``type: ignore`` only with its code and a reason behind it."""
    for token in tokenize.generate_tokens(StringIO(module.source).readline):
        if token.type != tokenize.COMMENT:
            continue
        reasoned = re.search(r"type: ignore\[[\w-]+(, ?[\w-]+)*\]\s+# \w+", token.string)
        overriding = re.search(r"fields = .*type: ignore\[assignment\]$", token.line.strip())
        unexplained = "type: ignore" in token.string and not reasoned and not overriding
        if unexplained or "noqa" in token.string or "pragma: no cover" in token.string:
            yield token.start[0]


EXAMPLES: dict[Rule, Module] = {
    no_serializer_with_all_fields: Module("api/x.py", 'class Meta:\n    fields = "__all__"\n'),
    no_paragraph_that_reads_markup: Module("certificates/x.py", "from reportlab.platypus import Paragraph\n"),
    no_markup_called_safe: Module("web/x.py", "from django.utils.html import mark_safe\nmark_safe(name)\n"),
    nobody_but_the_relay_enqueues: Module("emulation/x.py", "def f(): rank.delay(1)\n"),
    no_signal_receivers: Module(
        "emulation/x.py", "from django.db.models.signals import post_save\npost_save.connect(print)\n"
    ),
    no_save_or_delete_override: Module("emulation/models/x.py", "class X:\n    def save(self): pass\n"),
    no_import_inside_a_function: Module("api/x.py", "def f():\n    import os\n"),
    nobody_but_the_clock_reads_the_time: Module(
        "emulation/x.py", "from django.utils import timezone\ntimezone.now()\n"
    ),
    no_archive_is_unpacked_whole: Module("emulation/x.py", "ZipFile(upload).extractall(folder)\n"),
    no_csv_is_written_by_hand: Module("api/x.py", "import csv\ncsv.writer(response)\n"),
    only_a_delivery_catches_everything: Module("web/x.py", "try: f()\nexcept (KeyError, Exception): pass\n"),
    tasks_are_short: Module("tasks/x.py", "@app.task(name='x')\ndef f():\n" + "    g()\n" * TASK_LINES),
    functions_are_short: Module("api/x.py", "def f():\n" + "    g()\n" * FUNCTION_LINES),
    modules_are_short: Module("api/x.py", "f()\n" * (MODULE_LINES + 1)),
    modules_open_with_a_sentence: Module("api/x.py", '"""things"""\n'),
    no_module_is_a_drawer: Module("emulation/utils.py", ""),
    acts_say_who_and_when: Module(
        "emulation/x.py", "def close(month, by, *, at):\n    ledger.record(E(), by=by, at=at)\n"
    ),
    no_check_is_silenced: Module("api/x.py", "f()  # type: ignore\n"),
}
ALSO_BAD: list[tuple[Rule, Module]] = [
    (no_serializer_with_all_fields, Module("api/x.py", 'make_serializer(fields="__all__")\n')),
    (nobody_but_the_relay_enqueues, Module("api/x.py", "app.send_task('tasks.deliver')\n")),
    (nobody_but_the_relay_enqueues, Module("tasks/clockwork.py", "nudge.apply_async()\n")),
    (no_signal_receivers, Module("web/x.py", "from django.dispatch import receiver\n")),
    (no_signal_receivers, Module("tasks/x.py", "from celery.signals import worker_ready\n@worker_ready.connect\ndef f(): 0\n")),
    (nobody_but_the_clock_reads_the_time, Module("web/x.py", "datetime.datetime.now(UTC)\n")),
    (nobody_but_the_clock_reads_the_time, Module("kernel/x.py", "date.today()\n")),
    (only_a_delivery_catches_everything, Module("api/x.py", "try: f()\nexcept: pass\n")),
    (only_a_delivery_catches_everything, Module("tasks/deliveries.py", "try: f()\nexcept Exception: 0\n" * 2)),
    (acts_say_who_and_when, Module("emulation/x.py", "def rank(event, by):\n    ledger.record(E(), by=by, at=0)\n")),
    (no_check_is_silenced, Module("api/x.py", "f()  # noqa: S101\n")),
]  # fmt: skip
FINE: list[tuple[Rule, Module]] = [
    (nobody_but_the_relay_enqueues, Module("tasks/relay.py", "app.send_task('tasks.deliver')\n")),
    (no_signal_receivers, Module("tasks/x.py", "import psycopg\npsycopg.connect('')\n")),
    (nobody_but_the_clock_reads_the_time, Module("emulation/x.py", "settings.CLOCK(); Now(); time.monotonic()\n")),
    (acts_say_who_and_when, Module("emulation/x.py", "def rank(event, at):\n    ledger.record(E(), by=s, at=at)\n")),
    (no_check_is_silenced, Module("api/x.py", "f()  # type: ignore[misc]  # the library has no types\n")),
]


@cache
def modules(*packages: str) -> list[Module]:
    paths = sorted(path for package in packages for path in (CLONE / package).rglob("*.py"))
    return [
        Module(path.relative_to(CLONE).as_posix(), path.read_text(encoding="utf-8"))
        for path in paths
        if "migrations" not in path.parts
    ]


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: rule.__name__)
def test_the_product_keeps_the_rule(rule: Rule) -> None:
    assert [f"{module.path}:{line}" for module in modules(*OURS) for line in rule(module)] == []


@pytest.mark.parametrize(
    ("rule", "module"), [*EXAMPLES.items(), *ALSO_BAD], ids=lambda value: getattr(value, "__name__", "")
)
def test_the_rule_is_seen_to_fail(rule: Rule, module: Module) -> None:
    assert list(rule(module))


@pytest.mark.parametrize(("rule", "module"), FINE, ids=lambda value: getattr(value, "__name__", ""))
def test_the_rule_leaves_what_is_fine_alone(rule: Rule, module: Module) -> None:
    assert not list(rule(module))


def test_there_is_one_place_that_enqueues_and_one_that_catches_everything() -> None:
    enqueued = [
        call
        for module in modules("tasks")
        if module.path == "tasks/relay.py"
        for call in module.calls
        if _called(call) == "send_task"
    ]
    assert len(enqueued) == 1
    deliveries = (CLONE / "tasks" / "deliveries.py").read_text(encoding="utf-8")
    assert deliveries.count("except Exception") == 1


def test_the_kernel_stays_small() -> None:
    kernel = [module for module in modules("kernel") if not module.path.endswith("__init__.py")]
    lines = sum(1 for module in kernel for line in module.source.splitlines() if line.strip())
    assert len(kernel) <= KERNEL_MODULES, [module.path for module in kernel]
    assert lines <= KERNEL_LINES, lines


def test_templates_escape_everything_and_carry_no_code() -> None:
    """The content security policy forbids inline scripts and styles; escaping is never switched off."""
    forbidden = re.compile(
        r"\|\s*safe\b|autoescape off|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|javascript:", re.IGNORECASE
    )
    assert forbidden.search("{{ name|safe }}")
    assert forbidden.search('<div onclick="x">')
    templates = [path for package in PRODUCT for path in (CLONE / package).rglob("*.html")]
    assert templates
    found = {path.name: forbidden.findall(path.read_text(encoding="utf-8")) for path in templates}
    assert {name: hits for name, hits in found.items() if hits} == {}


EXCUSED = {
    "tasks/deliveries.py": ["BLE001"],
    "emulation/workbooks/forms.py": ["DTZ001"],
    "emulation/workbooks/package.py": ["FBT003"],
}
"""The only files of the product that lint excuses from anything; pyproject.toml says why."""


def test_lint_holds_what_it_is_trusted_with() -> None:
    """Complexity, imports inside functions, prints and debuggers are ruff's: the settings must still say so."""
    lint = tomllib.loads((CLONE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert lint["mccabe"]["max-complexity"] <= 8
    assert {"C90", "BLE", "S", "T20", "DTZ", "PLC0415", "F", "E"} <= set(lint["select"])
    excused = {name: rules for name, rules in lint["per-file-ignores"].items() if name.startswith(PRODUCT)}
    assert excused == EXCUSED


def test_no_test_is_left_out() -> None:
    """No skip, no expected failure: what is not ready is not there. Only a missing browser skips, outside CI."""
    named = re.compile(r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b|unittest\.skip")
    assert named.search("@pytest.mark.xfail")
    here = Path(__file__).name
    found = [m.path for m in modules("tests", "bench") if Path(m.path).name != here and named.search(m.source)]
    assert found == []
