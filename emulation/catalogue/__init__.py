"""The reviewed legal catalogue that ships with the platform: effective-dated rows with their legal basis."""

import csv
from collections.abc import Iterator
from importlib.resources import files


def award_types() -> Iterator[dict[str, str]]:
    """Rows of award types; ``source`` says where a reviewer finds the rule."""
    text = files(__name__).joinpath("award_types.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
