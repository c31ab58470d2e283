"""What a rule says beyond its sentence: in words where there are some, and what is left in the short notation of the form."""

from collections.abc import Callable, Mapping
from typing import Any

from emulation.rules.awards import rule_notation
from emulation.rules.awards.award_rules import Part
from emulation.rules.awards.rule_values import NORMAL, SIMPLE
from emulation.rules.awards.rule_words import KIND_TITLES, SUBJECT_TITLES, Translate
from kernel.text import gettext_noop

_CHOICES: Mapping[str, Mapping[Any, str]] = {
    "warns": {True: gettext_noop("chỉ nhắc, không chặn")},
    "overridable": {False: gettext_noop("không ai được bỏ qua")},
    "required": {False: gettext_noop("không bắt buộc")},
    "council": {False: gettext_noop("không qua Hội đồng")},
    "procedures": {
        (NORMAL,): gettext_noop("chỉ theo thủ tục thông thường"),
        (SIMPLE,): gettext_noop("chỉ theo thủ tục đơn giản"),
    },
    "when": {"initiative": gettext_noop("khi có sáng kiến")},
}
_LISTS = {
    "kinds": (gettext_noop("loại: %(told)s"), KIND_TITLES),
    "subjects": (gettext_noop("cho: %(told)s"), SUBJECT_TITLES),
    "simple_kinds": (gettext_noop("thủ tục đơn giản: %(told)s"), KIND_TITLES),
}


def _listed(message: str, titles: Mapping[str, str]) -> Callable[[Any, Translate], str]:
    return lambda value, say: say(message) % {"told": ", ".join(say(titles[one]) for one in value)}


def _chosen(titles: Mapping[Any, str]) -> Callable[[Any, Translate], str]:
    def told(value: Any, say: Translate) -> str:
        known = titles.get(tuple(value) if isinstance(value, list) else value)
        return say(known) if known else ""

    return told


def _last_day(value: Any, say: Translate) -> str:
    month, _, day = str(value).partition("-")
    return say(gettext_noop("đăng ký đến hết ngày %(day)s")) % {"day": f"{day}/{month}"} if day else ""


_WORDS: Mapping[str, Callable[[Any, Translate], str]] = {
    **{name: _chosen(titles) for name, titles in _CHOICES.items()},
    **{name: _listed(message, titles) for name, (message, titles) in _LISTS.items()},
    "register_by": _last_day,
}


def words(part: Part, translate: Translate) -> dict[str, str]:
    """By the name of each param that has words: the words."""
    told = {name: _WORDS[name](value, translate) for name, value in part.params().items() if name in _WORDS}
    return {name: text for name, text in told.items() if text}


def rest(part: Part, told: Mapping[str, str]) -> str:
    """The code, once, and what has no words."""
    line = rule_notation.write(part.ASPECT, {name: one for name, one in part.params().items() if name not in told})
    return line if line.split(" ")[0] == part.code else f"{part.code}: {line}".removesuffix(": ")
