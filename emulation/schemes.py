"""Acts on scoring schemes: published as numbered versions that never change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from emulation.events import SchemePublished
from emulation.models import Authority, SchemeVersion
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.schemes import Scheme, parse_scheme
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed
from kernel.text import gettext_noop


@transaction.atomic
def publish(definition: Mapping[str, Any], *, by: Actor, at: datetime) -> SchemeVersion:
    """Store a version of a scheme; the same definition again answers the version that is there.

    Raises `Invalid` with every fault of the definition, or when this version is taken by another definition.
    """
    if STANDING_OFFICER not in by.roles_over(Place(by.authority)):
        raise NotAllowed("scheme.not_allowed", gettext_noop("Chỉ chuyên viên thường trực được ban hành bộ tiêu chí."))
    scheme = parse_scheme(definition)
    Authority.objects.select_for_update().get(pk=by.authority)
    known = SchemeVersion.objects.filter(authority_id=by.authority, code=scheme.code, version=scheme.version).first()
    if known and known.digest == scheme.digest:
        return known
    if known:
        raise Invalid(
            "scheme.version_taken",
            gettext_noop(
                "Phiên bản %(version)s của bộ tiêu chí %(code)s đã ban hành với nội dung khác; hãy tăng số phiên bản."
            ),
            code=scheme.code,
            version=scheme.version,
        )
    row = SchemeVersion.objects.create(
        authority_id=by.authority,
        code=scheme.code,
        version=scheme.version,
        subject=scheme.subject,
        definition=scheme.to_data(),
        digest=scheme.digest,
        published_by_id=by.account,
        published_at=at,
    )
    event = SchemePublished(authority=by.authority, code=scheme.code, version=scheme.version, digest=scheme.digest)
    ledger.record(event, by=by, at=at)
    return row


def find(authority: str, code: str, version: int) -> SchemeVersion:
    row = SchemeVersion.objects.filter(authority_id=authority, code=code, version=version).first()
    if row is None:
        raise Missing(
            "scheme.missing",
            gettext_noop("Không có bộ tiêu chí %(code)s phiên bản %(version)s."),
            code=code,
            version=version,
        )
    return row


_PARSED: dict[str, Scheme] = {}
"""Schemes by their digest: a published version never changes, so a process parses it once."""


def scheme_of(row: SchemeVersion) -> Scheme:
    """The scheme of a stored version."""
    if row.digest not in _PARSED:
        _PARSED[row.digest] = parse_scheme(row.definition)
    return _PARSED[row.digest]
