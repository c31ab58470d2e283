"""Two units, all roles and a stranger act in whatever order Hypothesis finds: nobody gets to what is not theirs.

What may be done and seen is told here once more, in the plainest words, so that a fault in the product's own tables shows.
"""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from django.db.models import F, Q
from django.urls import reverse
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from emulation import accounts
from emulation.models import Campaign, CampaignMonth, Decision, Evaluation, EvaluationLayer, Person
from emulation.rules import access
from emulation.rules.scores import score_sheet
from emulation.rules.sheets import sheet_from_data
from emulation.schemes import scheme_of
from kernel.actors import AUTHORITY, Grant, system_actor
from kernel.models import LedgerEntry
from tests.api.conftest import caller
from tests.world import HOME, PERSON_MARKS, UNIT_MARKS, World, hand_in, launch, person

MONTHS = ("2019-03", "2019-04")
UNITS = ("P01", "P02")
CLUSTER = frozenset(UNITS)
ALL = frozenset({*UNITS, "D01"})
SUBJECTS = {unit: ("", *(person(unit, place) for place in (1, 2, 3))) for unit in UNITS}
WHOLE = (access.AUTHORITY_HEAD, access.COUNCIL_CHAIR, access.INSPECTOR)
BLIND = (access.CLERK, access.ADMINISTRATOR, access.ACCOUNTANT)

HATS: dict[str, list[tuple[str, frozenset[str]]]] = {
    "unit_officer": [(access.UNIT_OFFICER, frozenset({"P01"}))],
    "unit_head": [(access.UNIT_HEAD, frozenset({"P01"}))],
    "unit_officer.P02": [(access.UNIT_OFFICER, frozenset({"P02"}))],
    "unit_head.P02": [(access.UNIT_HEAD, frozenset({"P02"}))],
    "unit_head.D01": [(access.UNIT_HEAD, frozenset({"D01"}))],
    "unit_officer.D01": [(access.UNIT_OFFICER, frozenset({"D01"}))],
    "staff": [(access.STAFF, frozenset({person("P01", 3)}))],
    "staff.P02": [(access.STAFF, frozenset({person("P02", 3)})), (access.STANDING_OFFICER, ALL)],
    "standing_officer": [(access.STANDING_OFFICER, ALL)],
    "cluster_lead": [(access.CLUSTER_LEAD, CLUSTER)],
    "cluster_deputy": [(access.CLUSTER_DEPUTY, CLUSTER)],
    "all_roles": [(role, ALL) for role in access.ROLES],
    "nobody": [],
    **{role: [(role, ALL)] for role in (*WHOLE, *BLIND)},
}
"""Who has which role over which units (or over which person)."""
PEOPLE = {
    "unit_head": person("P01", 1),
    "unit_officer": person("P01", 2),
    "staff": person("P01", 3),
    "unit_head.P02": person("P02", 1),
    "unit_officer.P02": person("P02", 2),
    "staff.P02": person("P02", 3),
    "unit_head.D01": person("D01", 1),
    "unit_officer.D01": person("D01", 2),
}
ALLOWED = {
    "save": {access.UNIT_OFFICER, access.STAFF},
    "submit": {access.UNIT_OFFICER, access.STAFF},
    "confirm": {access.UNIT_HEAD},
    "appraise": {access.STANDING_OFFICER, access.CLUSTER_LEAD},
    "return": {access.UNIT_HEAD, access.STANDING_OFFICER, access.CLUSTER_LEAD},
}
STRANGER = "stranger"
RIGHTFUL = {
    "save": ("unit_officer", "unit_officer.P02", "all_roles"),
    "submit": ("unit_officer", "unit_officer.P02", "all_roles"),
    "confirm": ("unit_head", "unit_head.P02", "all_roles"),
    "appraise": ("standing_officer", "staff.P02", "cluster_lead"),
    "return": ("standing_officer", "unit_head"),
}
anybody = st.sampled_from([*HATS, STRANGER])
units = st.sampled_from(UNITS)
months = st.sampled_from(MONTHS)
places = st.none() | st.sets(st.integers(0, 3), min_size=1, max_size=2)


def somebody(act: str) -> st.SearchStrategy[str]:
    """Those whose business it is as often as all the others."""
    return st.sampled_from(RIGHTFUL[act]) | anybody


def roles(name: str, unit: str, subject: str) -> set[str]:
    return {role for role, reach in HATS.get(name, ()) if unit in reach or (subject and subject in reach)}


def sees(name: str, unit: str, subject: str) -> bool:
    own = bool(subject) and PEOPLE.get(name) == subject
    return own or bool(roles(name, unit, "") - {*BLIND, access.STAFF})


STATE_OF_THINGS = " UNION ALL ".join(
    f"SELECT md5(string_agg(t::text, ',' ORDER BY t.id)) FROM {table} t"
    for table in ("emulation_evaluation", "emulation_evaluationlayer", "emulation_campaign", "emulation_decision")
).join(("SELECT array_agg(md5) FROM (", ") AS sums (md5)"))


class Office(RuleBasedStateMachine):
    world: ClassVar[World]
    campaign: ClassVar[str]
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.layers: dict[tuple[str, int], tuple[Any, ...]] = {}
        self.seen: Any = None
        self.checked: set[tuple[Any, ...]] = set()
        self.closed: dict[str, list[tuple[Any, ...]]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def call(self, act: str, name: str, method: str, route: str, body: Any = None, /, **kwargs: Any) -> Any:
        """One request; a refused one must leave no trace."""
        town, login = (self.world.away, "all_roles") if name == STRANGER else (self.world.home, name)
        before = LedgerEntry.objects.count()
        response = getattr(caller(town, login), method)(reverse(f"api:{route}", kwargs=kwargs), body, format="json")
        if response.status_code >= 400:
            assert LedgerEntry.objects.count() == before, (act, name, response.json())
        else:
            assert name != STRANGER or method == "get", (act, response.json())
            self.done[act] += LedgerEntry.objects.count() > before or method == "get"
        return response

    def act(self, act: str, name: str, unit: str, month: str, body: dict[str, Any], touched: list[str]) -> None:
        kwargs = {"campaign_id": self.campaign, "unit": unit, "month": month}
        response = self.call(act, name, "post", act, body, **kwargs)
        if response.status_code == 200 and response.json()["handled"]:
            assert month not in self.closed
            for subject in touched:
                assert roles(name, unit, subject) & ALLOWED[act], (act, name, unit, subject)

    @rule(
        name=somebody("save"),
        unit=units,
        month=st.sampled_from(MONTHS[::-1]),
        place=st.integers(0, 3),
        b1=st.sampled_from(["20", "27,5", "99", ""]),
    )
    def save(self, name: str, unit: str, month: str, place: int, b1: str) -> None:
        subject = SUBJECTS[unit][place]
        marks = {**(PERSON_MARKS if subject else UNIT_MARKS), "B1": b1}
        body = {"scores": {code: points for code, points in marks.items() if points}}
        whose = {"person": subject} if subject else {"unit": unit}
        route = "person-evaluation" if subject else "unit-evaluation"
        response = self.call("save", name, "put", route, body, campaign_id=self.campaign, month=month, **whose)
        if response.status_code == 200:
            assert month not in self.closed
            assert roles(name, unit, subject) & ALLOWED["save"], (name, unit, subject)

    @rule(name=somebody("submit"), unit=units, month=months, places=places)
    def submit(self, name: str, unit: str, month: str, places: set[int] | None) -> None:
        subjects = None if places is None else [SUBJECTS[unit][place] for place in sorted(places)]
        self.act("submit", name, unit, month, {"subjects": subjects}, subjects or [""])

    @rule(name=somebody("confirm"), unit=units, month=months, places=places, b1=st.sampled_from(["", "", "15"]))
    def confirm(self, **drawn: Any) -> None:
        self.judge("confirm", **drawn)

    @rule(name=somebody("appraise"), unit=units, month=months, places=places, b1=st.sampled_from(["", "", "15"]))
    def appraise(self, **drawn: Any) -> None:
        self.judge("appraise", **drawn)

    def judge(self, act: str, name: str, unit: str, month: str, places: set[int] | None, b1: str) -> None:
        subjects = None if places is None else [SUBJECTS[unit][place] for place in sorted(places)]
        first = subjects[0] if subjects else ""
        lines = [{"subject": first, "scores": {"B1": b1}, "note": "Chậm."}] if b1 else []
        self.act(act, name, unit, month, {"subjects": subjects, "lines": lines}, subjects or [""])

    @rule(name=somebody("return"), unit=units, month=months, place=st.integers(0, 3))
    def send_back(self, name: str, unit: str, month: str, place: int) -> None:
        subjects = [SUBJECTS[unit][place]]
        self.act("return", name, unit, month, {"subjects": subjects, "reason": "Xem lại."}, subjects)

    @rule(month=months, by=st.sampled_from(["standing_officer", "staff.P02"]))
    def finish_everything(self, month: str, by: str) -> None:
        """The rightful people do all that waits, so that months get closed at all."""
        for unit, suffix in (("P01", ""), ("P02", ".P02"), ("D01", ".D01")):
            for act, name in (("submit", f"unit_officer{suffix}"), ("confirm", f"unit_head{suffix}"), ("appraise", by)):
                self.act(act, name, unit, month, {"subjects": None}, [""])
        self.close_month(by, month)

    @rule(name=st.one_of(st.just("standing_officer"), anybody), month=months)
    def close_month(self, name: str, month: str) -> None:
        response = self.call("close", name, "post", "month-close", campaign_id=self.campaign, month=month)
        if response.status_code == 200:
            assert access.STANDING_OFFICER in roles(name, "P01", "")
            self.closed.setdefault(month, self.rows(month))

    @rule(name=anybody)
    def look(self, name: str) -> None:
        """Everybody sees exactly the sheets that are theirs to see."""
        response = self.call("look", name, "get", "evaluations", {"page_size": 500}, campaign_id=self.campaign)
        if name == STRANGER:
            assert response.status_code == 404
            return
        shown = {(row["unit"], row["person"], row["month"]) for row in response.json()["results"]}
        there = Evaluation.objects.filter(campaign=self.campaign).values_list(
            "unit__code", "person__code", "month__month"
        )
        assert shown == {(unit, code or "", month) for unit, code, month in there if sees(name, unit, code or "")}

    @rule(author=st.sampled_from(["standing_officer", "all_roles", "clerk"]), approver=st.just("authority") | anybody)
    def draft_and_launch(self, author: str, approver: str) -> None:
        values = {"code": f"C{Campaign.objects.count()}", "name": "Phong trào"}
        template = Campaign.objects.get(pk=self.campaign)
        values |= {field: getattr(template, field) for field in ("goal", "scope", "subjects", "criteria", "plan")}
        values |= {"measures": "Đôn đốc", "legal_basis": "Luật", "starts_on": "2019-05-01", "ends_on": "2019-05-31"}
        values["unit_scheme"] = {"code": "hanoi-3814-unit", "version": 1}
        drafted = self.call("draft campaign", author, "post", "campaigns", values)
        if drafted.status_code == 201:
            response = self.call("launch", approver, "post", "launch", campaign_id=drafted.json()["id"])
            assert response.status_code != 200 or (
                access.AUTHORITY_HEAD in roles(approver, "P01", "") and author != approver
            )

    @rule(author=st.sampled_from(["clerk", "all_roles", "nobody"]), approver=st.just("authority") | anybody)
    def draft_and_sign(self, author: str, approver: str) -> None:
        award = {"award_type": "GK_HUYEN", "unit": "P01", "citation": "Thành tích"}
        values = {
            "title": "Khen",
            "number": f"9{Decision.objects.count()}",
            "decided_on": "2019-05-10",
            "awards": [award],
        }
        values |= {"signatory_name": "Lê Minh Đức", "signatory_title": "Chủ tịch"}
        drafted = self.call("draft decision", author, "post", "decisions", values)
        if drafted.status_code == 201:
            response = self.call("sign", approver, "post", "sign", decision_id=drafted.json()["id"])
            assert response.status_code != 200 or (
                access.AUTHORITY_HEAD in roles(approver, "P01", "") and author != approver
            )

    def rows(self, month: str) -> list[tuple[Any, ...]]:
        fields = ("pk", "state", "scores", "vetoes", "absent", "total", "revision", "late")
        found = (
            Evaluation.objects.filter(campaign=self.campaign, month__month=month).order_by("pk").values_list(*fields)
        )
        return [tuple(map(str, row)) for row in found]

    @invariant()
    def what_must_hold_still_holds(self) -> None:
        """Looked at whenever a row of the tables is other than it was, whether or not a request admits to it."""
        with connection.cursor() as cursor:
            cursor.execute(STATE_OF_THINGS)
            now = cursor.fetchone()
        if now != self.seen:
            self.seen = now
            self.a_closed_month_stays_as_it_was()
            self.layers_never_change_and_are_counted_without_gaps()
            self.the_official_total_is_what_the_scheme_says_of_the_last_layer()
            self.nobody_judged_what_is_their_own()

    def a_closed_month_stays_as_it_was(self) -> None:
        for month, rows in self.closed.items():
            assert CampaignMonth.objects.get(campaign=self.campaign, month=month).state == "closed"
            assert self.rows(month) == rows

    def layers_never_change_and_are_counted_without_gaps(self) -> None:
        fields = ("evaluation", "revision", "kind", "scores", "vetoes", "absent", "total", "reason", "by", "at")
        rows = EvaluationLayer.objects.filter(evaluation__campaign=self.campaign).values_list(*fields)
        now = {(str(evaluation), revision): (str(rest),) for evaluation, revision, *rest in rows}
        assert {key: now.get(key) for key in self.layers} == self.layers
        last = Counter(evaluation for evaluation, _ in now)
        assert all(revision <= last[evaluation] for evaluation, revision in now)
        self.layers = now

    def the_official_total_is_what_the_scheme_says_of_the_last_layer(self) -> None:
        rows = Evaluation.objects.filter(campaign=self.campaign).select_related(
            "campaign__unit_scheme", "campaign__person_scheme"
        )
        for row in rows.prefetch_related("layers"):
            figures = (row.pk, row.revision, row.state, row.total)
            if figures not in self.checked:
                self.check_total(row)
                self.checked.add(figures)

    def check_total(self, row: Evaluation) -> None:
        written = [layer for layer in row.layers.all() if layer.kind != EvaluationLayer.RETURN]
        assert written[-1].scores == row.scores
        version = row.campaign.person_scheme if row.person_id else row.campaign.unit_scheme
        if row.state in ("draft", "returned") or version is None:
            assert row.total is None
        else:
            scored = score_sheet(scheme_of(version), sheet_from_data(row.scores), vetoes=row.vetoes)
            assert row.total == Decimal(scored.total)

    def nobody_judged_what_is_their_own(self) -> None:
        judged = EvaluationLayer.objects.filter(evaluation__campaign=self.campaign, kind__in=("head", "appraisal"))
        assert not judged.filter(by__person=F("evaluation__person")).exists()
        appraised = judged.filter(kind="appraisal", by__person__isnull=False)
        assert not appraised.filter(by__person__postings__unit=F("evaluation__unit")).exists()
        for layer in judged.select_related("evaluation"):
            written = layer.evaluation.layers.filter(kind="self", revision__lt=layer.revision).latest("revision")
            assert written.by_id != layer.by_id, "who wrote the scores judged them"
        own = Q(confirmed_by=F("submitted_by")) | Q(appraised_by=F("submitted_by")) | Q(appraised_by=F("confirmed_by"))
        assert not Evaluation.objects.filter(own).exists()
        assert not Campaign.objects.filter(launched_by=F("drafted_by")).exists()
        assert not Decision.objects.filter(signed_by=F("drafted_by")).exists()


@pytest.fixture
def office(world: World) -> type[Office]:
    """A campaign with a month handed in and a month of drafts, and an appraiser who serves in one of the units."""
    by, at = system_actor(HOME), datetime(2019, 1, 1, tzinfo=UTC)
    accounts.grant_role(
        HOME, world.home.accounts["staff.P02"].username, Grant(access.STANDING_OFFICER, AUTHORITY), by=by, at=at
    )
    Office.world = world
    Office.campaign = launch(world.home, "MACHINE", starts_on=date(2019, 3, 1), ends_on=date(2019, 4, 30))
    for unit in (*UNITS, "D01"):
        for month in MONTHS:
            hand_in(world.home, month, unit, at, submit=month == MONTHS[0], campaign=Office.campaign)
    Office.done.clear()
    return Office


def test_no_order_of_acts_leads_to_what_is_not_ones_own(office: type[Office]) -> None:
    assert Person.objects.filter(authority_id=HOME, code__in=PEOPLE.values()).count() == len(PEOPLE)
    run_state_machine_as_test(
        office,
        settings=settings(
            max_examples=8,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    reached = {"save", "submit", "confirm", "appraise", "return", "close", "look", "launch", "sign"}
    assert reached <= {act for act, times in office.done.items() if times}, office.done
