"""Acts that make rankings known: publish, finalise; the bundle that anybody computes again, and the check of what is kept."""

import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from emulation import bundles
from emulation.bundles import Report
from emulation.events import RankingComputed, RankingFinalised, RankingPublished, RankingRevised
from emulation.models import Campaign, Ranking, RankingPublication, SchemeVersion, Standing
from emulation.models.rankings import IN_FORCE
from emulation.rankings import Subject, month_score, replay, standing_of, unpacked, version_of
from emulation.rules import ranking as engine
from emulation.rules import states
from emulation.rules.schemes import Scheme, parse_scheme
from emulation.rules.sheets import sheet_from_data
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Missing, NotAllowed, Problem, Refusal, WrongState
from kernel.models import LedgerEntry
from kernel.text import digest, gettext_noop

DIGESTS = ("scheme_digest", "inputs_digest", "result_digest")
SHOWN = ("score", "grade", "rank", "rank_in_cluster", "rank_in_unit", "tied", "unranked_because", "cluster_code")
SPLIT = "\n"
"""Between the two canonical texts of a snapshot; neither can hold it."""


def find(ranking_id: str, *, by: Actor) -> Ranking:
    rows = Ranking.objects.select_related("campaign__unit_scheme", "campaign__person_scheme", "month")
    row = rows.filter(pk=ranking_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("ranking.missing", gettext_noop("Không có bảng xếp hạng này."))
    return row


def hold(ranking_id: str, *, by: Actor) -> Ranking:
    """A ranking for an act; all acts on the rankings of one campaign come one after the other. Raises `Missing`."""
    row = find(ranking_id, by=by)
    Campaign.objects.select_for_update(no_key=True).get(pk=row.campaign_id)
    row.refresh_from_db(fields=["state"])
    return row


def roles(by: Actor) -> frozenset[str]:
    return by.roles_over(Place(by.authority))


def scheme_version(row: Ranking) -> SchemeVersion:
    version = version_of(row.campaign, row.subjects)
    if version is None:
        raise Missing("ranking.no_scheme", gettext_noop("Phong trào không xếp hạng đối tượng này."))
    return version


@transaction.atomic
def publish(ranking_id: str, *, by: Actor, at: datetime) -> RankingPublication:
    """Make a provisional ranking known, as values that are kept. It is computed again first, and refused if it differs."""
    row = hold(ranking_id, by=by)
    states.RANKING.step(row.state, "publish", roles(by))
    require_fresh_sources(row)
    return make_known(row, by=by, at=at)


def require_fresh_sources(row: Ranking) -> None:
    """Raise `WrongState` when a month behind a campaign's ranking has been replaced, or waits to replace, since."""
    lost = Ranking.objects.filter(pk__in=row.sources).exclude(state__in=IN_FORCE)
    months = sorted(set(lost.values_list("month__month", flat=True)))
    if months:
        raise WrongState(
            "ranking.other_months",
            gettext_noop(
                "Bảng này tính từ bản xếp hạng tháng không có hiệu lực: %(months)s. Hãy xử lý các tháng đó trước."
            ),
            state=row.state,
            months=", ".join(str(month) for month in months),
        )


def make_known(
    row: Ranking, *, replaced: Ranking | None = None, reason: str = "", by: Actor, at: datetime
) -> RankingPublication:
    """Keep the snapshot and tell the ledger. ``replaced`` is the revision whose place this one takes."""
    if row.campaign.state == states.CANCELLED:
        message = gettext_noop("Phong trào đã hủy nên không công bố kết quả.")
        raise WrongState("ranking.cancelled", message, state=row.state)
    version, again = scheme_version(row), replay(row)
    if again is None or not _same_digests(row, again):
        raise WrongState(
            "ranking.not_reproducible",
            gettext_noop(
                "Tính lại từ số liệu đã chốt không ra đúng bảng này, nên không công bố được; hãy báo quản trị."
            ),
            state=row.state,
        )
    said = bundles.content(parse_scheme(version.definition), again, salt=salt_of(row))
    opened: dict[str, Any] = {"open_inputs_digest": said.inputs_digest, "open_result_digest": said.result_digest}
    named: dict[str, Any] = {"scheme_code": version.code, "scheme_version": version.version}
    event = RankingPublished(
        **_told(row),
        **named,
        **opened,
        replaces=str(replaced.pk) if replaced else "",
        reason=reason,
    )
    entry = ledger.record(event, by=by, at=at)
    Ranking.objects.filter(pk=row.pk).update(state=states.PUBLISHED)
    return RankingPublication.objects.create(
        authority_id=row.authority_id,
        ranking=row,
        step=RankingPublication.PUBLISHED,
        **{name: getattr(row, name) for name in (*DIGESTS, "engine_version")},
        **named,
        **opened,
        snapshot=zlib.compress(f"{said.inputs}{SPLIT}{said.result}".encode(), 9),
        reason=reason,
        prepared_by_id=row.asked_by_id,
        by_id=by.account,
        at=at,
        entry=entry,
    )


def _same_digests(row: Ranking, again: engine.Ranking) -> bool:
    return all(getattr(row, name) == getattr(again, name) for name in DIGESTS)


def salt_of(row: Ranking) -> str:
    """The secret behind the pseudonyms; units have none and go by their names."""
    return str(row.salt) if row.subjects == Ranking.PEOPLE else ""


def _told(row: Ranking) -> dict[str, Any]:
    return {
        "authority": row.authority_id,
        "ranking": str(row.pk),
        "campaign": str(row.campaign_id),
        "month": row.month.month if row.month else "",
        "subjects": row.subjects,
        "revision": row.revision,
        **{name: getattr(row, name) for name in (*DIGESTS, "engine_version")},
    }


def require_other_eyes(by: Actor, *accounts: object, about: object = None) -> None:
    """Raise `NotAllowed` for somebody who would confirm their own work, or what was done in their place ``about`` a thing."""
    handled = {str(account) for account in accounts if account}
    if about is not None:
        handled |= ledger.principals(by.authority, str(about))
    if by.accounts & handled:
        raise NotAllowed(
            "ranking.own_work",
            gettext_noop("Người đã yêu cầu tính lại hoặc công bố không được tự xác nhận bước tiếp theo."),
        )


@transaction.atomic
def finalise(ranking_id: str, *, by: Actor, at: datetime) -> RankingPublication:
    """Declare a published ranking the official result: the authority or the council's chair, not who published it."""
    row = hold(ranking_id, by=by)
    target = states.RANKING.step(row.state, "finalise", roles(by))
    known = row.publications.get(step=RankingPublication.PUBLISHED)
    require_other_eyes(by, known.by_id, row.asked_by_id, about=row.pk)
    require_fresh_sources(row)
    if row.revisions.filter(state=states.SHADOW).exists():
        raise WrongState(
            "ranking.revision_waits",
            gettext_noop("Còn một bản tính lại chưa được áp dụng hay bỏ; hãy xử lý bản đó trước."),
            state=row.state,
        )
    if row.appeals.filter(closed_at=None).exists():
        message = gettext_noop("Còn khiếu nại về bảng này chưa được trả lời; hãy giải quyết trước.")
        raise WrongState("ranking.appeals_wait", message, state=row.state)
    Ranking.objects.filter(pk=row.pk).update(state=target)
    entry = ledger.record(RankingFinalised(**_told(row)), by=by, at=at)
    kept = (*DIGESTS, "open_inputs_digest", "open_result_digest", "engine_version", "scheme_code", "scheme_version")
    return RankingPublication.objects.create(
        authority_id=row.authority_id,
        ranking=row,
        step=RankingPublication.FINAL,
        **{name: getattr(known, name) for name in kept},
        prepared_by_id=known.by_id,
        by_id=by.account,
        at=at,
        entry=entry,
    )


# The bundle


def bundle(row: Ranking) -> bytes:
    """The file that anybody may compute again. Raises `WrongState` as long as the ranking is not published."""
    steps = list(row.publications.select_related("entry__seal"))
    if not steps:
        raise WrongState(
            "ranking.not_published",
            gettext_noop("Bảng xếp hạng chưa được công bố nên chưa có gói kiểm chứng."),
            state=row.state,
        )
    inputs, result = zlib.decompress(bytes(steps[0].snapshot or b"")).decode().split(SPLIT)
    names = dict(row.standings.values_list("subject", "name")) if row.subjects == Ranking.UNITS else {}
    campaign = row.campaign
    about = bundles.About(
        ranking={
            "id": str(row.pk),
            "authority": row.authority_id,
            "campaign": campaign.code,
            "campaign_name": campaign.name,
            "month": row.month.month if row.month else "",
            "subjects": row.subjects,
            "revision": row.revision,
        },
        steps=[_step(step) for step in steps],
        names=names,
        official={name: getattr(steps[0], name) for name in DIGESTS},
    )
    return bundles.write(about, parse_scheme(scheme_version(row).definition).to_data(), bundles.Content(inputs, result))


def _step(step: RankingPublication) -> dict[str, Any]:
    seal = getattr(step.entry, "seal", None)
    sealed = {"sequence": seal.sequence, "hash": seal.hash} if seal else {"sequence": None, "hash": None}
    return {"step": step.step, "at": step.at, "entry": step.entry_id, **sealed}


def pseudonym(standing: Standing) -> str:
    """What a person is called in the bundle of this ranking; units go by their own codes."""
    salt = salt_of(standing.ranking)
    return bundles.pseudonym(salt, standing.subject) if salt else standing.subject


# The check


def verify(row: Ranking) -> Report:
    """Compute a ranking again from what was frozen, and compare digests, every line, the ledger and the snapshot."""
    facts = tuple(
        Problem("ranking.fact", message, name, {"value": getattr(row, name)})
        for name, message in (
            ("id", gettext_noop("Bảng xếp hạng %(value)s")),
            ("revision", gettext_noop("Lần tính: %(value)s")),
            ("scheme_digest", gettext_noop("Bộ tiêu chí SHA-256: %(value)s")),
            ("inputs_digest", gettext_noop("Số liệu vào SHA-256: %(value)s")),
            ("result_digest", gettext_noop("Kết quả SHA-256: %(value)s")),
        )
    )
    return Report(facts, tuple(_faults(row)))


def _faults(row: Ranking) -> Iterator[Problem]:
    if row.engine_version != engine.ENGINE_VERSION:
        message = gettext_noop("Bảng do bộ máy %(theirs)s tính, đây là bộ máy %(ours)s: không so từng byte được.")
        params = {"theirs": row.engine_version, "ours": engine.ENGINE_VERSION}
        yield Problem("ranking.engine", message, "engine_version", params)
    try:
        scheme, inputs = parse_scheme(scheme_version(row).definition), unpacked(row.inputs)
        again = engine.replay(scheme, inputs)
    except (Refusal, zlib.error, ValueError, LookupError, TypeError, AttributeError) as error:
        message = gettext_noop("Không tính lại được từ số liệu đã chốt: %(why)s.")
        yield Problem("ranking.uncomputable", message, "inputs", {"why": f"{type(error).__name__}: {error}"})
        return
    computed = {"scheme_digest": scheme.digest, "inputs_digest": digest(inputs), "result_digest": again.result_digest}
    for name, value in computed.items():
        if getattr(row, name) != value:
            yield _value(name, getattr(row, name), value)
    yield from _line_faults(row, scheme, again)
    yield from _ledger_faults(row)
    yield from _snapshot_faults(row, scheme, again)


def _value(path: str, stored: object, computed: object) -> Problem:
    message = gettext_noop("%(path)s: đang lưu là %(stored)s, tính lại là %(computed)s.")
    values = {"stored": stored, "computed": computed}
    return Problem("ranking.value", message, path, {"path": path, **{n: _shown(v) for n, v in values.items()}})


def _shown(value: object) -> object:
    return "–" if value is None or value == "" else value


def _line_faults(row: Ranking, scheme: Scheme, again: engine.Ranking) -> Iterator[Problem]:
    """Every line that is kept against what is computed from the frozen inputs, and what it hands on."""
    kept = {standing.subject: standing for standing in row.standings.all()}
    for subject in sorted({*kept, *again.by_subject}):
        if subject not in kept or subject not in again.by_subject:
            yield _value(subject, subject if subject in kept else None, subject if subject not in kept else None)
            continue
        standing, line = kept[subject], again.by_subject[subject]
        cluster = again.inputs["groups"].get(subject, {}).get("cluster", "")
        computed = standing_of(row, line, Subject(subject, standing.name, standing.unit_code, cluster))
        for name in SHOWN:
            if getattr(standing, name) != getattr(computed, name):
                yield _value(f"{subject}.{name}", getattr(standing, name), getattr(computed, name))
        for name, value in _handed_on(row, scheme, line, again.inputs).items():
            if standing.inputs.get(name) != value:
                yield _value(f"{subject}.{name}", standing.inputs.get(name), value)


def _handed_on(row: Ranking, scheme: Scheme, line: engine.Line, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What a line keeps of the inputs, and the score of a month that goes into the campaign's."""
    vetoes = inputs["vetoes"].get(line.subject, [])
    if row.month_id is None:
        return {"months": inputs["months"][line.subject], "vetoes": vetoes}
    sheet = inputs["sheets"][line.subject]
    score = month_score(scheme, line, sheet_from_data(sheet), vetoes)
    return {"sheet": sheet, "vetoes": vetoes, "month_score": score.to_data() if score else None}


def _ledger_faults(row: Ranking) -> Iterator[Problem]:
    kinds = (RankingComputed.type, RankingRevised.type)
    told = LedgerEntry.objects.filter(authority=row.authority_id, key=str(row.pk), type__in=kinds).first()
    if told is None:
        yield Problem("ranking.untold", gettext_noop("Sổ cái không ghi việc tính bảng này."), "ledger")
        return
    for name in (*DIGESTS, "engine_version"):
        if told.payload[name] != getattr(row, name):
            yield _value(f"ledger.{name}", told.payload[name], getattr(row, name))


def _snapshot_faults(row: Ranking, scheme: Scheme, again: engine.Ranking) -> Iterator[Problem]:
    """What was made known against what is computed, and both against the ledger's entry of that moment."""
    steps = list(row.publications.select_related("entry"))
    if not steps:
        return
    said = bundles.content(scheme, again, salt=salt_of(row))
    opened = {"open_inputs_digest": said.inputs_digest, "open_result_digest": said.result_digest}
    expected = {**{name: getattr(row, name) for name in (*DIGESTS, "engine_version")}, **opened}
    for step in steps:
        for name, value in expected.items():
            if getattr(step, name) != value:
                yield _value(f"{step.step}.{name}", getattr(step, name), value)
            if step.entry.payload.get(name, value) != value:
                yield _value(f"ledger.{step.step}.{name}", step.entry.payload[name], value)
    if zlib.decompress(bytes(steps[0].snapshot or b"")) != f"{said.inputs}{SPLIT}{said.result}".encode():
        yield Problem("ranking.snapshot", gettext_noop("Bản chụp đã công bố khác với kết quả tính lại."), "snapshot")
