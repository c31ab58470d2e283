"""Writes the Hoàn Kiếm example into a folder: ``python examples/hoan-kiem/generate.py OUT_DIR``."""

import sys

from hoankiem.generator import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
