"""Pages of eligibility: of a dossier's nominees, of anybody asked about, and what is on record about people and units."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import award_names, award_visibility, units, visibility
from emulation.boards import eligibility as boards
from emulation.boards import nomination_forms, typed_names
from emulation.commendation import disciplines, eligibility, initiatives, merit_records, quota_counters, rule_books
from emulation.models import AwardType, Nomination, NominationLine, in_force
from emulation.rules.awards import certified
from emulation.rules.awards.rule_values import COMMENDATION_KINDS, DISCIPLINES, MERIT, REACHES
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing, Problem, Refusal
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.award_rules import day_of, given_in
from web.refusals import sentence


def names_here() -> dict[str, str]:
    return award_names.spoken()


def _found(visit: Visit, nomination: UUID) -> Nomination:
    rows = award_visibility.nominations(visit.actor, local_date(visit.at)).select_related("unit")
    row = rows.filter(pk=nomination).first()
    if row is None:
        raise Missing("nomination.missing", gettext_noop("Không có hồ sơ đề nghị này."))
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def dossier(visit: Visit, nomination: UUID) -> HttpResponse:
    """Every nominee with the verdicts of the pinned rules, the caps and the shares; those who decide set a check aside or take
    a later text."""
    row, faults = _found(visit, nomination), []
    if visit.request.method == "POST":
        try:
            _decided(visit, row)
        except Invalid as no:
            faults = [sentence(problem) for problem in no.problems] or [sentence(no)]
        else:
            return redirect("web:nomination-eligibility", nomination=nomination)
    on = local_date(visit.at)
    lines = list(row.lines.select_related("person", "unit", "category"))
    found = eligibility.verdicts(lines, on=on)
    names_of = {code: unit.name for code, unit in units.chart(row.authority_id, on).units.items()}
    names = names_here()
    values = {
        "row": row,
        "unit": nomination_forms.unit_name(row, on=on),
        "lines": [
            (line, found[str(line.pk)], names_of.get(line.unit.code, line.unit.code), _certified(line, names))
            for line in lines
        ],
        "capped": quota_counters.counters(row, on=on),
        "shares": quota_counters.shares(lines, on=on),
        "names": names,
        "kinds": certified.KIND_TITLES,
        "may_override": eligibility.may_override(visit.actor) and row.state in eligibility.OPEN,
        "pinned": sorted(row.rules) if eligibility.may_override(visit.actor) and row.state in rule_books.JUDGED else (),
        "faults": faults,
    }
    return visit.page("web/nomination_eligibility.html", values, status=422 if faults else 200)


def _certified(line: NominationLine, names: Mapping[str, str]) -> list[certified.Entry]:
    """What the level below has on record about a nominee of its own."""
    return certified.entries(certified.read(line.certified["facts"]), names, gettext) if line.certified else []


def _decided(visit: Visit, row: Nomination) -> None:
    given = given_in(visit, ("act", "line", "check", "reason", "award", "day"))
    if given["act"] == "favourable":
        problems: list[Problem] = []
        day = day_of(given["day"], "day", problems)
        if problems:
            raise Invalid(problems[0].code, problems[0].message, problems=problems)
        rule_books.take_favourable(
            str(row.pk), given["award"], day, reason=given["reason"], by=visit.actor, at=visit.at
        )
        messages.success(visit.request, gettext("Đã áp dụng quy định có lợi hơn cho hồ sơ."))
        return
    line = row.lines.filter(pk=_uuid(given["line"])).first()
    if line is None:
        raise Missing("eligibility.no_line", gettext_noop("Không có dòng đề nghị này."))
    eligibility.override(str(line.pk), given["check"], reason=given["reason"], by=visit.actor, at=visit.at)
    messages.success(visit.request, gettext("Đã ghi việc bỏ qua điều kiện cùng lý do."))


def _uuid(text: str) -> UUID:
    """An id from a form; one that cannot be an id names nothing."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@require_http_methods(["GET", "HEAD"])
@member_required
def check(visit: Visit) -> HttpResponse:
    """Ask whether a person or unit could get an award on a day."""
    boards.require_reader(visit.actor)
    today = local_date(visit.at)
    usual = {
        "subject": "",
        "award": "",
        "on": today.isoformat(),
        "year": str(today.year),
        "kind": MERIT,
        "campaign": "",
    }
    given = {
        name: visit.request.GET.get(name, text)[: typed_names.LONGEST].replace("\0", "") for name, text in usual.items()
    }
    answer, fault = None, ""
    if given["subject"]:
        try:
            answer = boards.check(_asked(visit, given), by=visit.actor)
        except (Invalid, Missing) as no:
            fault = sentence(next(iter(no.problems), no))
    values = {
        "given": given,
        "answer": answer,
        "fault": fault,
        "names": names_here(),
        "types": AwardType.objects.filter(in_force(_day(given["on"], today))).order_by("kind", "name"),
        "kinds": COMMENDATION_KINDS,
        "campaigns": visibility.campaigns(visit.actor).order_by("-starts_on", "code"),
    }
    return visit.page("web/eligibility.html", values, status=422 if fault else 200)


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


def _asked(visit: Visit, given: Mapping[str, str]) -> boards.Asked:
    problems: list[Problem] = []
    on = day_of(given["on"], "on", problems)
    if not (given["year"].isascii() and given["year"].isdecimal() and len(given["year"]) == 4):
        problems.append(Problem("eligibility.year", gettext_noop("Năm phải gồm bốn chữ số."), "year"))
    if problems:
        raise Invalid(problems[0].code, problems[0].message, problems=problems)
    subject = typed_names.subject(given["subject"], authority=visit.actor.authority, on=on)
    return boards.Asked(subject, given["award"], on, int(given["year"]), given["kind"], given["campaign"].strip())


RECORD_FIELDS = (
    "act", "row", "person", "unit", "title", "reach", "level", "recognised_on", "decided_on", "ends_on", "document", "reason",
)  # fmt: skip


def _person(visit: Visit, given: Mapping[str, str]) -> str:
    return typed_names.person(given["person"], authority=visit.actor.authority, on=local_date(visit.at))


def _initiative(visit: Visit, given: Mapping[str, str], problems: list[Problem]) -> None:
    day = day_of(given["recognised_on"], "recognised_on", problems)
    if not problems:
        about = (_person(visit, given), given["title"], given["reach"])
        initiatives.record(*about, recognised_on=day, document=given["document"], by=visit.actor, at=visit.at)


def _discipline(visit: Visit, given: Mapping[str, str], problems: list[Problem]) -> None:
    decided = day_of(given["decided_on"], "decided_on", problems)
    ends = day_of(given["ends_on"], "ends_on", problems) if given["ends_on"] else None
    if not problems:
        disciplines.record(
            _person(visit, given),
            given["level"],
            unit=typed_names.unit(given["unit"], authority=visit.actor.authority, on=local_date(visit.at)),
            decided_on=decided,
            ends_on=ends,
            document=given["document"],
            by=visit.actor,
            at=visit.at,
        )


def _discipline_end(visit: Visit, given: Mapping[str, str], problems: list[Problem]) -> None:
    day = day_of(given["ends_on"], "ends_on", problems)
    if not problems:
        disciplines.end(str(_uuid(given["row"])), ends_on=day, by=visit.actor, at=visit.at)


def _initiative_withdraw(visit: Visit, given: Mapping[str, str], _problems: list[Problem]) -> None:
    initiatives.withdraw(str(_uuid(given["row"])), reason=given["reason"], by=visit.actor, at=visit.at)


def _discipline_withdraw(visit: Visit, given: Mapping[str, str], _problems: list[Problem]) -> None:
    disciplines.withdraw(str(_uuid(given["row"])), reason=given["reason"], by=visit.actor, at=visit.at)


ACTS: Mapping[str, Callable[[Visit, Mapping[str, str], list[Problem]], Any]] = {
    "initiative": _initiative,
    "discipline": _discipline,
    "discipline_end": _discipline_end,
    "initiative_withdraw": _initiative_withdraw,
    "discipline_withdraw": _discipline_withdraw,
}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def records(visit: Visit) -> HttpResponse:
    """Initiatives and disciplines on record; the standing body adds and takes back. Nothing typed is lost."""
    given, faults = dict.fromkeys(RECORD_FIELDS, ""), []
    if visit.request.method == "POST":
        merit_records.require_recorder(visit.actor)
        given = given_in(visit, RECORD_FIELDS)
        no = _recorded(visit, given)
        if no is None:
            messages.success(visit.request, gettext("Đã ghi."))
            return redirect("web:merit-records")
        faults = [sentence(problem) for problem in no.problems] or [sentence(no)]
    values = {
        "board": boards.records(by=visit.actor, on=local_date(visit.at)),
        "may_record": merit_records.may_record(visit.actor),
        "given": given,
        "faults": faults,
        "reaches": REACHES,
        "levels": DISCIPLINES,
    }
    return visit.page("web/merit_records.html", values, status=422 if faults else 200)


def _recorded(visit: Visit, given: Mapping[str, str]) -> Refusal | None:
    act = ACTS.get(given["act"])
    if act is None:
        raise Invalid("merit_record.act", gettext_noop("Hãy chọn việc cần ghi."))
    problems: list[Problem] = []
    try:
        act(visit, given, problems)
        if problems:
            raise Invalid(problems[0].code, problems[0].message, problems=problems)
    except Invalid as no:
        return no
    return None
