"""Template words for award rules and verdicts: sentences with their values, in the reader's language."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.translation import get_language, gettext

from emulation.models import AwardType
from emulation.rules.awards import rule_details as rule_details_of
from emulation.rules.awards import rule_words
from emulation.rules.awards.award_rules import Part, Requirement
from emulation.rules.awards.verdicts import DISCIPLINE_TITLES, OUTCOME_TITLES, PASS, REACH_TITLES, Fact, Verdict

register = template.Library()
_WORDS = {
    "outcome": OUTCOME_TITLES,
    "aspect": rule_words.ASPECT_TITLES,
    "kind": rule_words.KIND_TITLES,
    "subject": rule_words.SUBJECT_TITLES,
    "reach": REACH_TITLES,
    "discipline": DISCIPLINE_TITLES,
}
_SCOPES = {
    "*": rule_words.EVERY_AWARD,
    "*title": rule_words.EVERY_TITLE,
    "*form": rule_words.EVERY_FORM,
}


@register.filter
def award_word(code: str, group: str) -> str:
    return gettext(_WORDS[group].get(code, code))


@register.filter
def fact_text(fact: Fact, names: Mapping[str, str]) -> str:
    return fact.text(gettext, names)


@register.filter
def standing_out(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """What somebody must look at: all but what is met as it is."""
    return [one for one in verdicts if one.outcome != PASS or one.overridden]


@register.filter
def met(verdicts: Iterable[Verdict]) -> list[Verdict]:
    return [one for one in verdicts if one.outcome == PASS and not one.overridden]


@register.filter
def rule_text(part: Part, names: Mapping[str, str]) -> str:
    return rule_words.told(part, gettext, names)


@register.filter
def rule_details(part: Part) -> str:
    """What the rule says beyond its sentence, in words."""
    told = rule_details_of.words(part, gettext)
    said_before = ("kinds", "subjects") if isinstance(part, Requirement) else ()
    return "; ".join(text for name, text in told.items() if name not in said_before)


@register.filter
def rule_line(part: Part) -> str:
    """What of the rule has no words, in the short notation of the form."""
    return rule_details_of.rest(part, rule_details_of.words(part, gettext))


@register.filter
def award_named(code: str, names: Mapping[str, str]) -> str:
    """The name of an award, or what stands for all of them."""
    return gettext(_SCOPES[code]) if code in _SCOPES else names.get(code, code)


@register.filter
def award_title(one: AwardType) -> str:
    return one.name_en if get_language() == "en" else one.name
