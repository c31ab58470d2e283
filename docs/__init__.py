"""The documents; the pages that follow from the code are written by `python -m docs` (or `make docs`)."""
