"""The pages that follow from the code: states, events, problems, addresses of the API, processes and settings."""

import re
from collections.abc import Callable, Iterable
from dataclasses import MISSING, fields
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from certificates import events as certificate_events
from certificates import states as certificate_states
from config.processes import PROCESSES
from docs import meanings, sources
from emulation import events as domain_events
from emulation.rules.access import ROLE_TITLES
from emulation.rules.states import MACHINES as OF_THE_DOMAIN
from emulation.rules.titles import act_title, state_title
from kernel.actors import SYSTEM
from kernel.events import EVENTS, Event
from kernel.states import Machine
from tasks.reactions import REACTIONS
from web.event_words import TITLES

NOTE = "<!-- Written by `make docs` from the sources; change those, not this page. -->\n"
MACHINES = (*OF_THE_DOMAIN, *certificate_states.MACHINES)
ROOMS = (domain_events, domain_events.administration, domain_events.legal_catalogue, certificate_events)
METHODS = ("get", "post", "put", "patch", "delete")
_Generator: Any = SchemaGenerator  # drf-spectacular ships these two without types
_Renderer: Any = OpenApiYamlRenderer
_PLACE = re.compile(r"\$\{(\w+):-([^}]*)\}")


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def _english(text: str) -> str:
    with translation.override("en"):
        return translation.gettext(text)


def _both(text: str) -> str:
    return f"{text} · {_english(text)}"


def states() -> str:
    parts = [
        "# States\n\nEvery act is a row of a table: from which state, to which, by whom. The same rows decide in the acts,"
        " give the `may` list of a 409 and the buttons of the pages"
        " ([`emulation/rules/states.py`](../emulation/rules/states.py)). What is not a row is refused.\n",
        "`system` is the platform itself: its timetable and the reactions to events.\n",
    ]
    parts += [_machine(machine) for machine in MACHINES]
    roles = ((f"`{code}`", _both(title)) for code, title in ROLE_TITLES.items())
    parts.append("## Roles\n\n" + table(("code", "role"), roles))
    return NOTE + "\n".join(parts)


def _state_title(state: str, machine: Machine) -> str:
    of_papers = machine in certificate_states.MACHINES
    return certificate_states.STATE_TITLES[state] if of_papers else state_title(state, machine.name)


def _act_title(act: str, machine: Machine) -> str:
    of_papers = machine in certificate_states.MACHINES
    return certificate_states.ACT_TITLES[act] if of_papers else act_title(act, machine.name)


def _machine(machine: Machine) -> str:
    lines = ["stateDiagram-v2", f"    [*] --> {machine.initial}"]
    lines += [f"    {row.source} --> {row.target}: {row.act}" for row in machine.rows]
    ends = [state for state in machine.states if not machine.possible(state)]
    lines += [f"    {state} --> [*]" for state in ends]
    title, purpose = meanings.MACHINES[machine.name]
    names = ((f"`{state}`", _both(_state_title(state, machine))) for state in machine.states)
    rows = (
        (f"`{row.source}`", f"`{row.act}` ({_act_title(row.act, machine)})", f"`{row.target}`", _roles(row.roles))
        for row in machine.rows
    )
    diagram = "\n".join(lines)
    return (
        f"## {title}\n\n{purpose}\n\n```mermaid\n{diagram}\n```\n\n{table(('state', 'shown as'), names)}\n"
        f"{table(('from', 'act', 'to', 'roles'), rows)}"
    )


def _roles(roles: Iterable[str]) -> str:
    order = (*ROLE_TITLES, SYSTEM)
    return ", ".join(f"`{role}`" for role in sorted(roles, key=order.index))


def events() -> str:
    caused = {event.type: list(named) for event, named in REACTIONS.items()}
    parts = [
        "# Events\n\nEvery act records one event in the ledger, in its own transaction. An event is frozen and versioned:"
        " a new optional field keeps the version, anything else is `v2` beside `v1`. Numbers of points travel as text. What the"
        " ledger's pages call an event stands in bold under its type.\n",
        "What follows an event is said on one page, [`tasks/reactions.py`](../tasks/reactions.py); every reaction becomes a"
        " delivery of its own that is done exactly once.\n",
        "## What follows what\n",
        table(("event", "reactions"), ((f"`{type_}`", _listed(names)) for type_, names in sorted(caused.items()))),
    ]
    shown = (event for room in ROOMS for event in vars(room).values() if isinstance(event, type))
    for event in (event for event in shown if issubclass(event, Event) and event.type in EVENTS):
        parts.append(_event(event, caused.get(event.type, [])))
    return NOTE + "\n".join(parts)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _event(event: type[Event], reactions: list[str]) -> str:
    doc = "" if (event.__doc__ or "").startswith(f"{event.__name__}(") else (event.__doc__ or "")
    own = [field for field in fields(event) if field.name != "authority"]
    rows = (
        (
            f"`{field.name}`",
            f"`{field.type if isinstance(field.type, str) else _plain_type(field.type)}`",
            _optional(field),
        )
        for field in own
    )
    about = f"{' '.join(doc.split())}\n\n" if doc else ""
    follows = f"\nFollowed by {_listed(reactions)}.\n" if reactions else ""
    return (
        f"## `{event.type}`\n\n**{_both(TITLES[event.type])}**\n\n{about}{table(('field', 'type', ''), rows)}{follows}"
    )


def _plain_type(kind: Any) -> str:
    return kind.__name__ if kind in (str, int) else str(kind).replace("typing.", "")


def _optional(field: Any) -> str:
    return "optional" if field.default is not MISSING or field.default_factory is not MISSING else ""


def problems() -> str:
    """Codes with their status and texts; those of state machines once for all machines."""
    found = sources.refusals()
    machines = ", ".join(f"`{machine.name}`" for machine in MACHINES)
    parts = [
        "# Problems\n\nThe API says no with a problem document (RFC 9457, `application/problem+json`): `status`, a stable"
        " `code`, `title` in the language of the request (`Accept-Language: vi` or `en`), `problems` with one entry for each"
        " fault (`code`, `path`, `message`), and for 409 the present `state` and the acts that are possible now (`may`)."
        " `type` is `urn:thidua:problem:<code>`. Places such as `%(code)s` are filled in.\n",
        f"`<machine>` stands for each of {machines}.\n",
    ]
    for name, status in sources.STATUSES.items():
        rows = [one for one in found if one.status == status]
        parts.append(f"## {status} · {name}\n\n{meanings.STATUSES[name]}\n\n{_coded(rows)}")
    rows = [one for one in found if one.status == sources.DETAIL]
    parts.append(
        "## Inside `problems`\n\nOne fault in one place; `path` says where"
        f" (`months[2].deadline`, `Cá nhân!D7`).\n\n{_coded(rows)}"
    )
    parts.append(
        "## Of the request itself\n\n`request.invalid` (422) lists what is wrong with the form of a request, with codes"
        " such as `request.required` in its `problems`. `request.not_authenticated` (401), `request.permission_denied`"
        " (403), `request.not_found` (404), `request.method_not_allowed` (405), `request.unsupported_media_type` (415) and"
        " `request.throttled` (429, with `Retry-After`) are what their names say.\n"
    )
    return NOTE + "\n".join(parts)


def _coded(rows: Iterable[sources.Found]) -> str:
    return table(
        ("code", "tiếng Việt", "English", "raised in"),
        (
            (
                f"`{one.code}`",
                one.message or "(set elsewhere)",
                _english(one.message) if one.message else "",
                f"`{one.place}`",
            )
            for one in rows
        ),
    )


def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = _Generator().get_schema(request=None, public=True)
    return schema


def openapi() -> str:
    rendered: bytes = _Renderer().render(_schema(), renderer_context={})
    return "# Written by `make docs` from the sources.\n" + rendered.decode()


def api() -> str:
    """The addresses with one line each; the schema beside it says everything."""
    rows = []
    for path, methods in _schema()["paths"].items():
        for method in METHODS:
            if method in methods:
                told = methods[method].get("description", "").split("\n\n")[0].replace("\n", " ")
                rows.append((f"`{method.upper()}`", f"`{path}`", told))
    return NOTE + (
        "# Addresses of the API\n\nThe whole of it, with every field: [`openapi.yml`](openapi.yml), and on a running"
        " platform `/api/v1/docs` (to try it out) and `/api/v1/schema`. How to use it: [the guide](guides/en/api.md).\n\n"
        + table(("method", "address", "what"), rows)
    )


def processes() -> str:
    rows = (
        (
            f"`{process.name}`",
            meanings.PROCESSES[process.name],
            "once, before the others" if process.once else "any number" if process.many else "see below",
            f"`{' '.join(process.command)}`",
            f"`{' '.join(process.healthcheck)}`" if process.healthcheck else "–",
        )
        for process in PROCESSES
    )
    return NOTE + (
        "# Processes\n\nThe list is [`config/processes.py`](../config/processes.py): the development stack starts from it,"
        " and tests hold `docker-compose.yml`, the image and [the guide to deployment](deploy.md) to it. `${NAME:-default}`"
        " is taken from the environment.\n\n"
        + table(("name", "what it does", "copies", "command", "asked for its health with"), rows)
        + "\nTwo `relay` processes share the work; two `sealer` or `beat` processes do no harm and no good. `web` may run"
        " on any number of machines that share the database, Redis and the files.\n"
    )


def settings() -> str:
    rows = []
    for variable in sources.settings():
        meaning, example = meanings.SETTINGS[variable.name]
        default = "**needed**" if variable.needed else f"`{variable.default}`" if variable.default else "empty"
        rows.append((f"`{variable.name}`", meaning, default, f"`{example}`"))
    of_commands = dict(place for process in PROCESSES for word in process.command for place in _PLACE.findall(word))
    commands = (
        (f"`{name}`", meanings.OF_COMMANDS[name], f"`{default}`")
        for name, default in of_commands.items()
        if name in meanings.OF_COMMANDS
    )
    return NOTE + (
        "# Settings\n\nThe platform reads its settings from the environment, on one page"
        " ([`config/settings.py`](../config/settings.py)). They say where things are and what is secret; rules of campaigns"
        " are data of the campaigns. A wrong or missing value stops the start and names the variable. Any variable may lie"
        " in a file that `<NAME>_FILE` names. Lists have commas, flags are `true` or `false`.\n\n"
        + table(("name", "what it holds", "default", "example"), rows)
        + "\n## Read by the commands of the processes\n\n"
        + table(("name", "what it holds", "default"), commands)
        + "\n## Read by single commands\n\n"
        + table(("name", "what it holds", "command"), meanings.ELSEWHERE)
    )


PAGES: dict[str, Callable[[], str]] = {
    "states.md": states,
    "events.md": events,
    "problems.md": problems,
    "openapi.yml": openapi,
    "api.md": api,
    "processes.md": processes,
    "settings.md": settings,
}
