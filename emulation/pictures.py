"""Photos as they are kept: decoded and encoded again, so that place, camera, comments and whatever hung on them are gone."""

import struct
from io import BytesIO

from PIL import Image, ImageOps

from emulation.rules.file_types import JPEG, PNG, TYPES, FileType
from kernel.errors import Invalid
from kernel.text import gettext_noop

LONGEST_SIDE, MOST_PIXELS, QUALITY = 2560, 64_000_000, 85
"""A page of paper is readable at 2560 dots a side; beyond 64 million dots an image is a bomb or a scan for printing."""

_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_UNREADABLE = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, ZeroDivisionError, OverflowError, struct.error,
)  # fmt: skip
"""What the decoders say of images that are none."""


def _too_large() -> Invalid:
    message = gettext_noop("Ảnh có quá nhiều điểm ảnh (trên %(limit)s triệu); hãy giảm kích thước rồi tải lên.")
    return Invalid("file.image_too_large", message, limit=MOST_PIXELS // 1_000_000)


def _decoded(data: bytes, kind: FileType) -> Image.Image:
    with Image.open(BytesIO(data), formats=[kind.code.upper()]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise _too_large()
        if kind.code == JPEG:
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        return ImageOps.exif_transpose(opened)


def _bare(picture: Image.Image) -> Image.Image:
    """The dots alone, in a colour space that every reader has."""
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    bare = Image.new(mode, picture.size)
    bare.paste(picture.convert(mode))
    return bare


def reencoded(data: bytes, kind: FileType) -> tuple[bytes, FileType]:
    """The image again with at most `LONGEST_SIDE` dots a side, upright, without any metadata: PNG stays PNG, what has no
    transparency becomes JPEG. Raises `Invalid` for what cannot be decoded and for bombs."""
    try:
        bare = _bare(_decoded(data, kind))
    except _BOMBS as error:
        raise _too_large() from error
    except _UNREADABLE as error:
        raise Invalid("file.broken", gettext_noop("Tệp bị hỏng, không đọc được; hãy lưu lại rồi tải lên.")) from error
    kept = PNG if kind.code == PNG or bare.mode == "RGBA" else JPEG
    written = BytesIO()
    options = {"quality": QUALITY, "optimize": True} if kept == JPEG else {}
    bare.save(written, kept.upper(), **options)
    return written.getvalue(), TYPES[kept]
