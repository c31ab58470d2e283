"""How texts for people come out of here: Vietnamese as they stand, or through the translation that the caller hands in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from emulation.rules.exact import from_text, rounded
from kernel.errors import Problem
from kernel.text import gettext_noop

Say = Callable[[str, Mapping[str, object]], str]
"""Puts a message id into the reader's language and its values into their places."""

DECIMALS = 6
_LANGUAGE = gettext_noop("ngôn ngữ: tiếng Việt")


class Word(str):
    """A code as a value of a message: for people it is said by its words, which are a message id themselves."""

    words: str

    def __new__(cls, code: str, words: str) -> "Word":
        made = super().__new__(cls, code)
        made.words = words
        return made


def vietnamese(message: str, params: Mapping[str, object]) -> str:
    return message % params if params else message


def said(problem: Problem, say: Say) -> str:
    """A problem with its place in front, where it has one."""
    params = {
        name: say(value.words, {}) if isinstance(value, Word) else value for name, value in problem.params.items()
    }
    text = say(problem.message, params)
    return f"{problem.path}: {text}" if problem.path else text


def one_line(text: str) -> str:
    return " ".join(text.split())


def shown(text: str) -> str:
    """An exact number as people read it: a quotient or an endless one at six decimals, marked as rounded."""
    if "/" not in text and len(text.partition(".")[2]) <= DECIMALS + 2:
        return text
    return f"≈{rounded(from_text(text), DECIMALS)}"


@dataclass(frozen=True)
class Voice:
    """The reader's language for texts, titles and numbers. With ``commas`` numbers have the decimal comma where the language
    has it; without, the point of the data files."""

    say: Say = vietnamese
    commas: bool = False

    @property
    def is_vietnamese(self) -> bool:
        """The translation itself says which language it is."""
        return self.say(_LANGUAGE, {}) == _LANGUAGE

    def said(self, message: str, **params: object) -> str:
        return self.say(message, params)

    def title(self, title: Mapping[str, str]) -> str:
        """A title of a scheme in the reader's language, where the scheme has it."""
        return title["vi"] if self.is_vietnamese else title.get("en") or title["vi"]

    def number(self, text: str) -> str:
        """An exact number as it is read."""
        return self.written(shown(text))

    def written(self, text: str) -> str:
        return text.replace(".", ",") if self.commas and self.is_vietnamese else text

    def percent(self, text: str) -> str:
        """An exact share as so many of a hundred."""
        share = format(rounded(from_text(text) * 100, 2), "f").rstrip("0").rstrip(".")
        mark = "" if Fraction(share) == from_text(text) * 100 else "≈"
        return f"{mark}{self.written(share)} %"
