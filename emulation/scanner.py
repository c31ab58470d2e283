"""The hook of a virus scanner: what is handed in goes through clamd's INSTREAM command where an address is configured."""

import socket
import struct

from django.conf import settings

from kernel.errors import Invalid, Unavailable
from kernel.text import gettext_noop

SECONDS = 20
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


def _connected(address: str) -> socket.socket:
    """A connection to ``host:port`` or ``unix:/path``."""
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(address.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _asked(address: str, data: bytes) -> str:
    with _connected(address) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), _CHUNK):
            chunk = data[start : start + _CHUNK]
            line.sendall(struct.pack("!I", len(chunk)) + chunk)
        line.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
            part = line.recv(_LONGEST_ANSWER)
            if not part:
                break
            answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace").strip()


def scan(data: bytes) -> bool:
    """Whether a scanner looked at the content and found nothing; False where none is configured. Raises `Invalid` for what
    it finds, and `Unavailable` where it does not answer or cannot tell: what was not looked at is not taken in."""
    address = settings.CLAMD_ADDRESS
    if not address:
        return False
    away = gettext_noop("Máy quét vi-rút tạm thời không trả lời nên chưa nhận được tệp; hãy thử lại sau.")
    try:
        answer = _asked(address, data)
    except (OSError, ValueError) as error:
        raise Unavailable("file.scanner_away", away) from error
    if answer.endswith(" FOUND"):
        found = answer.removeprefix("stream:").removesuffix("FOUND").strip()
        message = gettext_noop("Máy quét tìm thấy mã độc trong tệp (%(found)s); tệp không được nhận.")
        raise Invalid("file.virus", message, found=found[:100])
    if not answer.endswith(" OK"):
        raise Unavailable("file.scanner_away", away)
    return True
