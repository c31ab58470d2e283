"""The seeded generator of the Hoàn Kiếm example; it may be run from anywhere, so it says where the product lies."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
