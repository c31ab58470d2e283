"""Where commands write: lines for people on standard output, faults on standard error, bytes where a file is asked for."""

import sys
from dataclasses import dataclass
from typing import TextIO

from emulation.tables.wording import Say

AGREES, DISAGREES, BAD_INPUT = 0, 1, 2
"""Exit codes."""


@dataclass(frozen=True)
class Output:
    """Standard output and error, with the translation into the language that was asked for."""

    say: Say
    standard: TextIO
    errors: TextIO

    def line(self, text: str) -> None:
        self.standard.write(text + "\n")

    def error(self, text: str) -> None:
        self.errors.write(text + "\n")

    def bytes(self, content: bytes) -> None:
        """Files go out as they are; a stream that takes only letters gets them as text."""
        self.standard.flush()
        raw = getattr(self.standard, "buffer", None)
        if raw is None:
            self.standard.write(content.decode(errors="replace"))
            return
        raw.write(content)
        raw.flush()

    def flush(self) -> None:
        self.standard.flush()


def terminal(say: Say) -> Output:
    """The terminal; what its letters cannot show is shown by numbers, rather than nothing at all."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    return Output(say, sys.stdout, sys.stderr)
