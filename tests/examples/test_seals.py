"""The seal and the signature of the example: drawn by itself, clear around their lines, taken by the platform, marked."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from certificates import stamps
from certificates.layouts import SEAL, SIGNATURE

HERE = Path(__file__).resolve().parents[2] / "examples" / "hoan-kiem"
DRAW = "import sys; from hoankiem import seals; sys.stdout.buffer.write(getattr(seals, sys.argv[1])())"


def drawn(name: str) -> bytes:
    """As the demo draws it, in a process of its own, as its folder is no package of ours."""
    return subprocess.run([sys.executable, "-c", DRAW, name], cwd=HERE, capture_output=True, check=True).stdout


@pytest.mark.parametrize(("kind", "name"), [(SEAL, "seal"), (SIGNATURE, "signature")])
def test_the_images_of_the_example_are_always_the_same_and_good_enough_to_sign_with(kind: str, name: str) -> None:
    png = drawn(name)
    assert png == drawn(name)
    seen = stamps.seen_of(kind, png)
    assert (seen.width == seen.height) == (kind == SEAL)


def test_the_seal_of_the_example_is_red_and_full_of_words_in_its_middle() -> None:
    with Image.open(BytesIO(drawn("seal"))) as image:
        colours = {pixel[:3] for _, pixel in image.getcolors(1 << 20) or [] if pixel[3] == 255}
        middle = image.getchannel("A").crop((60, 190, 540, 420))
    assert colours == {(200, 16, 46)}
    assert sum(middle.histogram()[128:]) > 15_000
