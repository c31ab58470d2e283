"""The texts of the help inside the platform: by task, with the pages they belong to, and what a search finds in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.urls import reverse
from django.utils.translation import get_language
from markdown_it import MarkdownIt
from markdown_it.token import Token

from emulation.rules.access import (
    ADMINISTRATOR,
    ANSWERS_FEEDBACK,
    AUTHORITY_HEAD,
    CLERK,
    CLUSTER_DEPUTY,
    CLUSTER_LEAD,
    COMMITTEE,
    INSPECTOR,
    READS_FEEDBACK,
    STAFF,
    STANDING_OFFICER,
    UNIT_HEAD,
    UNIT_OFFICER,
)
from emulation.rules.awards.honours import found_by
from kernel.text import search_key
from web.navigation import fits

TEXTS = Path(__file__).parent / "help_texts"
LANGUAGES = ("vi", "en")
MARKDOWN = MarkdownIt("commonmark", {"html": False})
UNITS = frozenset({UNIT_OFFICER, UNIT_HEAD})
JUDGES = frozenset({UNIT_HEAD, CLUSTER_LEAD, CLUSTER_DEPUTY, STANDING_OFFICER})
OFFICES = frozenset({*COMMITTEE, CLERK, AUTHORITY_HEAD})


@dataclass(frozen=True)
class Topic:
    """One text; ``roles`` have it among their own, and no roles are everybody. ``within`` are names of pages, or how they begin,
    from which the sign in the bar leads to it."""

    slug: str
    roles: frozenset[str] = frozenset()
    within: tuple[str, ...] = ()


TOPICS = (
    Topic("bat-dau", within=("home", "search", "inbox", "mail-preferences", "delegation")),
    Topic(
        "phieu-thang",
        UNITS,
        ("sheet-form", "hand-in", "unit-month", "unit-history", "round-trip", "import", "evidence"),
    ),
    Topic("duyet-phieu", JUDGES, ("judging", "judge", "evaluation", "peer")),
    Topic("ca-nhan", frozenset({STAFF}), ("me", "task-list")),
    Topic(
        "ket-qua", within=("ranking", "standing", "board", "chart", "radar", "appeal", "correct", "open", "derivation")
    ),
    Topic(
        "phong-trao", OFFICES, ("campaign", "month", "scheme", "chase", "booking", "ruling", "fairness", "calibration")
    ),
    Topic("kiem-tra", frozenset({INSPECTOR, *UNITS}), ("visit", "finding", "audit", "inspection-team")),
    Topic("khao-sat", frozenset({INSPECTOR, *COMMITTEE}), ("survey", "sample-size", "service-register")),
    Topic("phan-anh", frozenset({*READS_FEEDBACK, *ANSWERS_FEEDBACK}), ("feedback", "calendar")),
    Topic(
        "khen-thuong",
        frozenset({*OFFICES, *UNITS}),
        (
            "registration",
            "nomination",
            "commendation",
            "council",
            "decision",
            "consultation",
            "eligibility",
            "bonus",
            "fund",
        ),
    ),
    Topic(
        "giay-khen", within=("certificate", "batch", "copies", "copy", "printer", "honour", "award-register", "verify")
    ),
    Topic(
        "quan-tri", frozenset({ADMINISTRATOR}), ("account", "unit", "ledger", "operations", "delivery", "admin:index")
    ),
)
BY_SLUG = {one.slug: one for one in TOPICS}


@dataclass(frozen=True)
class Span:
    """A piece of a sentence: plain, or what Markdown marks it as; ``href`` is where a link leads."""

    kind: str
    text: str
    href: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph, or one point of a list."""

    point: bool
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Part:
    """What stands under one heading: where it is in the page, and its words as a search reads them."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    key: str


@dataclass(frozen=True)
class Text:
    slug: str
    title: str
    parts: tuple[Part, ...]


MARKS = {"strong_open": "strong", "em_open": "em", "link_open": "link"}


def _spans(token: Token) -> tuple[Span, ...]:
    """A sentence in pieces; one mark at a time, as the texts have them."""
    found, kind, href = list[Span](), "", ""
    for child in token.children or ():
        if child.type in MARKS:
            kind, href = MARKS[child.type], str(child.attrGet("href") or "")
        elif child.type.endswith("_close"):
            kind, href = "", ""
        elif child.content or child.type == "softbreak":
            found.append(Span("code" if child.type == "code_inline" else kind, child.content or " ", href))
    return tuple(found)


def _part(anchor: str, title: str, blocks: Sequence[Block]) -> Part:
    words = [title, *("".join(span.text for span in block.spans) for block in blocks)]
    return Part(anchor, title, tuple(blocks), " " + search_key(" ".join(words)))


@cache
def text(slug: str, spoken: str) -> Text:
    """A text that was read once: its first heading is the page's own, each of the others begins a part."""
    tokens = MARKDOWN.parse((TEXTS / spoken / f"{slug}.md").read_text("utf-8"))
    title, parts = "", list[tuple[str, list[Block]]]()
    for at, token in enumerate(tokens):
        before = tokens[at - 1].tag
        if token.type == "inline" and before == "h1":
            title = token.content
        elif token.type == "inline" and before == "h2":
            parts.append((token.content, []))
        elif token.type == "inline":
            parts[-1][1].append(Block(tokens[at - 2].type == "list_item_open", _spans(token)))
    return Text(slug, title, tuple(_part(f"muc-{n}", *part) for n, part in enumerate(parts, 1)))


def language() -> str:
    spoken = get_language() or ""
    return spoken if spoken in LANGUAGES else LANGUAGES[0]


def about(page: str) -> str:
    """The address of the help on a page, or of all help."""
    found = [(len(one), topic.slug) for topic in TOPICS for one in topic.within if fits(page, one)]
    return reverse("web:help-topic", args=[max(found)[1]]) if found else reverse("web:help")


def search(sought: str) -> list[tuple[str, str, str]]:
    """Parts that have all the words, those with them in the heading first: heading, text, address."""
    spoken, words = language(), search_key(sought).split()
    found: list[tuple[bool, str, str, str]] = []
    if not words:
        return []
    for topic in TOPICS:
        one = text(topic.slug, spoken)
        there = reverse("web:help-topic", args=[one.slug])
        if found_by(one.title, sought):
            found.append((False, one.title, "", there))
        hits = [part for part in one.parts if all(f" {word}" in part.key for word in words)]
        found += [(not found_by(part.title, sought), part.title, one.title, f"{there}#{part.anchor}") for part in hits]
    return [hit[1:] for hit in sorted(found, key=lambda hit: hit[0])]
