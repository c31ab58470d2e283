"""Every event has a title that people understand, and whoever types it as they speak finds that event."""

from dataclasses import fields

import pytest
from django.utils import translation

from kernel.events import EVENTS
from kernel.text import search_key
from web import event_words, payload_words


def test_every_event_has_a_title_and_no_title_stands_without_an_event() -> None:
    assert set(event_words.TITLES) == set(EVENTS)


def test_no_event_stands_under_two_subjects() -> None:
    assert sum(len(titles) for titles in event_words.SUBJECTS.values()) == len(event_words.TITLES)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_title_typed_without_marks_means_its_own_event_alone(language: str) -> None:
    with translation.override(language):
        typed = {type_: search_key(event_words.title(type_)) for type_ in EVENTS}
        assert {type_: event_words.meant(text) for type_, text in typed.items()} == {
            type_: frozenset({type_}) for type_ in EVENTS
        }


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_subject_means_all_its_events(language: str) -> None:
    with translation.override(language):
        for subject, titles in event_words.SUBJECTS.items():
            assert event_words.meant(search_key(translation.gettext(subject))) == set(titles), subject


def test_a_title_is_short_begins_with_a_capital_and_does_not_repeat_the_code() -> None:
    for type_, title in event_words.TITLES.items():
        with translation.override("en"):
            english = translation.gettext(title)
        for text in (title, english):
            assert text[0].isupper() and len(text) <= 64 and text[-1] not in ".!" and "_" not in text, type_


def test_a_value_that_has_words_stands_in_some_event() -> None:
    own = {field.name for event in EVENTS.values() for field in fields(event)}
    assert set(payload_words.NAMES) <= own | {"on_behalf_of", "delegation"}
    assert set(payload_words.PAGES) <= own
