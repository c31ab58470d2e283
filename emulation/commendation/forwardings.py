"""Acts that send nominees up to the next level, and write down what a level that is not on the platform answered on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from emulation import authority_levels, award_names, award_visibility, reasons
from emulation.commendation import certified_records, nomination_desk, nomination_lines, subordinations
from emulation.commendation.forwarding_results import Answer, Result, come_down, settle
from emulation.commendation.nomination_desk import hold, move, roles
from emulation.events import NominationForwarded
from emulation.models import (
    Attachment,
    Award,
    AwardType,
    ForwardedLine,
    Forwarding,
    Nomination,
    NominationLine,
    Subordination,
    in_force,
)
from emulation.rules.awards import forwarding as rules
from emulation.rules.awards.states import DISCARDED, NOMINATION
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, Problem, WrongState, invalid_at
from kernel.text import digest, gettext_noop, nfc

LEVEL_LENGTH, LETTER_LENGTH = 200, 40


@dataclass(frozen=True)
class Cover:
    """Under what a dossier goes up: to an ``authority`` of the platform, else to a level that is only named, under the number
    and day of this level's own letter (tờ trình); left empty, those of the unit's letter are taken along."""

    to: str = ""
    authority: str = ""
    letter_number: str = ""
    letter_on: date | None = None


def _target(cover: Cover, *, by: Actor, on: date) -> Subordination | None:
    if not cover.authority:
        return None
    found = next((row for row in subordinations.above(by.authority, on) if row.authority_id == cover.authority), None)
    if found is None:
        message = gettext_noop("Cơ quan này không nhận hồ sơ của cơ quan ta trên nền tảng.")
        raise invalid_at("nomination.no_superior", message, "authority")
    return found


def _checked(cover: Cover, *, by: Actor, on: date) -> tuple[Subordination | None, str]:
    """Who takes it in, if anybody does on the platform, and the level's name."""
    target = _target(cover, by=by, on=on)
    name = target.authority.name if target else nfc(cover.to)
    if not 0 < len(name) <= LEVEL_LENGTH:
        raise invalid_at("nomination.level_needed", gettext_noop("Hãy ghi cấp trên mà hồ sơ được trình lên."), "to")
    if len(nfc(cover.letter_number)) > LETTER_LENGTH or (cover.letter_on and cover.letter_on > on):
        message = gettext_noop("Hãy ghi số tờ trình không quá 40 ký tự, ngày không sau hôm nay.")
        raise invalid_at("nomination.letter", message, "letter_number")
    return target, name


def standings(row: Nomination, lines: Sequence[NominationLine], on: date) -> list[rules.Standing]:
    """How each nominee stands for going up."""
    level = authority_levels.on_day(row.authority_id, on)
    codes = {line.final_award for line in lines}
    levels = dict(AwardType.objects.filter(in_force(on), code__in=codes).values_list("code", "level"))
    decided = Award.objects.filter(line__nomination=row).exclude(decision__state=DISCARDED)
    sent = ForwardedLine.objects.filter(line__nomination=row).exclude(forwarding__state=rules.SENT_BACK)
    taken = set(decided.values_list("line_id", flat=True)) | set(sent.values_list("line_id", flat=True))
    return [
        rules.Standing(
            str(line.pk),
            line.outcome,
            line.recommended,
            level is None or levels.get(line.final_award) in level.decides,
            line.pk in taken,
        )
        for line in lines
    ]


def _files(row: Nomination, lines: Sequence[NominationLine]) -> list[dict[str, Any]]:
    """The papers that go along, of the dossier and of the nominees that go: each as its place, name, size and digest."""
    places = {line.pk.hex: line.place for line in lines}
    found = []
    rows = Attachment.objects.filter(record_type=nomination_desk.RECORD, record=row.pk, detached_at=None)
    for one in rows.select_related("file"):
        code, _, of = one.label.partition(":")
        place = places.get(of.replace("-", "")) if of else 0
        if place is not None:
            file = one.file
            about = {"name": file.name, "size": file.size, "digest": file.digest, "file": str(file.pk)}
            found.append({"paper": code, "place": place, **about})
    return found


def _kept(
    row: Nomination, chosen: Sequence[NominationLine], cover: Cover, *, whole: bool, by: Actor, at: datetime
) -> Forwarding:
    target, name = _checked(cover, by=by, on=local_date(at))
    sent = Forwarding.objects.create(
        authority_id=row.authority_id,
        nomination=row,
        target_id=target.authority_id if target else None,
        to=name,
        whole=whole,
        letter_number=nfc(cover.letter_number) or row.letter_number,
        letter_on=cover.letter_on or (None if cover.letter_number else row.letter_on),
        files=_files(row, chosen),
        sent_by_id=by.account,
        sent_at=at,
    )
    records = certified_records.of(chosen, row.authority, to=name, on=local_date(at))
    ForwardedLine.objects.bulk_create(
        ForwardedLine(forwarding=sent, line=line, award_code=line.final_award, record=records[str(line.pk)])
        for line in chosen
    )
    event = NominationForwarded(
        authority=row.authority_id,
        forwarding=str(sent.pk),
        nomination=str(row.pk),
        to=name,
        target=sent.target_id or "",
        whole=whole,
        lines=[
            {**nomination_lines.told(line), "final": line.final_award, "record": digest(records[str(line.pk)])}
            for line in chosen
        ],
        files=sent.files,
    )
    ledger.record(event, by=by, at=at)
    return sent


def _forward(nomination_id: str, cover: Cover, act: str, *, by: Actor, at: datetime) -> Nomination:
    on = local_date(at)
    row = hold(nomination_id, by=by, on=on)
    NOMINATION.step(row.state, act, roles(row, by=by, on=on))
    whole = act == "forward"
    _, name = _checked(cover, by=by, on=on)
    lines = list(row.lines.select_related("unit", "person", "achievement"))
    ids = set(rules.going_up(standings(row, lines, on), whole=whole))
    chosen = [line for line in lines if str(line.pk) in ids]
    if not chosen:
        message = gettext_noop(
            "Không có dòng nào để trình: dòng không đạt, đã có quyết định hoặc đã trình thì không trình."
        )
        raise invalid_at("nomination.nothing_up", message, "lines")
    _kept(row, chosen, cover, whole=whole, by=by, at=at)
    row.forwarded_to = name
    return move(row, act, reason=name, by=by, at=at)


@transaction.atomic
def forward(nomination_id: str, cover: Cover, *, by: Actor, at: datetime) -> Nomination:
    """Send a dossier on to a higher level: all its nominees who did not fail and are in no decision. Where that level works on
    the platform and takes in this authority's dossiers, it arrives there by itself."""
    return _forward(nomination_id, cover, "forward", by=by, at=at)


@transaction.atomic
def forward_part(nomination_id: str, cover: Cover, *, by: Actor, at: datetime) -> Nomination:
    """Send on those alone whom this level cannot award itself; the dossier stays where it is for the others."""
    return _forward(nomination_id, cover, "forward_part", by=by, at=at)


def find(forwarding_id: str, *, by: Actor, on: date, lock: str = "") -> Forwarding:
    """Raises `Missing` for one of a dossier that the actor may not see."""
    rows = Forwarding.objects.select_related("nomination__unit", "target", "sent_by")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    row = rows.filter(pk=forwarding_id, nomination__in=award_visibility.nominations(by, on).order_by()).first()
    if row is None:
        raise Missing("forwarding.missing", gettext_noop("Không có lần trình này."))
    return row


def _held(forwarding_id: str, act: str, *, by: Actor, at: datetime) -> Forwarding:
    """What a person answers for a level that is not on the platform."""
    row = find(forwarding_id, by=by, on=local_date(at), lock="yes")
    rules.FORWARDING.step(row.state, act, by.roles_over(Place(row.authority_id)))
    if row.target_id:
        message = gettext_noop("Cấp trên làm việc trên nền tảng; kết quả tự về, không ghi tay.")
        raise WrongState("forwarding.on_platform", message, state=row.state)
    return row


@transaction.atomic
def come_back(forwarding_id: str, *, reason: str, by: Actor, at: datetime) -> Forwarding:
    """Write down that the level above gave the dossier back on paper, with its reason; it is to be appraised anew."""
    row = _held(forwarding_id, "come_back", by=by, at=at)
    return come_down(row, reason=reasons.reasoned(reason, "forwarding.reason_needed"), by=by, at=at)


def _faults(
    row: Forwarding, results: Mapping[str, Result], number: str, decided_on: date | None, on: date
) -> list[Problem]:
    faults, names = [], award_names.titles()
    given = False
    for one in row.lines.select_related("line"):
        result, path = results.get(str(one.line_id)), f"results[{one.line.place}]"
        if result is None or result.outcome not in rules.RESULTS:
            message = gettext_noop("Hãy ghi kết quả của dòng %(place)s.")
            faults.append(Problem("forwarding.result_needed", message, path, {"place": one.line.place}))
            continue
        given = given or result.outcome in (rules.PASS, rules.LOWER)
        if result.outcome == rules.LOWER and (result.award not in names or result.award == one.award_code):
            message = gettext_noop("Hãy chọn danh hiệu, hình thức đã được tặng ở dòng %(place)s.")
            faults.append(Problem("forwarding.award_needed", message, path, {"place": one.line.place}))
        if result.outcome == rules.FAIL and not nfc(result.reason):
            message = gettext_noop("Hãy ghi lý do ở dòng %(place)s.")
            faults.append(Problem("forwarding.reason_needed", message, path, {"place": one.line.place}))
    if given and (not 0 < len(number) <= 80 or decided_on is None or decided_on > on):
        message = gettext_noop("Hãy ghi số, ký hiệu và ngày quyết định của cấp trên, không sau hôm nay.")
        faults.append(Problem("forwarding.decision_needed", message, "decision_number"))
    return faults


@transaction.atomic
def hear(
    forwarding_id: str,
    results: Mapping[str, Result],
    *,
    decision_number: str = "",
    decided_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Forwarding:
    """Enter what the level above decided on paper of each nominee (by the id of its line here). Raises `Invalid` with every line
    that is not settled."""
    row = _held(forwarding_id, "hear", by=by, at=at)
    number = nfc(decision_number)
    faults = _faults(row, results, number, decided_on, local_date(at))
    if faults:
        message = gettext_noop("Chưa ghi được kết quả: còn %(count)s chỗ phải sửa.")
        raise Invalid("forwarding.invalid", message, problems=faults, count=len(faults))
    return settle(row, Answer(results, number, decided_on), by=by, at=at)
