"""The pages that follow from the code are written anew with the code, and nothing in them is missing or undefined."""

import re
from pathlib import Path

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from api.urls import urlpatterns
from certificates import states as certificate_states
from docs import meanings, pages, sources
from emulation.rules.states import ACT_TITLES, MACHINES, STATE_TITLES
from kernel.events import EVENTS
from tasks.reactions import REACTIONS

DOCS = Path(pages.__file__).parent
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)[^)]*\)")
WRITTEN = [*DOCS.rglob("*.md"), *(DOCS.parent / name for name in ("README.md", "CHANGELOG.md"))]


@pytest.mark.parametrize("name", pages.PAGES)
def test_a_generated_page_says_what_the_sources_say(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages.PAGES[name](), "run `make docs`"


def test_the_schema_of_the_api_is_valid_and_made_without_a_warning() -> None:
    GENERATOR_STATS.reset()
    validate_schema(SchemaGenerator().get_schema(request=None, public=True))
    assert not GENERATOR_STATS


def test_the_schema_has_every_address_of_the_api() -> None:
    """But its own three."""
    assert len(SchemaGenerator().get_schema(request=None, public=True)["paths"]) == len(urlpatterns) - 3


def test_every_machine_state_and_act_has_its_words() -> None:
    of_papers = certificate_states.MACHINES
    assert set(meanings.MACHINES) == {machine.name for machine in (*MACHINES, *of_papers)}
    assert {state for machine in MACHINES for state in machine.states} == set(STATE_TITLES)
    assert {act for machine in MACHINES for act in machine.acts} == set(ACT_TITLES)
    assert {state for machine in of_papers for state in machine.states} == set(certificate_states.STATE_TITLES)
    assert {act for machine in of_papers for act in machine.acts} == set(certificate_states.ACT_TITLES)


def test_every_event_stands_on_the_page_of_events_and_every_reaction_beside_its_event() -> None:
    text = pages.events()
    assert {f"## `{type_}`" for type_ in EVENTS} <= set(text.splitlines())
    for event, named in REACTIONS.items():
        assert f"| `{event.type}` | {', '.join(f'`{name}`' for name in named)} |" in text


def test_every_refusal_has_a_text_in_both_languages_or_takes_it_from_elsewhere() -> None:
    said = {one.code for one in sources.refusals() if not one.message}
    elsewhere = {"mail.bad_time", "peers.invalid", "sheet.wrong_source", "task_list.invalid", "paper_too_full",
                 "printer.invalid", "consultation.text", "eligibility.reason", "council_session.proceedings",
                 "campaign.field", "layout.no_room", "layout.small_name", "legal_row.decided", "legal_row.value",
                 "sheet_draft.too_long", "sheet_draft.unknown"}  # fmt: skip
    reasoned = ("accounts", "award_rule", "council_session", "forwarding", "job", "legal_row", "merit_record",
                "nomination", "payment_list", "registration", "session_item")  # fmt: skip
    elsewhere |= {f"{noun}.reason_needed" for noun in reasoned}
    assert said == {"accounts.weak_password", "bundle.fact", "database.no_clock", "ranking.fact"} | elsewhere
    for line in pages.problems().splitlines():
        if line.startswith("| `") and "(set elsewhere)" not in line:
            _, vietnamese, english, _ = (cell.strip() for cell in line.strip("|").split(" | "))
            assert vietnamese != english


def test_every_variable_of_the_settings_has_its_meaning_and_no_other_has() -> None:
    assert {variable.name for variable in sources.settings()} == set(meanings.SETTINGS)


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert broken == []
