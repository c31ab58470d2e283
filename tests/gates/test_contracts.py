"""Who may import whom: the contracts of pyproject.toml hold, and each is seen to fail on a planted import."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parents[2]
LINTER = tomllib.loads((CLONE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = [contract["name"] for contract in LINTER["contracts"]]
ONE_WAY = "Who may import whom: one way"

PLANTS: dict[str, list[tuple[str, str]]] = {
    ONE_WAY: [
        ("kernel.planted", "emulation.units"),
        ("emulation.health", "certificates.paper"),
        ("certificates.planted", "emulation.decisions"),
        ("emulation.health", "tasks.relay"),
        ("api.planted", "web.texts"),
        ("web.planted", "tasks.reactions"),
        ("tasks.planted", "config.settings"),
    ],
    "Inside the domain: acts, models, events, rules": [
        ("emulation.rules.planted", "emulation.events"),
        ("emulation.events", "emulation.models.campaigns"),
        ("emulation.models.campaigns", "emulation.units"),
        ("emulation.units", "emulation.boards.home"),
    ],
    "No import cycles": [("tasks.reactions", "tasks.relay")],
    "Rules are pure": [("emulation.rules.planted", "django"), ("certificates.typesetting", "reportlab")],
    "Only the renderer knows ReportLab": [("api.planted", "reportlab")],
    "Nobody but the worker's room enqueues": [("emulation.health", "celery"), ("api.planted", "kombu")],
    "The product never imports the development stack": [("config.planted", "devstack.stack")],
}
"""Per contract: which module imports what it must not."""


def copied(folder: Path) -> Path:
    for package in LINTER["root_packages"]:
        shutil.copytree(
            CLONE / package, folder / package, ignore=lambda _, names: [n for n in names if n == "__pycache__"]
        )
    shutil.copy(CLONE / "pyproject.toml", folder)
    return folder


def linted(folder: Path) -> tuple[int, str]:
    """Exit code and report of the linter on a copy, on one line per import and without its frames and colours."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", "pyproject.toml"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(folder), "COLUMNS": "200"}
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report on a copy in which every plant stands."""
    folder = copied(tmp_path_factory.mktemp("planted"))
    for importer, imported in sorted({plant for plants in PLANTS.values() for plant in plants}):
        file = folder.joinpath(*importer.split(".")).with_suffix(".py")
        with file.open("a", encoding="utf-8") as source:
            source.write(f"\nimport {imported}\n")
    code, report = linted(folder)
    assert code != 0, report
    return report


def test_the_contracts_hold(tmp_path: Path) -> None:
    code, report = linted(copied(tmp_path))
    assert code == 0, report
    assert f"{len(CONTRACTS)} kept, 0 broken" in report


def test_every_contract_has_a_plant() -> None:
    assert set(PLANTS) == set(CONTRACTS)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_the_contract_is_seen_to_fail(contract: str, broken: str) -> None:
    assert re.search(rf"^{re.escape(contract)} BROKEN", broken, re.MULTILINE), broken
    details = broken.partition("Broken contracts")[2]
    section = re.split(r"\n[^\n]+\n-{5,}\n", details.partition(f"\n{contract}\n")[2].partition("\n")[2])[0]
    for importer, imported in PLANTS[contract]:
        full = rf"{re.escape(importer)} -> {re.escape(imported)}\b"
        siblings = rf"\.{importer.rpartition('.')[2]} -> \.{imported.rpartition('.')[2]}\b"
        assert re.search(f"{full}|{siblings}", section), section


def test_the_names_of_modules_in_the_contracts_are_real() -> None:
    """A contract on a module that was moved away would hold for ever."""
    named = {module for contract in LINTER["contracts"] for module in contract.get("source_modules", ())}
    lost = [
        module
        for module in named
        if not (
            CLONE.joinpath(*module.split(".")).is_dir()
            or CLONE.joinpath(*module.split(".")).with_suffix(".py").is_file()
        )
    ]
    assert lost == []
