"""The parts that documents are made of, as plain values: the same blocks become a Word template and a PDF page.

Texts hold placeholders such as ``{{ head.number }}``. A mouth hands filled blocks to the room that draws PDF; it knows them by
their shape alone.
"""

from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]
LEFT, CENTRE, RIGHT = "left", "centre", "right"


def head(*, numbered: bool = True, about: str = "") -> Block:
    """The top of an official document: who issues it with its number at the left, the national heading with place and day
    at the right. ``about`` is the subject of a letter, which stands under its number."""
    return {"shape": "head", "numbered": numbered, "about": about}


def nation() -> Block:
    """The national heading alone, over papers that people sign for themselves."""
    return {"shape": "nation"}


def title(name: str, about: str = "", note: str = "") -> Block:
    return {"shape": "title", "name": name, "about": about, "note": note}


def centred(text: str) -> Block:
    """Bold and in the middle, such as who decides."""
    return {"shape": "centred", "text": text}


def heading(text: str) -> Block:
    return {"shape": "heading", "text": text}


def text(words: str, *, lead: str = "", italic: bool = False) -> Block:
    """A paragraph; ``lead`` is its bold beginning."""
    return {"shape": "text", "text": words, "lead": lead, "italic": italic}


def addressed(name: str) -> Block:
    """Kính gửi."""
    return {"shape": "addressed", "text": name}


def column(heading_: str, words: str, width: int, align: str = LEFT) -> Block:
    """``width`` in millimetres."""
    return {"heading": heading_, "text": words, "width": width, "align": align}


def table(rows: str, name: str, columns: Sequence[Block], *, total: Sequence[str] = ()) -> Block:
    """One line of the table for each of ``rows``, called ``name`` in its cells; ``total`` are the cells of a last line."""
    return {"shape": "table", "rows": rows, "name": name, "columns": list(columns), "total": list(total)}


def each(rows: str, name: str, blocks: Sequence[Block]) -> Block:
    return {"shape": "each", "rows": rows, "name": name, "blocks": list(blocks)}


def when(what: str, blocks: Sequence[Block]) -> Block:
    """Blocks that stand there only where the fact of this name is true, or there is any of it."""
    return {"shape": "when", "what": what, "blocks": list(blocks)}


def signature(*, capacity: str = "", title_: str, name: str = "") -> Block:
    """Who signs: ``capacity`` such as “TM. HỘI ĐỒNG” over the title, and free room over the name."""
    return {"capacity": capacity, "title": title_, "name": name}


def signatures(left: Block | None, right: Block) -> Block:
    return {"shape": "signatures", "left": left, "right": right, "recipients": ""}


def issued(right: Block, recipients: str = "recipients") -> Block:
    """The end of a document that is sent: who gets it at the left, who signs at the right."""
    return {"shape": "signatures", "left": None, "right": right, "recipients": recipients}


def annex() -> Block:
    return {"shape": "annex"}
