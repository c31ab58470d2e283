"""What the ledger's events are called, and which of them somebody means by what they typed."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext

from certificates import events as certificates
from emulation.events import titles
from emulation.rules.awards.honours import found_by
from kernel.text import search_key

SUBJECTS: Mapping[str, titles.Titles] = {**titles.SUBJECTS, certificates.SUBJECT: certificates.TITLES}
TITLES = {type_: title for of_subject in SUBJECTS.values() for type_, title in of_subject.items()}


def title(type_: str) -> str:
    """In the reader's language; of what has none, the text itself."""
    return gettext(TITLES[type_]) if type_ in TITLES else type_


def told(types: Collection[str]) -> list[tuple[str, str]]:
    """Some types with their titles, in the order of the subjects; without those that have none."""
    return [(type_, title(type_)) for type_ in TITLES if type_ in types]


def by_subject() -> list[tuple[str, list[str]]]:
    """Subjects with their titles, for who chooses instead of typing."""
    return [(gettext(subject), [gettext(one) for one in known.values()]) for subject, known in SUBJECTS.items()]


def _called(message: str) -> frozenset[str]:
    """A text as it may be typed: in Vietnamese or in the reader's language, case and marks left out."""
    return frozenset({search_key(message), search_key(gettext(message))})


def meant(text: str) -> frozenset[str]:
    """The types that a code or a part of one means; else those with this title, or of this subject; else those that have
    all these words."""
    if "." in text:
        return frozenset({text, *(type_ for type_ in TITLES if text in type_)})
    sought = search_key(text)
    named = frozenset(type_ for type_, known in TITLES.items() if sought in _called(known))
    about = frozenset(type_ for subject, known in SUBJECTS.items() if sought in _called(subject) for type_ in known)
    return named or about or frozenset(_with_words(sought))


def _with_words(sought: str) -> list[str]:
    return [
        type_
        for subject, known in SUBJECTS.items()
        for type_, name in known.items()
        if found_by(f"{name} {subject}", sought) or found_by(f"{gettext(name)} {gettext(subject)}", sought)
    ]
