"""What happens to the templates of an office's documents."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentTemplateTaken(Event):
    """An office's own template is used for a kind of document from now on; the one before it, if any, is retired."""

    type = "emulation.document_template.taken.v1"
    template: str
    kind: str
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class DocumentTemplateRetired(Event):
    """The shipped template is used again."""

    type = "emulation.document_template.retired.v1"
    template: str
    kind: str
    version: int
