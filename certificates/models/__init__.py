"""Tables of the certificates: templates and their versions, what each certificate says, batches, and the decisions' papers."""

from certificates.models.batches import Batch, Chunk
from certificates.models.certificates import Certificate
from certificates.models.copies import CopyRequest
from certificates.models.papers import DecisionPaper, SigningMethod
from certificates.models.templates import PrinterOffset, Template, TemplateUse, TemplateVersion

__all__ = [
    "Batch",
    "Certificate",
    "Chunk",
    "CopyRequest",
    "DecisionPaper",
    "PrinterOffset",
    "SigningMethod",
    "Template",
    "TemplateUse",
    "TemplateVersion",
]
