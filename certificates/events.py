"""Every event of the certificates."""

from dataclasses import dataclass

from kernel.events import Event
from kernel.text import gettext_noop


@dataclass(frozen=True, kw_only=True)
class BatchGathered(Event):
    """The certificates of a signed decision are entered; ``root`` is what the decision's paper has to carry."""

    type = "certificates.batch.gathered.v1"
    batch: str
    decision: str
    decision_number: str
    decided_on: str
    total: int
    root: str


@dataclass(frozen=True, kw_only=True)
class ChunkRequested(Event):
    """A stretch of a batch is to be made; ``first`` and ``last`` are places in the decision."""

    type = "certificates.chunk.requested.v1"
    chunk: str
    batch: str
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class ChunkIssued(Event):
    """``certificates``: of each its id, award and the SHA-256 of its PDF."""

    type = "certificates.chunk.issued.v1"
    chunk: str
    batch: str
    certificates: list[dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class BatchDone(Event):
    type = "certificates.batch.done.v1"
    batch: str
    decision: str
    total: int


@dataclass(frozen=True, kw_only=True)
class CertificatesRevoked(Event):
    """A later decision revoked awards; ``certificates``: ids of those that no longer hold, with the letter of the ground."""

    type = "certificates.certificates.revoked.v1"
    decision: str
    decision_number: str
    decided_on: str
    certificates: list[dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class CopyAsked(Event):
    """Somebody asks for another copy: ``act`` is exchange or reissue. The reason stays in its own table."""

    type = "certificates.copy.asked.v1"
    copy: str
    certificate: str
    act: str


@dataclass(frozen=True, kw_only=True)
class CopyChecked(Event):
    type = "certificates.copy.checked.v1"
    copy: str
    certificate: str


@dataclass(frozen=True, kw_only=True)
class CopyApproved(Event):
    """``made`` is the certificate that takes the place of the old one once its paper is made."""

    type = "certificates.copy.approved.v1"
    copy: str
    certificate: str
    made: str


@dataclass(frozen=True, kw_only=True)
class CopyDeclined(Event):
    type = "certificates.copy.declined.v1"
    copy: str
    certificate: str


@dataclass(frozen=True, kw_only=True)
class CopyWithdrawn(Event):
    type = "certificates.copy.withdrawn.v1"
    copy: str
    certificate: str


@dataclass(frozen=True, kw_only=True)
class CopyIssued(Event):
    """The new copy holds, and the one that it replaces no longer does."""

    type = "certificates.copy.issued.v1"
    certificate: str
    award: str
    replaces: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class TemplateAdopted(Event):
    """A shipped design was taken as the first draft of a template."""

    type = "certificates.template.adopted.v1"
    template: str
    code: str
    preset: str


@dataclass(frozen=True, kw_only=True)
class TemplateWritten(Event):
    """``sha256`` is that of the layout as canonical JSON."""

    type = "certificates.template.written.v1"
    template: str
    version: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class TemplateDiscarded(Event):
    """A draft was thrown away: printed is what was published before, or the draft begins anew with the shipped design."""

    type = "certificates.template.discarded.v1"
    template: str
    version: int


@dataclass(frozen=True, kw_only=True)
class TemplatePublished(Event):
    """A version was frozen; ``digest`` is that of what every certificate of it is made from."""

    type = "certificates.template.published.v1"
    template: str
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class TemplateRetired(Event):
    type = "certificates.template.retired.v1"
    template: str
    version: int


@dataclass(frozen=True, kw_only=True)
class TemplateChosen(Event):
    """Awards of a kind are printed with a template from a day on; empty means any."""

    type = "certificates.template.chosen.v1"
    template: str
    award_code: str
    subject: str
    in_effect_from: str


@dataclass(frozen=True, kw_only=True)
class PrinterOffsetSet(Event):
    """By how many tenths of a millimetre a printer misses, as measured on the calibration page."""

    type = "certificates.printer_offset.set.v1"
    printer: str
    right: int
    down: int


@dataclass(frozen=True, kw_only=True)
class SigningMethodSet(Event):
    """``signers``: the names or serial numbers of certificates that a signature must come from; ``signs_each``: the server's key
    signs each certificate's file, too; the images that it shows on a decision by their SHA-256, and whose signature it is."""

    type = "certificates.signing_method.set.v1"
    method: str
    in_effect_from: str
    signers: list[str]
    signs_each: bool = False
    seal_sha256: str = ""
    seal_mm: int = 0
    signature_sha256: str = ""
    signature_of: str = ""


@dataclass(frozen=True, kw_only=True)
class DecisionPaperPrepared(Event):
    """The PDF of a signed decision stands with its root and waits to be sealed as ``method`` says."""

    type = "certificates.decision_paper.prepared.v1"
    paper: str
    decision: str
    batch: str
    method: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class DecisionPaperSealed(Event):
    """The paper counts: signed with ink outside, or by signatures that were verified (``signers``: their names)."""

    type = "certificates.decision_paper.sealed.v1"
    paper: str
    decision: str
    batch: str
    method: str
    sha256: str
    signers: list[str]


SUBJECT = gettext_noop("Giấy khen")
TITLES = {
    "certificates.batch.gathered.v1": gettext_noop("Lập đợt giấy khen"),
    "certificates.chunk.requested.v1": gettext_noop("Yêu cầu làm một phần đợt giấy khen"),
    "certificates.chunk.issued.v1": gettext_noop("Làm xong một phần đợt giấy khen"),
    "certificates.batch.done.v1": gettext_noop("Làm xong đợt giấy khen"),
    "certificates.certificates.revoked.v1": gettext_noop("Hủy bỏ giấy khen"),
    "certificates.copy.asked.v1": gettext_noop("Đề nghị cấp đổi, cấp lại giấy khen"),
    "certificates.copy.checked.v1": gettext_noop("Đối chiếu đề nghị cấp đổi, cấp lại"),
    "certificates.copy.approved.v1": gettext_noop("Duyệt đề nghị cấp đổi, cấp lại"),
    "certificates.copy.declined.v1": gettext_noop("Từ chối đề nghị cấp đổi, cấp lại"),
    "certificates.copy.withdrawn.v1": gettext_noop("Rút đề nghị cấp đổi, cấp lại"),
    "certificates.copy.issued.v1": gettext_noop("Cấp bản mới thay giấy khen cũ"),
    "certificates.template.adopted.v1": gettext_noop("Lấy mẫu giấy khen có sẵn"),
    "certificates.template.written.v1": gettext_noop("Sửa mẫu giấy khen"),
    "certificates.template.discarded.v1": gettext_noop("Bỏ bản sửa mẫu giấy khen"),
    "certificates.template.published.v1": gettext_noop("Ban hành mẫu giấy khen"),
    "certificates.template.retired.v1": gettext_noop("Ngừng dùng mẫu giấy khen"),
    "certificates.template.chosen.v1": gettext_noop("Chọn mẫu giấy khen cho loại khen thưởng"),
    "certificates.printer_offset.set.v1": gettext_noop("Căn chỉnh máy in giấy khen"),
    "certificates.signing_method.set.v1": gettext_noop("Đặt cách ký quyết định"),
    "certificates.decision_paper.prepared.v1": gettext_noop("Lập văn bản quyết định để chờ ký"),
    "certificates.decision_paper.sealed.v1": gettext_noop("Hoàn tất ký văn bản quyết định"),
}
"""What people call each of them: the words of the ledger's pages."""
