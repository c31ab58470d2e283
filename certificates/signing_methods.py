"""How an authority signs its decisions' papers, from a day on: with ink, with the server's key, or with the signer's own token."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from pyhanko.sign import Signer

from certificates import keyring, signing, stamps
from certificates.events import SigningMethodSet
from certificates.layouts import SEAL, SIGNATURE
from certificates.models import SigningMethod
from certificates.models.papers import INK, OWN_TOKEN, SERVER_KEY
from certificates.signature_marks import Images
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, NotAllowed, Problem, Refusal, Unavailable
from kernel.text import gettext_noop, nfc

TITLES = {
    INK: gettext_noop("Ký tay, đóng dấu trên giấy"),
    SERVER_KEY: gettext_noop("Ký số bằng khóa của máy chủ"),
    OWN_TOKEN: gettext_noop("Ký số bằng thiết bị của người ký"),
}
KEEPERS = frozenset({"administrator"})
READERS = KEEPERS | {"standing_officer", "authority", "clerk"}
_MOST, _LONGEST, _LONGEST_NAME = 20, 200, 60
_SEALS = (20, 50)


def may_keep(by: Actor) -> bool:
    return bool(by.roles_over(Place(by.authority)) & KEEPERS)


def may_read(by: Actor) -> bool:
    return bool(by.roles_over(Place(by.authority)) & READERS)


def of(by: Actor) -> QuerySet[SigningMethod]:
    """What was and is set, for those who keep it and those who work with decisions."""
    rows = SigningMethod.objects.filter(authority=by.authority)
    return rows if may_read(by) else rows.none()


def method_of(authority: str, on: date) -> SigningMethod:
    """The method in effect on a day: ink where nothing was set."""
    rows = SigningMethod.objects.filter(authority=authority, in_effect_from__lte=on)
    found = rows.order_by("-in_effect_from").first()
    return found or SigningMethod(authority=authority, method=INK, signer_names=[])


def serial(text: str) -> str:
    """A serial number as certificates' viewers write it, without its colons, blanks and leading zeros."""
    return text.replace(":", "").replace(" ", "").upper().removeprefix("0X").lstrip("0")


def is_allowed(name: str, number: str, signers: Sequence[str]) -> bool:
    """Whether a certificate of this name or serial number is among those that may sign."""
    return any(nfc(one).casefold() == nfc(name).casefold() or serial(one) == serial(number) for one in signers)


@dataclass(frozen=True)
class Look:
    """What a signature of the server's key shows on a decision: PNGs of the seal, in its real size, and of ``whose`` signature."""

    images: Images = field(default_factory=Images)
    whose: str = ""


def look_of(row: SigningMethod) -> Look:
    return Look(Images(bytes(row.seal), row.seal_mm, bytes(row.signature)), row.signature_of)


def shown(row: SigningMethod, *, over: str) -> Images:
    """The images that stand over a name: nobody's signature over somebody else's."""
    look = look_of(row)
    return look.images if look.whose == over else replace(look.images, signature=b"")


def _seen(method: str, look: Look | None, before: SigningMethod) -> tuple[Look, list[Problem]]:
    """What the signature will show: what is given, else what was shown before; only the server's key shows anything."""
    if method == SERVER_KEY:
        held = look_of(before)
        return _normal(look, held) if look else (held, [])
    if look and (look.images.seal or look.images.signature):
        message = gettext_noop("Chỉ chữ ký bằng khóa của máy chủ mới kèm ảnh dấu, ảnh chữ ký đặt ở đây.")
        return Look(), [_fault("signing.look_by_server", message, "seal")]
    return Look(), []


def _normal(look: Look, held: Look) -> tuple[Look, list[Problem]]:
    """The images as they are kept, and what is wrong with them; those that are held stay as they are."""
    found: list[Problem] = []
    read: dict[str, bytes] = {}
    kept = {held.images.seal, held.images.signature, b""}
    for kind, data in ((SEAL, look.images.seal), (SIGNATURE, look.images.signature)):
        try:
            read[kind] = data if data in kept else stamps.packed(stamps.seen_of(kind, data))
        except Invalid as no:
            found += no.problems
    if not _SEALS[0] <= look.images.seal_mm <= _SEALS[1]:
        message = gettext_noop("Dấu thật rộng từ %(least)s đến %(most)s mm.")
        found.append(_fault("signing.seal_size", message, "seal_mm", least=_SEALS[0], most=_SEALS[1]))
    whose = nfc(look.whose)[:_LONGEST_NAME]
    if look.images.signature and not whose:
        message = gettext_noop("Hãy ghi họ tên người có chữ ký này, đúng như in dưới chữ ký.")
        found.append(_fault("signing.whose", message, "signature_of"))
    images = Images(read.get(SEAL, b""), look.images.seal_mm, read.get(SIGNATURE, b""))
    return Look(images, whose if images.signature else ""), found


def _fault(code: str, message: str, path: str, **params: object) -> Problem:
    return Problem(code, message, path, params)


def each_by(authority: str, on: date) -> Signer | None:
    """The key that signs each certificate's file of an authority, None where it is not to. Raises `Unavailable` for a key that
    cannot be used or is no longer one of those that may sign."""
    row = method_of(authority, on)
    if not row.signs_each:
        return None
    signer = keyring.signer()
    if not is_allowed(*signing.identity(signer), row.signer_names):
        message = gettext_noop("Khóa ký số của máy chủ không còn là khóa mà cơ quan cho phép; hãy báo người quản trị.")
        raise Unavailable("signing.key_changed", message)
    return signer


def _faults(method: str, signers: Sequence[str], on: date, today: date, *, each: bool) -> list[Problem]:
    found = []
    if each and method != SERVER_KEY:
        message = gettext_noop("Chỉ khóa của máy chủ ký được từng giấy; hãy chọn cách ký ấy hoặc bỏ ký từng giấy.")
        found.append(_fault("signing.each_by_server", message, "signs_each"))
    if method not in TITLES:
        found.append(_fault("signing.method", gettext_noop("Hãy chọn một trong các cách ký."), "method"))
    if on < today:
        message = gettext_noop("Chỉ đặt được từ hôm nay trở đi.")
        found.append(_fault("signing.past", message, "in_effect_from"))
    if len(signers) > _MOST or any(len(one) > _LONGEST for one in signers):
        message = gettext_noop("Nhiều nhất %(most)s người ký, mỗi dòng nhiều nhất %(longest)s ký tự.")
        found.append(_fault("signing.signers_long", message, "signers", most=_MOST, longest=_LONGEST))
    if method in (SERVER_KEY, OWN_TOKEN) and not signers:
        message = gettext_noop("Hãy ghi tên hoặc số sê-ri chứng thư của người, cơ quan được ký.")
        found.append(_fault("signing.signers_needed", message, "signers"))
    return found + _faults_of_setup(method, signers)


def _faults_of_setup(method: str, signers: Sequence[str]) -> list[Problem]:
    """What the operator has not configured, and a server's key that is somebody else's."""
    try:
        if method in (SERVER_KEY, OWN_TOKEN) and not keyring.trust().roots:
            message = gettext_noop("Máy chủ chưa khai báo chứng thư gốc được tin cậy (SIGNING_TRUST_ROOTS).")
            return [_fault("signing.no_roots", message, "method")]
        if method == SERVER_KEY and signers:
            name, number = signing.identity(keyring.signer())
            if not is_allowed(name, number, signers):
                message = gettext_noop(
                    "Khóa của máy chủ là của %(name)s (số sê-ri %(serial)s), không có trong danh sách."
                )
                return [_fault("signing.other_key", message, "signers", name=name, serial=number)]
    except Refusal as no:
        return [Problem(no.code, no.message, "method", no.params)]
    return []


def _columns(look: Look) -> dict[str, Any]:
    images = look.images
    return {
        "seal": images.seal, "seal_mm": images.seal_mm, "signature": images.signature, "signature_of": look.whose,
    }  # fmt: skip


def _same(held: Any, given: Any) -> bool:
    return bool(bytes(held) == given if isinstance(given, bytes) else held == given)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if data else ""


@transaction.atomic
def take(
    method: str,
    *,
    signers: Sequence[str],
    in_effect_from: date,
    signs_each: bool = False,
    look: Look | None = None,
    by: Actor,
    at: datetime,
) -> SigningMethod:
    """Set how papers are signed from a day on. What was set for the same day is replaced, the ledger keeps it; papers that were
    prepared before keep their method. Without a ``look`` the server's key goes on showing what it shows by then. Repeated, it
    answers the same."""
    if not may_keep(by):
        message = gettext_noop("Chỉ người quản trị của cơ quan đặt được cách ký quyết định.")
        raise NotAllowed("signing.not_allowed", message)
    names = list(dict.fromkeys(name for name in (nfc(one) for one in signers) if name))
    seen, faults = _seen(method, look, method_of(by.authority, in_effect_from))
    faults += _faults(method, names, in_effect_from, localdate(at), each=signs_each)
    if faults:
        message = gettext_noop("Cách ký có %(count)s lỗi.")
        raise Invalid("signing.invalid", message, problems=faults, count=len(faults))
    said = {"method": method, "signer_names": names, "signs_each": signs_each, **_columns(seen)}
    known = SigningMethod.objects.filter(authority=by.authority, in_effect_from=in_effect_from).first()
    if known and all(_same(getattr(known, name), value) for name, value in said.items()):
        return known
    row, _ = SigningMethod.objects.update_or_create(
        authority=by.authority, in_effect_from=in_effect_from, defaults={**said, "set_by": by.account, "set_at": at}
    )
    event = SigningMethodSet(
        authority=by.authority,
        method=method,
        in_effect_from=in_effect_from.isoformat(),
        signers=names,
        signs_each=signs_each,
        seal_sha256=_digest(seen.images.seal),
        seal_mm=seen.images.seal_mm if seen.images.seal else 0,
        signature_sha256=_digest(seen.images.signature),
        signature_of=seen.whose,
    )
    ledger.record(event, by=by, at=at)
    return row
