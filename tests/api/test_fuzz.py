"""Every operation of the schema with generated input, right and wrong: never a fault of ours, and answers as documented."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from knox.models import AuthToken
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from config.wsgi import application
from emulation.models import Import, Mail, NominationLine, NoticeCopy
from tests.world import DRAFTED, TEAM, Town, World, person

FEW, MANY = 2, 40

SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/schema?format=json", application)
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The application leaves the test's connection alone, as Django's own client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(world: World) -> str:
    """Of an account with every role, so that input gets as far as it can."""
    return str(AuthToken.objects.create(user=world.home.accounts["all_roles"])[1])


def known(town: Town) -> dict[str, Any]:
    """What stands for the parameters of addresses, so that input meets things that are there."""
    return {
        "campaign_id": town.running,
        "unit": "P01",
        "month": DRAFTED,
        "person": person("P01", 3),
        "import_id": str(Import.objects.get(pk=town.imports["units"]).pk),
        "decision_id": town.drafted,
        "ranking_id": town.ranking(),
        "correction_id": town.correction(),
        "ruling_id": town.rulings["P01"],
        "week": "2019-05-06",
        "peer_id": town.peers["P01"],
        "delegation_id": town.delegations["P01"],
        "calendar_day_id": town.calendar_day,
        "leave_id": town.leaves["P01"],
        "feedback_id": town.feedback["P01"],
        "authority": town.code,
        "booking_id": town.bookings["P01"],
        "assignment_id": town.assignments["P01"],
        "act": "acknowledge",
        "contest_id": town.contests["open"],
        "number": 1,
        "suggestion_id": town.suggestion,
        "rule_id": town.own_rule,
        "nomination_id": town.nominations["P01", "received"],
        "registration_id": town.registrations["P01"],
        "initiative_id": town.initiatives["P01"],
        "discipline_id": town.disciplines["P01"],
        "line_id": str(
            NominationLine.objects.filter(nomination=town.nominations["P01", "received"]).earliest("place").pk
        ),
        "standing_id": town.standing("P01"),
        "certificate_id": town.certificates["P01"],
        "delivery_id": town.delivery,
        "mail_id": str(Mail.objects.get(authority=town.code, state=Mail.STOPPED).pk),
        "notice_id": str(NoticeCopy.objects.filter(account=town.accounts["unit_head"]).earliest("at").pk),
        "kind": "units",
        "consultation_id": town.consultation,
        "objection_id": town.objection,
        "council_id": town.council["council"],
        "session_id": town.council["open"],
        "item_id": town.council["waiting_item"],
        "record": "nomination",
        "record_id": town.nominations["P01", "draft"],
        "appeal_id": town.appeals["P01"],
        "list_id": town.bound,
        "subjects": "units",
        "subject": "P01",
        "hold_id": town.holds["P01"],
        "evaluation_id": str(town.evaluation(DRAFTED, "P01").pk),
        "file_id": town.files["P01"],
        "finding_id": town.findings["P01"],
        "visit_id": town.visits["P01"],
        "team": TEAM,
        "survey_id": town.surveys["survey"],
        "version_id": town.surveys["draft"],
        "batch_id": town.surveys["batch"],
        "point_id": town.surveys["qr"],
        "token": town.surveys["kiosk"],
        "fund_id": town.fund,
        "bonus_id": town.bonuses["P01"],
        "payment_list_id": town.payment_list,
        "year": 2019,
        "exclusion_id": town.exclusions["P01", "proposed"],
        "code": "hanoi-3814-unit",
        "version": 1,
        "username": town.accounts["staff"].username,
    }


def ask(case: schemathesis.Case, parameters: dict[str, Any], token: str) -> None:
    """Whatever it did is taken back."""
    case.path_parameters = parameters
    with transaction.atomic():
        answer = case.call(headers={"Authorization": f"Token {token}"})
        transaction.set_rollback(True)
    case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])


def try_out(label: str, things: dict[str, Any], examples: int, token: str) -> None:
    """``things`` take the place of what would be made up for the address."""

    @settings(
        max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=OPERATIONS[label].as_strategy())
    def run(case: schemathesis.Case) -> None:
        asked = dict(case.path_parameters or {})
        ask(case, {name: things.get(name, made_up) for name, made_up in asked.items()}, token)

    run()


OFTEN = pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.full)])


class TestOneHalf:
    """In two halves, for processes that share the tests take a class whole."""

    @OFTEN
    @pytest.mark.parametrize("label", list(OPERATIONS)[::2])
    def test_no_input_is_a_fault_of_ours(
        self, world: World, one_connection: None, token: str, label: str, examples: int
    ) -> None:
        try_out(label, known(world.home), examples, token)


class TestOtherHalf:
    @OFTEN
    @pytest.mark.parametrize("label", list(OPERATIONS)[1::2])
    def test_no_input_is_a_fault_of_ours(
        self, world: World, one_connection: None, token: str, label: str, examples: int
    ) -> None:
        try_out(label, known(world.home), examples, token)


@pytest.mark.parametrize("examples", [1, pytest.param(MANY, marks=pytest.mark.full)])
@pytest.mark.parametrize("label", [label for label in OPERATIONS if "{" in label])
def test_no_made_up_address_is_a_fault_of_ours(
    world: World, one_connection: None, token: str, label: str, examples: int
) -> None:
    try_out(label, {}, examples, token)


def test_what_stands_for_the_parameters_is_there(world: World) -> None:
    for name, value in known(world.home).items():
        assert value, name
        if name.endswith("_id") and name != "delivery_id":
            assert UUID(str(value))
