"""A certificate's PDF checked offline against the signed decision: printed text, record, proof, root, signature; no database."""

import ctypes
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pypdfium2
from lxml import etree

from certificates import records, unchanged
from certificates.records import Evidence
from certificates.signatures import Examined, Signature, Trust, examine
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

ROOT, ROOT_FORMAT = "thi-dua-goc.json", "thidua.root.1"
NAMESPACE = "urn:thi-dua:certificate:1"
HOLDS, DOES_NOT, UNREADABLE = 0, 1, 2
"""Exit codes; what cannot be read is refused with `Invalid`."""
_PRINTED = {
    "title": gettext_noop("Tiêu đề"),
    "authority_title": gettext_noop("Thẩm quyền khen thưởng"),
    "recipient_name": gettext_noop("Tên người hoặc tập thể được khen"),
    "position": gettext_noop("Chức vụ"),
    "unit_name": gettext_noop("Đơn vị công tác"),
    "citation": gettext_noop("Thành tích"),
    "decision_number": gettext_noop("Số quyết định"),
    "signatory_name": gettext_noop("Họ tên người ký"),
}
_SIGNED = gettext_noop("Quyết định do %(signer)s ký số lúc %(at)s (chứng thư số %(serial)s do %(issuer)s cấp)")
_OWN = gettext_noop("Tệp giấy do %(signer)s ký số lúc %(at)s (chứng thư số %(serial)s do %(issuer)s cấp)")
_PAGES = 20
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Root:
    """The root of a decision's certificates and their number; ``decision`` as the file says it, empty where somebody typed it."""

    root: bytes
    count: int
    decision: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Report:
    """``facts``: what the certificate says; ``findings``: what does not hold; the verdict and its exit code."""

    facts: tuple[Problem, ...]
    findings: tuple[Problem, ...]
    verdict: Problem
    exit_code: int


def _said(code: str, message: str, **params: object) -> Problem:
    return Problem(code, message, "", params)


def evidence_of(pdf: bytes) -> Evidence:
    """The record and proof that a certificate's PDF carries. Raises `Invalid` where it carries none that can be read."""
    try:
        return records.read(_carried(unchanged.metadata(pdf)))
    except unchanged.Unreadable as no:
        message = gettext_noop("Tệp không đọc được như một PDF (%(why)s).")
        raise Invalid("check.unreadable", message, why=str(no)[:200]) from no
    except (records.Unreadable, etree.XMLSyntaxError, ValueError) as no:
        message = gettext_noop(
            "Tệp không mang bản ghi của giấy, hoặc bản ghi đã bị sửa: không phải giấy do Thi Đua lập."
        )
        raise Invalid("check.no_evidence", message) from no


def _carried(xmp: bytes) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=False)
    found = etree.fromstring(xmp, parser).findall(f".//{{{NAMESPACE}}}evidence")
    if len(found) != 1 or len(found[0]):
        raise ValueError("not one evidence")
    return str(found[0].text or "").encode()


def root_of(signed: bytes) -> Root:
    """The root that a decision's paper carries; ``signed`` is the part of the file that its signature covers."""
    message = gettext_noop("Tệp quyết định không mang mã gốc của các giấy.")
    try:
        said: dict[str, Any] = json.loads(unchanged.attachment(signed, ROOT) or b"{}")
        decision, root, count = (
            (str(said["decision_number"]), str(said["decided_on"])),
            str(said["root"]),
            int(said["count"]),
        )
    except (unchanged.Unreadable, ValueError, KeyError, TypeError, AttributeError) as no:
        raise Invalid("check.no_root", message) from no
    if not _HEX.fullmatch(root):
        raise Invalid("check.no_root", message)
    return Root(bytes.fromhex(root), count, decision)


def typed_root(text: str, count: int) -> Root:
    """A root as somebody read it from a decision on paper. Raises `Invalid`."""
    plain = "".join(text.split()).lower()
    if not _HEX.fullmatch(plain) or count < 1:
        raise Invalid("check.root_typed", gettext_noop("Mã gốc có 64 chữ số 0–9, a–f, và số giấy từ 1 trở lên."))
    return Root(bytes.fromhex(plain), count)


def printed_text(pdf: bytes) -> str:
    """What the pages show, without blanks, so that line breaks do not matter. Raises `Invalid` for what is no PDF."""
    try:
        with pypdfium2.PdfDocument(pdf) as document:
            pages = [document[place] for place in range(min(len(document), _PAGES))]
            return _squeezed("".join(page.get_textpage().get_text_bounded() for page in pages))
    except (pypdfium2.PdfiumError, ctypes.ArgumentError) as no:
        message = gettext_noop("Tệp không đọc được như một PDF (%(why)s).")
        raise Invalid("check.unreadable", message, why=str(no)[:200]) from no


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


def _facts(found: Evidence) -> Iterator[Problem]:
    said = dict(found.record)
    yield _said("check.title", gettext_noop("%(title)s của %(authority_title)s"), **said)
    yield _said("check.recipient", gettext_noop("Tặng: %(salutation)s %(recipient_name)s"), **said)
    post = ", ".join(str(said[name]) for name in ("position", "unit_name") if said[name])
    if post:
        yield _said("check.post", gettext_noop("Chức vụ, đơn vị: %(post)s"), post=post)
    yield _said("check.citation", gettext_noop("Thành tích: %(citation)s"), **said)
    message = gettext_noop("Quyết định số %(decision_number)s ngày %(decided_on)s, người ký: %(signatory_name)s")
    yield _said("check.decision", message, **said)
    yield _said("check.register", gettext_noop("Số vào sổ: %(register_number)s/%(register_year)s"), **said)


def _print_findings(found: Evidence, pdf: bytes) -> Iterator[Problem]:
    """The pages must say what the record says."""
    page = printed_text(pdf)
    for name, label in _PRINTED.items():
        text = str(found.record[name])
        if _squeezed(text) not in page:
            message = gettext_noop("Trên giấy không in đúng như bản ghi: %(field)s phải là “%(text)s”.")
            yield _said("check.printed_otherwise", message, field=label, text=text)
    register = f"{found.record['register_number']}/{found.record['register_year']}"
    if register not in page:
        message = gettext_noop("Trên giấy không in đúng số vào sổ %(register)s của bản ghi.")
        yield _said("check.register_otherwise", message, register=register)


def _proof_findings(found: Evidence, root: Root) -> Iterator[Problem]:
    if not found.under(root.root, root.count):
        message = gettext_noop(
            "Bản ghi không được chứng minh là thuộc quyết định: nội dung, chứng minh hoặc mã gốc đã bị sửa."
        )
        yield _said("check.not_proved", message)
    own = (str(found.record["decision_number"]), str(found.record["decided_on"]))
    if any(root.decision) and own != root.decision:
        message = gettext_noop("Giấy ghi Quyết định số %(own)s, tệp quyết định là số %(other)s.")
        yield _said("check.other_decision", message, own=own[0], other=root.decision[0])


def _signature_findings(examined: Examined, trust: Trust | None) -> Iterator[Problem]:
    faults = examined.faults
    if trust is None and examined.signatures:
        faults = tuple(fault for fault in faults if fault.code != "signature.untrusted")
        message = gettext_noop("Chưa kiểm tra ai cấp chứng thư của người ký: hãy cho chứng thư gốc bằng --trust.")
        yield _said("check.no_trust", message)
    yield from faults


def _own_signatures(pdf: bytes, trust: Trust | None, now: datetime) -> Examined:
    """The signature that a certificate's own file may have besides its proof. Whose roots to believe is asked only where the
    reader gave some: without them the proof by the decision's root is what counts."""
    found = examine(pdf, trust or Trust(), now=now)
    unasked = {"signature.none"} if trust else {"signature.none", "signature.untrusted"}
    kept = tuple(fault for fault in found.faults if fault.code not in unasked)
    return Examined(found.signatures, found.signed, kept)


def _signers(signatures: tuple[Signature, ...], message: str) -> Iterator[Problem]:
    for one in signatures:
        at = one.at.isoformat() if one.at else "?"
        yield _said("check.signed", message, signer=one.signer, at=at, serial=one.serial, issuer=one.issuer)


def check(
    pdf: bytes, *, decision: bytes | None = None, trust: Trust | None = None, typed: Root | None = None, now: datetime
) -> Report:
    """Whether the certificate says what the decision awarded. It holds only where everything was checked: with the signed
    decision and trusted roots, or with a root that the reader took from the decision on paper."""
    found = evidence_of(pdf)
    facts, findings = list(_facts(found)), list(_print_findings(found, pdf))
    own = _own_signatures(pdf, trust, now)
    facts += _signers(own.signatures, _OWN)
    findings += own.faults
    roots = [typed] if typed else []
    if decision is not None:
        examined = examine(decision, trust or Trust(), now=now)
        facts += _signers(examined.signatures, _SIGNED)
        findings += _signature_findings(examined, trust)
        roots.append(root_of(examined.signed or decision))
    findings += [fault for root in roots for fault in _proof_findings(found, root)]
    if not roots:
        message = gettext_noop(
            "Chưa có gì chứng minh bản ghi: hãy cho quyết định đã ký bằng --decision, hoặc mã gốc bằng --root."
        )
        findings.append(_said("check.nothing_to_prove_by", message))
    if findings:
        message = gettext_noop("KHÔNG xác nhận được giấy này.")
        return Report(tuple(facts), tuple(findings), _said("check.does_not_hold", message), DOES_NOT)
    message = gettext_noop("HỢP LỆ: giấy in đúng bản ghi và bản ghi thuộc quyết định.")
    return Report(tuple(facts), (), _said("check.holds", message), HOLDS)
