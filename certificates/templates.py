"""Acts on certificate templates: adopt a shipped design, draft, publish and freeze, retire, choose what an award uses."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import rfc8785
from django.db import transaction
from django.db.models import QuerySet

from certificates import preflight, presets, printing
from certificates.drafting import checked
from certificates.events import (
    TemplateAdopted,
    TemplateChosen,
    TemplateDiscarded,
    TemplatePublished,
    TemplateRetired,
    TemplateWritten,
)
from certificates.layouts import Layout
from certificates.models import Template, TemplateUse, TemplateVersion
from certificates.paper import COLLECTIVES
from certificates.typefaces import typefaces
from kernel import ledger
from kernel.actors import AUTHORITY, SYSTEM, Actor, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.states import Machine, row
from kernel.text import gettext_noop, nfc

WRITERS = frozenset({"clerk", "standing_officer"})
PUBLISHERS = frozenset({"authority", "standing_officer"})
KEEPERS = WRITERS | PUBLISHERS
PERSON, COLLECTIVE, HOUSEHOLD = "person", "collective", "household"
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
SUBJECTS = (PERSON, COLLECTIVE, HOUSEHOLD)
DRAFT, PUBLISHED, RETIRED = TemplateVersion.DRAFT, TemplateVersion.PUBLISHED, TemplateVersion.RETIRED
MACHINE = Machine(
    "template",
    DRAFT,
    (
        row(DRAFT, "write", DRAFT, *WRITERS),
        row(DRAFT, "discard", DRAFT, *WRITERS),
        row(DRAFT, "publish", PUBLISHED, *PUBLISHERS),
        row(PUBLISHED, "retire", RETIRED, *PUBLISHERS),
    ),
)
"""A published version is never written again: what is changed is the next version."""


def roles_of(by: Actor) -> frozenset[str]:
    return frozenset(grant.role for grant in by.grants if grant.scope == AUTHORITY)


def may_keep(by: Actor) -> bool:
    return bool(roles_of(by) & KEEPERS)


def require_keeper(by: Actor) -> None:
    """Templates are the office's own business until something is printed with them."""
    if not may_keep(by):
        message = gettext_noop(
            "Chỉ văn thư, thường trực Hội đồng và người có thẩm quyền được xem và sửa mẫu giấy khen."
        )
        raise NotAllowed("template.not_allowed", message)


def subject_of(salutation: str) -> str:
    """Whether a certificate is a person's, a collective's or a household's."""
    if salutation not in COLLECTIVES:
        return PERSON
    return COLLECTIVE if salutation == "Tập thể" else HOUSEHOLD


def of(by: Actor) -> QuerySet[Template]:
    require_keeper(by)
    return Template.objects.filter(authority=by.authority).prefetch_related("versions")


def find(template_id: str | UUID, *, by: Actor) -> Template:
    template = of(by).filter(pk=template_id).first()
    if template is None:
        raise Missing("template.missing", gettext_noop("Không có mẫu giấy khen này."))
    return template


def version(version_id: str | UUID, *, by: Actor) -> TemplateVersion:
    require_keeper(by)
    row = TemplateVersion.objects.filter(pk=version_id, template__authority=by.authority).first()
    if row is None:
        raise Missing("template.missing", gettext_noop("Không có mẫu giấy khen này."))
    return row


def _held(version_id: str | UUID, *, by: Actor) -> TemplateVersion:
    """The version, locked with its template: versions of one template come one after the other."""
    known = version(version_id, by=by)
    Template.objects.select_for_update().get(pk=known.template_id)
    return TemplateVersion.objects.select_related("template").get(pk=known.pk)


@transaction.atomic
def adopt(
    preset: str,
    *,
    code: str = "",
    title: str = "",
    width: float = presets.WIDTH,
    height: float = presets.HEIGHT,
    by: Actor,
    at: datetime,
) -> Template:
    """Take a shipped design for the authority, as a draft that may be changed. Repeated, it answers the same template."""
    require_keeper(by)
    MACHINE.step(DRAFT, "write", roles_of(by))
    layout = _shipped(preset, width, height)
    code = code or preset
    if not _CODE.fullmatch(code):
        message = gettext_noop("Mã gồm chữ thường không dấu, số và gạch ngang, dài nhất 60 ký tự.")
        raise _invalid(Problem("template.code", message, "code"))
    return _adopted(preset, code, nfc(title), layout, by=by, at=at)


def _invalid(*problems: Problem) -> Invalid:
    message = gettext_noop("Mẫu giấy khen có %(count)s chỗ cần sửa.")
    return Invalid("template.invalid", message, problems=problems, count=len(problems))


def _shipped(preset: str, width: float, height: float) -> Layout:
    if preset not in presets.PRESETS:
        message = gettext_noop("Không có thiết kế này. Dùng được: %(names)s.")
        raise _invalid(Problem("template.preset", message, "preset", {"names": ", ".join(presets.PRESETS)}))
    sides = (("width", width, 148.0), ("height", height, 105.0))
    message = gettext_noop("Cạnh giấy phải từ %(least)s đến 1000 mm.")
    wrong = [
        Problem("template.page", message, side, {"least": f"{least:g}"})
        for side, length, least in sides
        if not least <= length <= 1000
    ]
    if wrong:
        raise _invalid(*wrong)
    return presets.preset(preset, float(width), float(height))


def _adopted(preset: str, code: str, title: str, layout: Layout, *, by: Actor, at: datetime) -> Template:
    template, fresh = Template.objects.get_or_create(
        authority=by.authority,
        code=code,
        defaults={
            "title": title or presets.PRESETS[preset].title,
            "preset": preset,
            "made_by": by.account,
            "made_at": at,
        },
    )
    if fresh:
        TemplateVersion.objects.create(
            template=template, number=1, layout=layout.to_data(), written_by=by.account, written_at=at
        )
        event = TemplateAdopted(authority=by.authority, template=str(template.pk), code=code, preset=preset)
        ledger.record(event, by=by, at=at)
        return template
    if template.preset != preset:
        message = gettext_noop("Mã “%(code)s” đã dùng cho mẫu khác; hãy chọn mã khác.")
        raise WrongState("template.code_taken", message, state=template.preset, code=code)
    return template


def mark(version: TemplateVersion) -> str:
    """What changes whenever a version does: whoever sends it back says which text they saw."""
    return f"{version.number}-{version.state}-{hashlib.sha256(rfc8785.dumps(version.layout)).hexdigest()[:16]}"


def _require_seen(newest: TemplateVersion | None, seen: str) -> None:
    if seen and newest and seen != mark(newest):
        message = gettext_noop("Mẫu đã được người khác lưu sau khi bạn mở; hãy xem bản mới rồi sửa tiếp.")
        raise WrongState("template.changed", message, state=newest.state)


def _changed(
    template_id: str | UUID, data: Mapping[str, Any], *, seen: str, by: Actor, at: datetime
) -> tuple[TemplateVersion, bool]:
    """The draft with this layout, not kept yet, and whether that is new; whoever wrote what stands there stays its writer."""
    template = find(template_id, by=by)
    MACHINE.step(DRAFT, "write", roles_of(by))
    layout = _plain(checked(data).to_data())
    Template.objects.select_for_update().get(pk=template.pk)
    newest = template.versions.order_by("-number").first()
    draft = newest if newest and newest.state == DRAFT else None
    if draft and draft.layout == layout:
        return draft, False
    _require_seen(newest, seen)
    if draft is None:
        draft = TemplateVersion(template=template, number=newest.number + 1 if newest else 1)
    draft.layout, draft.written_by, draft.written_at = layout, by.account, at
    return draft, True


@transaction.atomic
def write(
    template_id: str | UUID, data: Mapping[str, Any], *, seen: str = "", by: Actor, at: datetime
) -> TemplateVersion:
    """Write the draft of a template, begun as the next version if there is none. Raises `Invalid` with every fault at once, and
    `WrongState` if the newest version is no longer the one that was ``seen`` (its `mark`); empty overwrites."""
    draft, fresh = _changed(template_id, data, seen=seen, by=by, at=at)
    if not fresh and draft.settled:
        return draft
    draft.settled = True
    draft.save()
    event = TemplateWritten(
        authority=by.authority,
        template=str(draft.template_id),
        version=draft.number,
        sha256=hashlib.sha256(rfc8785.dumps(draft.layout)).hexdigest(),
    )
    ledger.record(event, by=by, at=at)
    return draft


@transaction.atomic
def jot(
    template_id: str | UUID, data: Mapping[str, Any], *, seen: str = "", by: Actor, at: datetime
) -> TemplateVersion:
    """Keep what somebody is still drawing: nothing is lost, nothing is said for good. It stands in no ledger and is not published
    before somebody saves it (`write`). A version is begun by saving alone, and then counts as saved. Raises as `write`."""
    draft, fresh = _changed(template_id, data, seen=seen, by=by, at=at)
    if draft._state.adding:
        return write(template_id, data, seen=seen, by=by, at=at)
    if fresh:
        draft.settled = False
        draft.save()
    return draft


@transaction.atomic
def discard(version_id: str | UUID, *, seen: str = "", by: Actor, at: datetime) -> Template:
    """Throw a draft away. The only version of a template is not taken away but becomes the shipped design again; repeated, it
    answers the same."""
    version = _held(version_id, by=by)
    MACHINE.step(version.state, "discard", roles_of(by))
    template = version.template
    alone = not template.versions.exclude(pk=version.pk).exists()
    shipped = _plain(_shipped(template.preset, version.layout["page_width"], version.layout["page_height"]).to_data())
    if alone and version.layout == shipped:
        return template
    _require_seen(version, seen)
    if alone:
        version.layout, version.written_by, version.written_at, version.settled = shipped, by.account, at, True
        version.save()
    else:
        version.delete()
    event = TemplateDiscarded(authority=by.authority, template=str(template.pk), version=version.number)
    ledger.record(event, by=by, at=at)
    return template


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data as a column of JSON gives it back."""
    plain: dict[str, Any] = json.loads(rfc8785.dumps(data))
    return plain


@cache
def _compiled(layout: bytes) -> bytes:
    """What certificates are made from. Compiling takes a while, so that a layout is compiled once in a process."""
    return printing.compile_layout(Layout.from_data(json.loads(layout)))


def _freeze(version: TemplateVersion, *, by: Actor, at: datetime) -> None:
    compiled = _compiled(rfc8785.dumps(version.layout))
    version.compiled, version.digest = compiled, hashlib.sha256(compiled).hexdigest()
    version.state, version.published_by, version.published_at = PUBLISHED, by.account, at
    version.save()
    event = TemplatePublished(
        authority=by.authority, template=str(version.template_id), version=version.number, digest=version.digest
    )
    ledger.record(event, by=by, at=at)


@transaction.atomic
def publish(version_id: str | UUID, *, seen: str = "", by: Actor, at: datetime) -> TemplateVersion:
    """Freeze a draft with its digest, after everything that must be printable was tried with it. Repeated, it answers the same.
    Raises `NotAllowed` for who wrote it, unless it is a shipped design as it comes, and `WrongState` if it is no longer what was
    ``seen``: nobody publishes what they have not looked at."""
    version = _held(version_id, by=by)
    if version.state == PUBLISHED and roles_of(by) & PUBLISHERS:
        return version
    MACHINE.step(version.state, "publish", roles_of(by))
    _require_seen(version, seen)
    if not version.settled:
        message = gettext_noop("Dự thảo còn thay đổi mới tự giữ, chưa ai bấm lưu; hãy lưu dự thảo rồi mới ban hành.")
        raise WrongState("template.unsettled", message, state=version.state, may=("write",))
    layout = Layout.from_data(version.layout)
    template = version.template
    as_shipped = layout == presets.preset(template.preset, layout.page_width, layout.page_height)
    if version.written_by in by.accounts and not as_shipped:
        message = gettext_noop("Người sửa mẫu không tự ban hành; phải là người khác có thẩm quyền.")
        raise NotAllowed("template.own_draft", message)
    report = preflight.trial(layout, typefaces())
    if not report.good:
        problems = [problem for one in report.refused for problem in one.problems]
        message = gettext_noop("Mẫu không in được những tên, chữ phải in được; hãy nới ô hoặc giảm cỡ chữ.")
        raise Invalid("template.unprintable", message, problems=problems)
    _freeze(version, by=by, at=at)
    return version


@transaction.atomic
def retire(version_id: str | UUID, *, by: Actor, at: datetime) -> TemplateVersion:
    """Print nothing new with a version; what was printed with it stays as it is. Repeated, it answers the same."""
    version = _held(version_id, by=by)
    if version.state == RETIRED and roles_of(by) & PUBLISHERS:
        return version
    version.state = MACHINE.step(version.state, "retire", roles_of(by))
    version.save(update_fields=["state"])
    event = TemplateRetired(authority=by.authority, template=str(version.template_id), version=version.number)
    ledger.record(event, by=by, at=at)
    return version


def published(template: Template) -> TemplateVersion | None:
    """The version that is printed now: the newest of those that stand."""
    return template.versions.filter(state=PUBLISHED).order_by("-number").first()


@transaction.atomic
def choose(
    template_id: str | UUID, *, award_code: str = "", subject: str = "", from_day: date, by: Actor, at: datetime
) -> TemplateUse:
    """Print awards of a kind with a template from a day on; empty means any. Repeated, it answers the same row."""
    template = find(template_id, by=by)
    if not roles_of(by) & PUBLISHERS:
        raise NotAllowed("template.not_allowed", gettext_noop("Chỉ người có thẩm quyền và thường trực chọn mẫu để in."))
    if subject and subject not in SUBJECTS:
        message = gettext_noop("Phải là một trong: %(choices)s.")
        raise _invalid(Problem("template.subject", message, "subject", {"choices": ", ".join(SUBJECTS)}))
    if published(template) is None:
        message = gettext_noop("Mẫu chưa được ban hành; hãy ban hành một bản trước.")
        raise WrongState("template.not_published", message, state=DRAFT, may=("publish",))
    about: dict[str, Any] = {
        "authority": by.authority,
        "award_code": nfc(award_code),
        "subject": subject,
        "in_effect_from": from_day,
    }
    known = TemplateUse.objects.select_for_update().filter(**about).first()
    if known and known.template_id == template.pk:
        return known
    use, _ = TemplateUse.objects.update_or_create(
        **about, defaults={"template": template, "chosen_by": by.account, "chosen_at": at}
    )
    event = TemplateChosen(
        authority=by.authority,
        template=str(template.pk),
        award_code=use.award_code,
        subject=subject,
        in_effect_from=from_day.isoformat(),
    )
    ledger.record(event, by=by, at=at)
    return use


def chosen_for(authority: str, award_code: str, subject: str, on: date) -> TemplateVersion | None:
    """What the authority chose for an award on a day: the row that says most, then the latest; only what is published."""
    uses = TemplateUse.objects.filter(
        authority=authority, award_code__in=("", award_code), subject__in=("", subject), in_effect_from__lte=on
    ).select_related("template")
    ranked = sorted(uses, key=lambda use: (bool(use.award_code), bool(use.subject), use.in_effect_from), reverse=True)
    return next((version for use in ranked if (version := published(use.template))), None)


@transaction.atomic
def standing_for(authority: str, award_code: str, subject: str, on: date, *, at: datetime) -> TemplateVersion:
    """The version that an award is printed with on a day. Where nothing is chosen the shipped design is adopted and published in
    the platform's name, once; repeated, it answers the same version."""
    if version := chosen_for(authority, award_code, subject, on):
        return version
    preset, by = presets.usual(award_code, subject), system_actor(authority)
    template = Template.objects.filter(authority=authority, code=f"auto-{preset}").first()
    if template is None:
        layout = _shipped(preset, presets.WIDTH, presets.HEIGHT)
        template = _adopted(preset, f"auto-{preset}", "", layout, by=by, at=at)
    version = template.versions.filter(written_by=SYSTEM).order_by("number").first()
    if version is None:
        raise Missing("template.missing", gettext_noop("Không có mẫu giấy khen này."))
    if version.state == DRAFT:
        locked = TemplateVersion.objects.select_for_update().get(pk=version.pk)
        if locked.state == DRAFT:
            _freeze(locked, by=by, at=at)
        version = locked
    return version


def layout_of(version: TemplateVersion) -> Layout:
    return Layout.from_data(version.layout)
