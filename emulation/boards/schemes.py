"""Reads for the pages of schemes: published versions with the campaigns that score by them, and the drafts that are open."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from emulation import scheme_drafts, visibility
from emulation.models import Campaign, SchemeDraft, SchemeVersion
from kernel.actors import Actor


@dataclass(frozen=True)
class Published:
    """The newest version of a scheme, and how many there are before it."""

    row: SchemeVersion
    older: tuple[int, ...]
    campaigns: int


@dataclass(frozen=True)
class SchemeList:
    published: list[Published]
    drafts: list[SchemeDraft]
    writes: bool


def published(*, by: Actor) -> list[SchemeVersion]:
    return list(visibility.schemes(by).order_by("code", "-version"))


def listed(*, by: Actor) -> SchemeList:
    """Every scheme by its newest version, and the open drafts for those who write them."""
    versions: dict[str, list[SchemeVersion]] = {}
    for row in published(by=by):
        versions.setdefault(row.code, []).append(row)
    used: dict[str, set[str]] = {}
    for pk, unit, person in visibility.campaigns(by).values_list("pk", "unit_scheme__code", "person_scheme__code"):
        for code in (unit, person):
            used.setdefault(code or "", set()).add(str(pk))
    return SchemeList(
        [
            Published(rows[0], tuple(row.version for row in rows[1:]), len(used.get(code, ())))
            for code, rows in versions.items()
        ],
        list(open_drafts(by=by).select_related("saved_by")),
        scheme_drafts.may_write(by),
    )


def open_drafts(*, by: Actor) -> QuerySet[SchemeDraft]:
    """The drafts that are written now; nothing for those who do not write them."""
    rows = SchemeDraft.objects.filter(authority_id=by.authority, published=None, discarded_at=None)
    return rows if scheme_drafts.may_write(by) else rows.none()


def used_in(row: SchemeVersion, *, by: Actor) -> list[Campaign]:
    """The campaigns that score by this version."""
    return list(visibility.campaigns(by).filter(Q(unit_scheme=row) | Q(person_scheme=row)))


def version_before(row: SchemeDraft, *, by: Actor) -> dict[str, Any] | None:
    """What a draft is the next version of, where there is one."""
    rows = visibility.schemes(by).filter(code=row.code, version__lt=row.definition["version"])
    found = rows.order_by("-version").first()
    return found.definition if found else None
