"""One list of processes: config/processes.py, docker-compose.yml, the Dockerfile and docs/deploy.md say the same."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.processes import ALWAYS_ON, BY_NAME, PROCESSES, VARIABLES, Process, filled

CLONE = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent
COMPOSE: dict[str, Any] = yaml.safe_load((CLONE / "docker-compose.yml").read_text(encoding="utf-8"))
DEPLOY = CLONE / "docs" / "deploy.md"
DOCKERFILE = (CLONE / "Dockerfile").read_text(encoding="utf-8")
OURS = [process for process in PROCESSES if process.ours]
SECRETS = {"--requirepass", "${REDIS_PASSWORD:?see docs/deploy.md}"}
"""What the development stack does not need, as its sockets are closed to others."""
NOT_IN_PRODUCTION = {"DEBUG", "SIMULATED_CLOCK_FILE", "STATIC_ROOT"}
"""Two are for development; the third is the image's own."""


def service(process: Process) -> dict[str, Any]:
    return dict(COMPOSE["services"][process.name])


def test_compose_runs_exactly_the_processes_of_the_list() -> None:
    assert set(COMPOSE["services"]) == set(BY_NAME)


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_compose_gives_each_process_the_command_of_the_list(process: Process) -> None:
    assert [word for word in service(process)["command"] if word not in SECRETS] == list(process.command)


@pytest.mark.parametrize("process", [p for p in PROCESSES if p.healthcheck], ids=lambda process: process.name)
def test_compose_asks_for_health_as_the_list_says(process: Process) -> None:
    assert service(process)["healthcheck"]["test"] == ["CMD", *process.healthcheck]


@pytest.mark.parametrize("process", OURS, ids=lambda process: process.name)
def test_compose_gives_each_process_of_ours_all_variables_and_no_other(process: Process) -> None:
    assert list(service(process)["environment"]) == [variable.name for variable in VARIABLES]


def test_compose_refuses_to_start_without_what_is_needed() -> None:
    given = COMPOSE["x-app"]["environment"]
    for variable in VARIABLES:
        assert (":?" in given[variable.name]) == variable.needed, variable.name


@pytest.mark.parametrize("name", [name for name in BY_NAME if name != "migrate"])
def test_compose_starts_again_what_ends(name: str) -> None:
    assert COMPOSE["services"][name]["restart"] == "unless-stopped"


def test_what_may_run_many_times_has_neither_a_name_nor_a_port_of_its_own() -> None:
    for process in PROCESSES:
        assert "container_name" not in service(process)
        assert ("ports" in service(process)) == bool(process.port)
        assert not (process.many and process.port)


def test_everything_else_waits_for_the_migrations_to_be_done() -> None:
    for name in ALWAYS_ON:
        assert COMPOSE["services"][name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_all_data_lies_in_named_volumes() -> None:
    used = {volume.partition(":")[0] for each in COMPOSE["services"].values() for volume in each.get("volumes", ())}
    assert used == set(COMPOSE["volumes"]) == {"postgres", "redis", "files"}


def test_the_image_runs_the_web_process_by_itself_with_the_same_command() -> None:
    command = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    health = re.search(r"^ +CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert command
    assert json.loads(command[1]) == filled(BY_NAME["web"].command, {})
    assert health
    assert json.loads(health[1]) == filled(BY_NAME["web"].healthcheck, {})


def test_the_image_holds_every_package_of_the_product_and_no_test() -> None:
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))
    texts = {"locale"} if any((CLONE / "locale").rglob("*.po")) else set()
    assert copied == {"kernel", "emulation", "certificates", "tasks", "api", "web", "config"} | texts
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE)


def test_the_guide_to_deployment_names_every_process_with_its_command() -> None:
    text = DEPLOY.read_text(encoding="utf-8")
    for process in PROCESSES:
        words = [word for word in process.command if word not in ("--save", "")]
        assert f"| `{process.name}` | `{' '.join(words)}` |" in text, process.name


def test_the_guide_to_deployment_names_every_variable_and_says_which_are_needed() -> None:
    rows = dict(re.findall(r"^\| `([A-Z0-9_]+)` \| (yes|no) \|", DEPLOY.read_text(encoding="utf-8"), re.MULTILINE))
    settings = {variable.name: "yes" if variable.needed else "no" for variable in VARIABLES}
    asked = re.findall(r"\$\{([A-Z0-9_]+)(:[?-])", (CLONE / "docker-compose.yml").read_text(encoding="utf-8"))
    compose = {name: "yes" if sign == ":?" else "no" for name, sign in asked}
    for composed in ("DATABASE_URL", "REDIS_URL", "DATA_DIR"):
        settings.pop(composed)
    assert rows == settings | compose


def test_the_list_holds_just_the_variables_that_the_settings_read() -> None:
    source = (CLONE / "config" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"env\.\w+\(\s*\"(\w+)\"", source))
    assert {variable.name for variable in VARIABLES} == read - NOT_IN_PRODUCTION
    without_default = set(re.findall(r"env\.(?:text\(\"(\w+)\"\)|url\(\"(\w+)\", \([^)]*\)\))", source))
    assert {a or b for a, b in without_default} - NOT_IN_PRODUCTION <= {
        variable.name for variable in VARIABLES if variable.needed
    }


def test_compose_can_be_read_by_an_engine_and_names_a_missing_variable() -> None:
    values = dict.fromkeys(
        re.findall(r"\$\{([A-Z_]+):\?", (CLONE / "docker-compose.yml").read_text(encoding="utf-8")), "x"
    )
    words = [str(TOOLS / "podman-compose"), "--dry-run", "config"]
    plain = {"PATH": os.environ["PATH"], "HOME": str(CLONE)}
    whole = subprocess.run(words, cwd=CLONE, env=plain | values, capture_output=True, text=True, check=True)
    assert set(yaml.safe_load(whole.stdout)["services"]) == set(BY_NAME)
    values.pop("LEDGER_SIGNING_KEY")
    lacking = subprocess.run(words, cwd=CLONE, env=plain | values, capture_output=True, text=True, check=False)
    assert lacking.returncode != 0
    assert "docs/deploy.md" in lacking.stdout + lacking.stderr


def test_compose_follows_the_published_schema() -> None:
    words = [str(TOOLS / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    subprocess.run(words, cwd=CLONE, check=True, capture_output=True)


def test_places_in_commands_are_filled_from_the_environment_or_by_their_default() -> None:
    words = ("--port", "${WEB_PORT:-8000}", "${NAME}@%h")
    assert filled(words, {"WEB_PORT": "9000", "NAME": "a"}) == ["--port", "9000", "a@%h"]
    assert filled(words, {"WEB_PORT": ""}) == ["--port", "8000", "@%h"]
