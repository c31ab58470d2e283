"""Acts on decisions' papers: made as PDF with the root of their certificates, sealed by ink outside or by verified signatures."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.timezone import localdate, localtime
from pyhanko.sign import Signer

from certificates import documents, keyring, signing, signing_methods, unchanged
from certificates.checking import ROOT, ROOT_FORMAT
from certificates.events import DecisionPaperPrepared, DecisionPaperSealed
from certificates.models import Batch, DecisionPaper
from certificates.models.papers import INK, OWN_TOKEN, SERVER_KEY, SigningMethod
from certificates.pages import HIGH, LEFT, MM, RIGHT, SEALED_ROOM, WIDE, Block, Mark, Run
from certificates.paper import BOLD
from certificates.signature_marks import sealed, stamp
from certificates.signatures import Signature, Trust, examine
from certificates.tokens import token_of_paper
from certificates.typefaces import typefaces
from kernel import ledger
from kernel.actors import Actor, Place, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop

UPLOADERS = frozenset({"clerk", "standing_officer", "authority"})
READERS = UPLOADERS | {"council_chair", "council_member", "council_secretary", "accountant", "administrator"}
_SLACK = timedelta(hours=1)
_BOX_WIDE, _BOX_HIGH, _NAME_HIGH, _NAME_AIR = 74 * MM, 52, 16, 2.7


class OfPaper(Protocol):
    """An event about a paper."""

    authority: str
    paper: str


@dataclass(frozen=True)
class Composed:
    """A decision as a document: its blocks, and whose signature stands under it."""

    blocks: Sequence[Block]
    title: str
    author: str
    signatory: str


def root_file(batch: Batch) -> bytes:
    """What the paper carries for programs: the root of its certificates and their number."""
    said = {
        "format": ROOT_FORMAT,
        "root": batch.root,
        "count": batch.total,
        "decision_number": batch.decision_number,
        "decided_on": batch.decided_on.isoformat(),
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1).encode()


def annex(batch: Batch) -> list[Block]:
    """The last page: root and count for people, and how anybody checks a certificate."""
    groups = [batch.root[start : start + 8] for start in range(0, len(batch.root), 8)]
    note = f"(Kèm theo Quyết định số {batch.decision_number} ngày {batch.decided_on:%d/%m/%Y})"
    return [
        {"shape": "annex"},
        {
            "shape": "title",
            "name": "PHỤ LỤC",
            "about": "Mã gốc để kiểm tra các giấy ban hành theo Quyết định",
            "note": note,
        },
        _text(
            "Mỗi giấy ban hành theo Quyết định này (tệp PDF) mang bản ghi những gì in trên giấy và một đoạn chứng minh rằng "
            "bản ghi ấy thuộc Quyết định. Mã gốc dưới đây tính từ bản ghi của tất cả các giấy (cây Merkle, SHA-256, "
            "RFC 6962): sửa một chữ trên một giấy là giấy ấy không còn khớp mã gốc."
        ),
        _text(f"{batch.total} giấy.", lead="Số lượng:"),
        _text("", lead="Mã gốc:"),
        {"shape": "centred", "text": " ".join(groups[:4])},
        {"shape": "centred", "text": " ".join(groups[4:])},
        _text(
            "Trên máy tính có cài phần mềm Thi Đua, không cần mạng, với tệp Quyết định này đã ký số:",
            lead="Cách kiểm tra.",
        ),
        {"shape": "centred", "text": "thidua verify GIAY.pdf --decision QUYETDINH.pdf --trust GOC.pem"},
        _text("Khi chỉ có bản giấy của Quyết định, ghi mã gốc viết liền:"),
        {"shape": "centred", "text": f"thidua verify GIAY.pdf --root MAGOC --count {batch.total}"},
        _text("Cũng có thể quét mã QR trên giấy để xem giấy còn hiệu lực hay không.", lead="Trực tuyến."),
    ]


def _text(words: str, *, lead: str = "") -> Block:
    return {"shape": "text", "text": words, "lead": lead, "italic": False}


def _kept(content: bytes) -> tuple[str, str]:
    """Store under the content's own hash; answers name and hash."""
    digest = hashlib.sha256(content).hexdigest()
    name = f"papers/{digest[:2]}/{digest}.pdf"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(content))
    return name, digest


def content_of(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())


@transaction.atomic
def prepare(batch_id: str, composed: Composed, *, at: datetime) -> DecisionPaper:
    """Make the decision's PDF with the root of its batch, to be sealed as the authority signs on this day. Repeated, it answers
    the paper that is there."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    known = DecisionPaper.objects.filter(batch=batch).first()
    if known:
        return known
    carried = documents.Carried(ROOT, "Mã gốc của các giấy", "application/json", root_file(batch))
    blocks = [*composed.blocks, *annex(batch)]
    drawn = documents.drawn(blocks, title=composed.title, author=composed.author, carried=carried, day=batch.decided_on)
    name, digest = _kept(drawn.content)
    paper = DecisionPaper.objects.create(
        authority=batch.authority,
        decision=batch.decision,
        batch=batch,
        token=token_of_paper(str(batch.decision)),
        method=signing_methods.method_of(batch.authority, localdate(at)).method,
        prepared_file=name,
        prepared_sha256=digest,
        prepared_at=at,
        mark=_place(drawn.pages, composed.signatory),
    )
    _record_prepared(paper, system_actor(paper.authority), at)
    return paper


def _record_prepared(paper: DecisionPaper, by: Actor, at: datetime) -> None:
    event = DecisionPaperPrepared(
        authority=paper.authority,
        paper=str(paper.pk),
        decision=str(paper.decision),
        batch=str(paper.batch_id),
        method=paper.method,
        sha256=paper.prepared_sha256,
    )
    ledger.record(event, by=by, at=at)


def _place(pages: Sequence[Sequence[Mark]], signatory: str) -> dict[str, Any]:
    """Where a visible signature belongs: over the name of who signs, in the room left for it; none where no name stands."""
    for number, page in enumerate(pages):
        for run in page:
            if isinstance(run, Run) and run.face == BOLD and run.text == signatory and run.x > WIDE / 2:
                middle = run.x + typefaces().width(BOLD, run.text) * run.size / 2
                left = max(LEFT, min(middle - _BOX_WIDE / 2, WIDE - RIGHT - _BOX_WIDE))
                bottom = round(HIGH - run.down + _NAME_HIGH, 1)
                high = round(SEALED_ROOM - _NAME_AIR, 1)
                return {"page": number, "left": round(left, 1), "bottom": bottom, "high": high, "of": signatory}
    return {}


def _mark(paper: DecisionPaper, method: SigningMethod, signer: Signer, at: datetime) -> signing.Mark | None:
    """Seal and signature as the authority gave their images, this one over the name of whose it is alone; else in words."""
    if not paper.mark:
        return None
    place, (name, _), office = paper.mark, signing.identity(signer), _office(signer)
    page, room = int(place["page"]), place.get("high", _BOX_HIGH)
    shown = signing_methods.shown(method, over=place.get("of", ""))
    if shown.seal or shown.signature:
        drawn = sealed(shown, room)
        left, bottom = place["left"] + _BOX_WIDE / 2 + drawn.left, place["bottom"] + drawn.bottom
        return signing.Mark(page, left, bottom, drawn.wide, drawn.high, drawn.page, f"Chữ ký số của {name}")
    whose = [f"Cơ quan: {office}"] if office not in ("", name) else []
    lines = (f"Ký bởi: {name}", *whose, f"Thời gian ký: {localtime(at).isoformat(timespec='seconds')}")
    picture = stamp(lines, wide=_BOX_WIDE, high=_BOX_HIGH)
    bottom = place["bottom"] + (room - _BOX_HIGH) / 2
    return signing.Mark(page, place["left"], bottom, _BOX_WIDE, _BOX_HIGH, picture, f"Chữ ký số của {name}")


@transaction.atomic
def seal_prepared(event: OfPaper, at: datetime) -> str:
    """What follows preparing: ink counts at once, as it is set outside; the server's key signs; a token is waited for."""
    paper = DecisionPaper.objects.select_for_update().get(pk=event.paper)
    if paper.state == DecisionPaper.SEALED or paper.method == OWN_TOKEN:
        return paper.state
    by = system_actor(paper.authority)
    content = content_of(paper.prepared_file)
    if paper.method == INK:
        return _seal(paper, content, (), by=by, at=at).state
    method = signing_methods.method_of(paper.authority, localdate(at))
    signer, trust = keyring.signer(), keyring.trust()
    mark = _mark(paper, method, signer, at)
    signed = signing.sign(content, signer, at=at, mark=mark, stamps=keyring.stamps(), trust=trust)
    verified = _verified(paper, content, signed, method.signer_names, trust, at)
    return _seal(paper, signed, verified, by=by, at=at).state


def _office(signer: Signer) -> str:
    return str(signing.certificate_of(signer).subject.native.get("organization_name", ""))


def _verified(
    paper: DecisionPaper, prepared: bytes, signed: bytes, allowed: Sequence[str], trust: Trust, at: datetime
) -> tuple[Signature, ...]:
    """The signatures of a file that counts. Raises one `Invalid` with everything that keeps it from counting."""
    found = examine(signed, trust, now=at)
    faults = list(found.faults)
    if found.signatures:
        faults += unchanged.differences(prepared, found.signed)
        faults += _root_faults(prepared, found.signed)
        faults += [fault for one in found.signatures for fault in _signer_faults(paper, one, allowed)]
    if faults:
        message = gettext_noop("Tệp chưa được nhận vì %(count)s lý do; văn bản vẫn chờ ký như trước.")
        raise Invalid("paper.refused", message, problems=faults, count=len(faults))
    return found.signatures


def _root_faults(prepared: bytes, signed: bytes) -> list[Problem]:
    try:
        same = unchanged.attachment(signed, ROOT) == unchanged.attachment(prepared, ROOT)
    except unchanged.Unreadable:
        same = False
    message = gettext_noop("Tệp không còn mang mã gốc của bản đã tải về; hãy tải lại bản chuẩn bị và ký đúng bản ấy.")
    return [] if same else [Problem("paper.root_lost", message)]


def _signer_faults(paper: DecisionPaper, one: Signature, allowed: Sequence[str]) -> list[Problem]:
    found = []
    if not signing_methods.is_allowed(one.signer, one.serial, allowed):
        message = gettext_noop(
            "%(signer)s (số sê-ri %(serial)s) không có trong danh sách người được ký; hãy ký bằng đúng thiết bị hoặc nhờ người "
            "quản trị bổ sung vào cách ký."
        )
        found.append(Problem("paper.wrong_signer", message, "", {"signer": one.signer, "serial": one.serial}))
    if one.at and one.at < paper.prepared_at - _SLACK:
        message = gettext_noop("Thời gian ký %(at)s ở trước lúc văn bản được lập; hãy chỉnh giờ máy tính rồi ký lại.")
        found.append(Problem("paper.signed_before", message, "", {"at": one.at.isoformat()}))
    return found


def _seal(
    paper: DecisionPaper, content: bytes, signatures: Sequence[Signature], *, by: Actor, at: datetime
) -> DecisionPaper:
    paper.sealed_file, paper.sealed_sha256 = _kept(content)
    paper.state, paper.sealed_by, paper.sealed_at = DecisionPaper.SEALED, by.account, at
    paper.signatures = [one.as_data() for one in signatures]
    paper.save(update_fields=["state", "sealed_file", "sealed_sha256", "sealed_by", "sealed_at", "signatures"])
    event = DecisionPaperSealed(
        authority=paper.authority,
        paper=str(paper.pk),
        decision=str(paper.decision),
        batch=str(paper.batch_id),
        method=paper.method,
        sha256=paper.sealed_sha256,
        signers=[one.signer for one in signatures],
    )
    ledger.record(event, by=by, at=at)
    return paper


def may_seal(by: Actor) -> bool:
    return bool(by.roles_over(Place(by.authority)) & UPLOADERS)


def of_decision(decision_id: str | UUID, *, by: Actor) -> DecisionPaper | None:
    """The paper of a decision that the actor may see: the office any, all other members one that counts, for a signed decision is
    open to them; None where none is made (yet)."""
    rows = DecisionPaper.objects.filter(decision=decision_id, authority=by.authority).select_related("batch")
    if not by.roles_over(Place(by.authority)) & READERS:
        rows = rows.filter(state=DecisionPaper.SEALED)
    return rows.first()


def require_sealer(decision_id: str | UUID, *, by: Actor) -> DecisionPaper:
    """The paper, for who may hand in its signed form. Raises `Missing` and `NotAllowed`."""
    paper = of_decision(decision_id, by=by)
    if paper is None:
        raise Missing("paper.missing", gettext_noop("Quyết định này chưa có văn bản để ký."))
    if not may_seal(by):
        message = gettext_noop("Chỉ văn thư, thường trực và người có thẩm quyền nộp được văn bản đã ký.")
        raise NotAllowed("paper.not_allowed", message)
    return paper


def _held(decision_id: str, *, by: Actor) -> DecisionPaper:
    paper = require_sealer(decision_id, by=by)
    return DecisionPaper.objects.select_for_update(of=("self",)).select_related("batch").get(pk=paper.pk)


@transaction.atomic
def take_signed(decision_id: str, content: bytes, *, by: Actor, at: datetime) -> DecisionPaper:
    """Take the paper that was signed outside with the signer's token, if every check holds; otherwise nothing changes. The same
    file again answers the same. Raises `Invalid` with everything that is wrong and `WrongState` where no signature is waited
    for."""
    paper = _held(decision_id, by=by)
    if paper.sealed_sha256 and paper.sealed_sha256 == hashlib.sha256(content).hexdigest():
        return paper
    if paper.state == DecisionPaper.SEALED:
        message = gettext_noop("Văn bản này đã có hiệu lực; không nộp bản khác được nữa.")
        raise WrongState("paper.sealed", message, state=paper.state)
    if paper.method != OWN_TOKEN:
        message = gettext_noop("Cơ quan không ký văn bản này bằng thiết bị riêng; hãy theo cách ký đang đặt.")
        raise WrongState("paper.not_by_token", message, state=paper.state)
    allowed = signing_methods.method_of(paper.authority, localdate(at)).signer_names
    trust = keyring.trust()
    signatures = _verified(paper, content_of(paper.prepared_file), content, allowed, trust, at)
    return _seal(paper, content, signatures, by=by, at=at)


@transaction.atomic
def follow_method(decision_id: str, *, by: Actor, at: datetime) -> DecisionPaper:
    """Let a paper that waits be sealed as the authority signs by now, for instance with ink where the token was lost."""
    paper = _held(decision_id, by=by)
    method = signing_methods.method_of(paper.authority, localdate(at)).method
    if paper.state == DecisionPaper.SEALED:
        raise WrongState("paper.sealed", gettext_noop("Văn bản này đã có hiệu lực."), state=paper.state)
    if paper.method != method:
        paper.method = method
        paper.save(update_fields=["method"])
        _record_prepared(paper, by, at)
    return paper


__all__ = ["INK", "OWN_TOKEN", "SERVER_KEY", "Composed", "content_of", "prepare", "seal_prepared", "take_signed"]
