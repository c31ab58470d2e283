"""Certificate templates through the acts: adopted, written, published by another and frozen, chosen for awards."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from certificates import templates
from certificates.events import (
    TemplateAdopted,
    TemplateChosen,
    TemplateDiscarded,
    TemplatePublished,
    TemplateRetired,
    TemplateWritten,
)
from certificates.models import Template, TemplateVersion
from certificates.presets import preset
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, recorded, refused
from tests.world import HOME, NOW, Town, World

DAY = date(2026, 1, 15)


@pytest.fixture
def clerk(town: Town) -> Actor:
    return town.actors["clerk"]


def changed(**box: Any) -> dict[str, Any]:
    """The shipped layout with the name's box changed."""
    layout = preset("classic")
    boxes = tuple(replace(one, **box) if one.key == "name" else one for one in layout.boxes)
    return replace(layout, boxes=boxes).to_data()


def standing(code: str = "GK_XA", subject: str = "person", on: date = DAY) -> TemplateVersion:
    return templates.standing_for(HOME, code, subject, on, at=NOW)


def test_a_design_is_adopted_written_published_by_another_and_frozen(clerk: Actor, chair: Actor) -> None:
    once(TemplateAdopted, lambda: templates.adopt("classic", code="rieng", by=clerk, at=NOW), code="rieng")
    template = Template.objects.get(code="rieng")
    draft = template.versions.get()
    once(TemplateWritten, lambda: templates.write(template.pk, changed(size=26), by=clerk, at=NOW))
    draft.refresh_from_db()
    assert (draft.number, draft.layout["boxes"][5]["size"]) == (1, 26)
    with refused(NotAllowed, "template.not_allowed"):
        templates.publish(draft.pk, by=clerk, at=NOW)
    once(TemplatePublished, lambda: templates.publish(draft.pk, by=chair, at=NOW))
    published = TemplateVersion.objects.get(pk=draft.pk)
    assert (published.state, len(published.digest)) == ("published", 64)
    rows = TemplateVersion.objects.filter(pk=draft.pk)
    for change in ({"layout": {}}, {"compiled": b"x"}, {"digest": "0" * 64}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    second = templates.write(template.pk, changed(size=25), by=clerk, at=NOW)
    assert (second.number, second.state) == (2, "draft")
    assert templates.published(template) == published


def test_who_wrote_a_draft_does_not_publish_it_unless_it_is_the_shipped_one(office: Actor) -> None:
    as_it_comes = templates.adopt("classic", by=office, at=NOW).versions.get()
    assert templates.publish(as_it_comes.pk, by=office, at=NOW).state == "published"
    own = templates.write(as_it_comes.template_id, changed(size=25), by=office, at=NOW)
    with refused(NotAllowed, "template.own_draft"):
        templates.publish(own.pk, by=office, at=NOW)


def test_everything_wrong_with_a_layout_is_told_at_once_with_its_place(clerk: Actor) -> None:
    template = templates.adopt("classic", by=clerk, at=NOW)
    data: dict[str, Any] = changed(x=-1, size="to", face="comic", colour="đỏ", text="{ai} và {")
    data["boxes"][0]["key"] = "title"
    data["qr"]["side"] = 12
    data["art"] = "national-emblem"
    with refused(Invalid, "layout.invalid") as no:
        templates.write(template.pk, data, by=clerk, at=NOW)
    assert set(no.paths) == {
        "art", "qr.side", "boxes[4].key", "boxes[5].x", "boxes[5].size", "boxes[5].face", "boxes[5].colour", "boxes[5].text",
    }  # fmt: skip
    crowded = changed(y=66.6, x=200)
    crowded["boxes"] = [box for box in crowded["boxes"] if box["key"] != "register"]
    with refused(Invalid, "layout.invalid") as no:
        templates.write(template.pk, crowded, by=clerk, at=NOW)
    assert set(no.codes) == {"layout.outside", "layout.overlap", "layout.unsaid"}


def test_a_layout_that_a_real_name_does_not_fit_is_written_but_never_published(clerk: Actor, chair: Actor) -> None:
    template = templates.adopt("classic", by=clerk, at=NOW)
    draft = templates.write(template.pk, changed(width=60, x=118.5), by=clerk, at=NOW)
    with refused(Invalid, "template.unprintable") as no:
        templates.publish(draft.pk, by=chair, at=NOW)
    assert "recipient_name" in no.paths


def test_an_award_is_printed_with_the_row_that_says_most_from_its_day_on(clerk: Actor, chair: Actor) -> None:
    made = {}
    for code in ("any", "people", "merit"):
        template = templates.adopt("classic", code=code, by=clerk, at=NOW)
        with refused(WrongState, "template.not_published"):
            templates.choose(template.pk, from_day=DAY, by=chair, at=NOW)
        templates.publish(template.versions.get().pk, by=chair, at=NOW)
        made[code] = template
    choices: tuple[tuple[str, dict[str, str]], ...] = (
        ("any", {}), ("people", {"subject": "person"}), ("merit", {"award_code": "BK_TINH"}),
    )  # fmt: skip
    for code, about in choices:
        once(
            TemplateChosen,
            lambda c=code, a=about: templates.choose(made[c].pk, from_day=DAY, by=chair, at=NOW, **a),
            template=str(made[code].pk),
        )
    found = {
        key: standing(*key).template.code
        for key in (("GK_XA", "person"), ("GK_XA", "collective"), ("BK_TINH", "person"))
    }
    assert list(found.values()) == ["people", "any", "merit"]
    assert standing(on=date(2026, 1, 14)).template.code == "auto-classic-person"
    version = templates.published(made["people"])
    assert version
    once(TemplateRetired, lambda: templates.retire(version.pk, by=chair, at=NOW))
    assert standing().template.code == "any"


def test_where_nothing_is_chosen_the_platform_adopts_a_shipped_design_once(town: Town) -> None:
    first = standing()
    assert (standing().pk, first.state, first.written_by) == (first.pk, "published", "system")
    assert standing("CSTDCS").template.preset == "classic-honour"
    assert standing(subject="collective").template.preset == "classic-collective"
    assert Template.objects.filter(authority=HOME).count() == 3


def test_another_authority_and_other_roles_find_nothing(clerk: Actor, world: World, town: Town) -> None:
    template = templates.adopt("classic", by=clerk, at=NOW)
    with refused(Missing, "template.missing"):
        templates.write(template.pk, changed(), by=world.away.actors["clerk"], at=NOW)
    for role in ("inspector", "accountant", "council_member"):
        with refused(NotAllowed, "template.not_allowed"):
            templates.find(template.pk, by=town.actors[role])


def test_nobody_writes_over_or_publishes_what_they_have_not_seen_and_a_draft_can_be_thrown_away(
    clerk: Actor, chair: Actor, office: Actor
) -> None:
    template = templates.adopt("classic", by=clerk, at=NOW)
    seen = templates.mark(template.versions.get())
    first = templates.write(template.pk, changed(size=26), seen=seen, by=clerk, at=NOW)
    with refused(WrongState, "template.changed"):
        templates.write(template.pk, changed(size=27), seen=seen, by=office, at=NOW)
    with refused(WrongState, "template.changed"):
        templates.publish(first.pk, seen=seen, by=chair, at=NOW)
    assert templates.write(template.pk, changed(size=26), seen=seen, by=office, at=NOW) == first
    seen, written = templates.mark(first), recorded(TemplateWritten)
    kept = templates.jot(template.pk, changed(size=24), seen=seen, by=office, at=NOW)
    assert recorded(TemplateWritten) == written and not kept.settled
    with refused(WrongState, "template.changed"):
        templates.jot(template.pk, changed(size=23), seen=seen, by=clerk, at=NOW)
    with refused(WrongState, "template.unsettled"):
        templates.publish(first.pk, by=chair, at=NOW)
    once(TemplateWritten, lambda: templates.write(template.pk, changed(size=24), by=clerk, at=NOW))
    assert template.versions.get().written_by == office.account, (
        "who saves what somebody drew does not become its writer"
    )
    with refused(NotAllowed, "template.own_draft"):
        templates.publish(first.pk, by=office, at=NOW)
    seen = templates.mark(kept)
    once(TemplateDiscarded, lambda: templates.discard(first.pk, seen=seen, by=clerk, at=NOW))
    assert templates.layout_of(template.versions.get()) == preset("classic")
    templates.publish(first.pk, by=chair, at=NOW)
    second = templates.jot(template.pk, changed(size=25), by=clerk, at=NOW)
    assert second.settled, "a version is begun on purpose"
    templates.discard(second.pk, by=clerk, at=NOW)
    assert [one.number for one in template.versions.all()] == [1]
    with refused(WrongState, "template.wrong_state"):
        templates.discard(first.pk, by=clerk, at=NOW)
