"""`python -m docs`: writes the generated pages. Needs no services."""

import importlib
import os
import sys
import tempfile
from pathlib import Path

import django

from devstack.environment import of_tests

FOLDER = Path(__file__).resolve().parent


def main() -> int:
    with tempfile.TemporaryDirectory() as files:
        os.environ.update(of_tests(Path(files), "postgresql://nowhere/none", "redis://nowhere"))
        django.setup()
        pages = importlib.import_module("docs.pages")  # reads models, so only after the set-up
        for name, page in pages.PAGES.items():
            (FOLDER / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
