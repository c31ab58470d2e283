"""Acts on the organisation's units, and the chart of who stands where on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from emulation.events import AuthorityFounded, UnitsRegistered, UnitsReorganised
from emulation.models import Authority, Cluster, Posting, Unit, UnitSuccession, UnitVersion, in_force
from emulation.rules.access import KEEPS_ORGANISATION
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed
from kernel.text import gettext_noop, nfc, search_key


@dataclass(frozen=True)
class ChartedUnit:
    """A unit as it is on the chart's day."""

    id: str
    code: str
    name: str
    kind: str
    parent: str
    cluster: str


@dataclass(frozen=True)
class Chart:
    """All units of an authority that exist on one day, by code."""

    authority: str
    on: date
    units: Mapping[str, ChartedUnit]

    def above(self, code: str) -> frozenset[str]:
        """The unit's code and the codes of all units above it."""
        found: set[str] = set()
        while code in self.units and code not in found:
            found.add(code)
            code = self.units[code].parent
        return frozenset(found)

    def place(self, code: str, person: str = "") -> Place:
        unit = self.units.get(code)
        return Place(self.authority, unit.cluster if unit else "", self.above(code), person)

    def seen_by(self, actor: Actor, roles: Iterable[str]) -> list[ChartedUnit]:
        """The units over which the actor holds one of these roles, in the order of their codes."""
        wanted = frozenset(roles)
        return [unit for code, unit in self.units.items() if actor.roles_over(self.place(code)) & wanted]


def chart(authority: str, on: date) -> Chart:
    """The organisation on a day, in one query."""
    rows = UnitVersion.objects.filter(in_force(on), authority_id=authority).order_by("unit__code")
    values = rows.values_list("unit_id", "unit__code", "name", "kind", "parent__code", "cluster__code")
    units = [
        ChartedUnit(str(id_), code, name, kind, parent or "", cluster or "")
        for id_, code, name, kind, parent, cluster in values
    ]
    return Chart(authority, on, {unit.code: unit for unit in units})


_BRANCH = """
WITH RECURSIVE branch AS (
  SELECT v.unit_id, v.name, v.kind, v.parent_id, v.cluster_id
  FROM emulation_unitversion v JOIN emulation_unit u ON u.id = v.unit_id
  WHERE v.authority_id = %(authority)s AND u.code = %(code)s
    AND v.valid_from <= %(on)s AND (v.valid_to IS NULL OR v.valid_to > %(on)s)
  UNION
  SELECT v.unit_id, v.name, v.kind, v.parent_id, v.cluster_id
  FROM emulation_unitversion v JOIN branch b ON v.unit_id = b.parent_id
  WHERE v.valid_from <= %(on)s AND (v.valid_to IS NULL OR v.valid_to > %(on)s)
)
SELECT b.unit_id, u.code, b.name, b.kind, p.code, c.code FROM branch b JOIN emulation_unit u ON u.id = b.unit_id
  LEFT JOIN emulation_unit p ON p.id = b.parent_id LEFT JOIN emulation_cluster c ON c.id = b.cluster_id
"""


def branch(authority: str, code: str, on: date) -> Chart:
    """The part of the `chart` that says where one unit stands: itself, if it exists on that day, and all above it."""
    with connection.cursor() as cursor:
        cursor.execute(_BRANCH, {"authority": authority, "code": code, "on": on})
        units = [
            ChartedUnit(str(id_), own, name, kind, parent or "", cluster or "")
            for id_, own, name, kind, parent, cluster in cursor.fetchall()
        ]
    return Chart(authority, on, {unit.code: unit for unit in units})


def require_keeper(by: Actor, authority: str) -> None:
    """Raise `NotAllowed` unless the actor keeps the organisation's records."""
    if not by.roles_over(Place(authority)) & KEEPS_ORGANISATION:
        raise NotAllowed("units.not_allowed", gettext_noop("Chỉ bộ phận thường trực được cập nhật đơn vị và cán bộ."))


@transaction.atomic
def found_authority(code: str, *, name: str, head_title: str, place: str, by: Actor, at: datetime) -> Authority:
    """Open a tenant; repeating it with the same code changes nothing."""
    authority, made = Authority.objects.get_or_create(
        code=code, defaults={"name": nfc(name), "head_title": nfc(head_title), "place": nfc(place)}
    )
    if made:
        ledger.record(AuthorityFounded(authority=code, code=code, name=authority.name), by=by, at=at)
    return authority


@dataclass(frozen=True)
class UnitRow:
    """One line of a list of units. ``parent`` and ``cluster`` are codes, empty for none."""

    code: str
    name: str
    kind: str
    parent: str
    cluster: str
    cluster_name: str
    valid_from: date


def _cluster_of(authority: str, row: UnitRow, known: dict[str, Cluster]) -> Cluster | None:
    if not row.cluster:
        return None
    if row.cluster not in known:
        known[row.cluster] = Cluster.objects.create(
            authority_id=authority, code=row.cluster, name=row.cluster_name or row.cluster
        )
    return known[row.cluster]


def _describe(authority: str, row: UnitRow, units: Mapping[str, Unit], cluster: Cluster | None) -> bool:
    """Give the unit a version from the row's day on; says whether anything changed."""
    unit = units[row.code]
    values = {
        "name": row.name,
        "search_name": search_key(row.name),
        "kind": row.kind,
        "parent": units[row.parent] if row.parent else None,
        "cluster": cluster,
    }
    current = UnitVersion.objects.select_for_update().filter(unit=unit, valid_to=None).first()
    if current and all(getattr(current, name) == value for name, value in values.items()):
        return False
    if current and current.valid_from >= row.valid_from:
        raise Invalid(
            "units.out_of_order",
            gettext_noop("Đơn vị %(code)s đã có thông tin từ ngày %(day)s; hãy ghi thay đổi từ một ngày sau đó."),
            code=row.code,
            day=current.valid_from,
        )
    if current:
        current.valid_to = row.valid_from
        current.save(update_fields=["valid_to"])
    UnitVersion.objects.create(authority_id=authority, unit=unit, valid_from=row.valid_from, **values)
    return True


@transaction.atomic
def register(authority: str, rows: Sequence[UnitRow], *, source: str, by: Actor, at: datetime) -> tuple[int, int]:
    """Found or describe units from a checked list; answers (changed, unchanged). Parents may stand in the same list."""
    require_keeper(by, authority)
    Authority.objects.select_for_update().get(pk=authority)
    units = {unit.code: unit for unit in Unit.objects.filter(authority_id=authority)}
    clusters = {cluster.code: cluster for cluster in Cluster.objects.filter(authority_id=authority)}
    for row in rows:
        if row.code not in units:
            units[row.code] = Unit.objects.create(authority_id=authority, code=row.code)
    unknown = sorted({row.parent for row in rows if row.parent and row.parent not in units})
    if unknown:
        raise Invalid(
            "units.unknown_parent",
            gettext_noop("Không có đơn vị cấp trên mang mã %(codes)s."),
            codes=", ".join(unknown),
        )
    changed = [row.code for row in rows if _describe(authority, row, units, _cluster_of(authority, row, clusters))]
    if changed:
        ledger.record(UnitsRegistered(authority=authority, source=source, codes=changed), by=by, at=at)
    return len(changed), len(rows) - len(changed)


def _in_force(authority: str, codes: Iterable[str], on: date) -> dict[str, UnitVersion]:
    versions = UnitVersion.objects.select_for_update(of=("self",)).filter(
        in_force(on), authority_id=authority, unit__code__in=list(codes)
    )
    found = {version.unit.code: version for version in versions.select_related("unit")}
    lost = sorted(set(codes) - set(found))
    if lost:
        raise Missing(
            "units.missing",
            gettext_noop("Ngày %(day)s không có đơn vị mang mã %(codes)s."),
            day=on,
            codes=", ".join(lost),
        )
    return found


def _check_reorganisation(kind: str, predecessors: Sequence[str], successors: Sequence[str]) -> None:
    old, new = set(predecessors), set(successors)
    shapes = {
        UnitSuccession.MERGE: len(old) >= 2 and len(new) == 1,
        UnitSuccession.SPLIT: len(old) == 1 and len(new) >= 2,
        UnitSuccession.DISSOLVE: len(old) == 1 and len(new) <= 1 and old != new,
    }
    if not shapes.get(kind, False) or len(old) + len(new) < len(predecessors) + len(successors):
        raise Invalid(
            "units.bad_reorganisation",
            gettext_noop(
                "Sáp nhập cần ít nhất hai đơn vị cũ và một đơn vị nhận; chia tách cần một đơn vị cũ và ít nhất hai "
                "đơn vị mới; giải thể cần một đơn vị cũ và nhiều nhất một đơn vị nhận."
            ),
        )


def move_postings(unit: Unit, successor: Unit | None, *, on: date) -> None:
    """Everybody who serves in a unit that ends goes to its successor. Raises `Invalid` when there is none to go to."""
    serving = list(Posting.objects.select_for_update().filter(unit=unit, valid_to=None))
    later = [posting for posting in serving if posting.valid_from >= on]
    if later:
        raise Invalid(
            "units.people_later",
            gettext_noop(
                "Đơn vị %(code)s có %(count)s người nhận việc từ ngày %(day)s trở đi: hãy sửa vị trí của họ trước."
            ),
            code=unit.code,
            count=len(later),
            day=on,
        )
    if serving and successor is None:
        raise Invalid(
            "units.people_left",
            gettext_noop("Đơn vị %(code)s còn %(count)s người: hãy điều chuyển họ trước khi đơn vị chấm dứt."),
            code=unit.code,
            count=len(serving),
        )
    for posting in serving:
        posting.valid_to = on
        posting.save(update_fields=["valid_to"])
    Posting.objects.bulk_create(
        Posting(
            authority_id=unit.authority_id,
            person_id=posting.person_id,
            unit=successor,
            position=posting.position,
            duty_group=posting.duty_group,
            is_head=False,
            valid_from=on,
        )
        for posting in serving
    )


def _require_endable(version: UnitVersion, on: date) -> None:
    """Raise `Invalid` when a unit cannot end on the day: it began then, is described beyond it, or has units below it."""
    if version.valid_from >= on or version.valid_to is not None:
        raise Invalid(
            "units.out_of_order",
            gettext_noop("Đơn vị %(code)s đã có thông tin từ ngày %(day)s; hãy ghi thay đổi từ một ngày sau đó."),
            code=version.unit.code,
            day=max(version.valid_from, version.valid_to or version.valid_from),
        )
    below = UnitVersion.objects.filter(parent=version.unit, valid_to=None).order_by("unit__code")
    codes = list(below.values_list("unit__code", flat=True))
    if codes:
        raise Invalid(
            "units.units_left",
            gettext_noop(
                "Đơn vị %(code)s còn đơn vị trực thuộc (%(codes)s): hãy ghi đơn vị cấp trên mới của họ trước."
            ),
            code=version.unit.code,
            codes=", ".join(codes),
        )


def _end(version: UnitVersion, heir: Unit | None, *, on: date) -> None:
    """End a unit; whoever serves in it goes to its heir."""
    _require_endable(version, on)
    move_postings(version.unit, heir, on=on)
    version.valid_to = on
    version.save(update_fields=["valid_to"])


def _done_already(authority: str, kind: str, predecessors: Sequence[str], successors: Sequence[str], on: date) -> bool:
    """Whether exactly this was recorded before."""
    pairs = {(old, new) for old in predecessors for new in (successors or (None,)) if old != new}
    known = UnitSuccession.objects.filter(authority_id=authority, kind=kind, effective_on=on)
    return pairs <= set(known.values_list("predecessor__code", "successor__code"))


@transaction.atomic
def reorganise(
    authority: str,
    kind: str,
    *,
    predecessors: Sequence[str],
    successors: Sequence[str],
    effective_on: date,
    legal_basis: str,
    by: Actor,
    at: datetime,
) -> None:
    """Merge, split or dissolve units from a day on. Predecessors that do not go on themselves end on that day.

    Successors must exist on that day (register them first). Postings of an ended unit move to its successor when there is
    exactly one; otherwise people are to be transferred one by one, and the unit cannot end while somebody serves in it.
    Repeating it changes nothing.
    """
    require_keeper(by, authority)
    _check_reorganisation(kind, predecessors, successors)
    Authority.objects.select_for_update().get(pk=authority)
    if _done_already(authority, kind, predecessors, successors, effective_on):
        return
    old = _in_force(authority, predecessors, effective_on)
    new = _in_force(authority, successors, effective_on) if successors else {}
    heir = new[successors[0]].unit if len(successors) == 1 else None
    for code in predecessors:
        if code not in successors:
            _end(old[code], heir, on=effective_on)
    heirs: list[Unit | None] = [version.unit for version in new.values()] or [None]
    same = {"authority_id": authority, "kind": kind, "effective_on": effective_on, "legal_basis": nfc(legal_basis)}
    UnitSuccession.objects.bulk_create(
        UnitSuccession(predecessor=version.unit, successor=target, **same)
        for version in old.values()
        for target in heirs
        if target != version.unit
    )
    event = UnitsReorganised(
        authority=authority,
        kind=kind,
        predecessors=list(predecessors),
        successors=list(successors),
        effective_on=effective_on.isoformat(),
        legal_basis=nfc(legal_basis),
    )
    ledger.record(event, by=by, at=at)
