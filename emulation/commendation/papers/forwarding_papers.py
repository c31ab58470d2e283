"""The letter under which an authority sends nominees up to the next level (tờ trình), made from what was sent."""

from dataclasses import replace

from emulation.commendation.papers.dossier_papers import LETTER_BLOCKS, SIGNER, Submission, gathered, lines_of
from emulation.commendation.papers.facts import Asked, office_head
from emulation.commendation.papers.kinds import Kind
from emulation.models import Forwarding
from kernel.text import gettext_noop


def gather(sent: Forwarding, asked: Asked) -> Submission:
    dossier = sent.nomination
    chosen = set(sent.lines.values_list("line_id", flat=True))
    found = gathered(dossier, [line for line in lines_of(dossier) if line.pk in chosen], asked)
    authority = dossier.authority
    head = office_head(authority, number=sent.letter_number or "……/TTr", day=sent.letter_on, year=asked.on.year)
    return replace(
        found,
        head=head,
        unit=authority.name,
        addressee=sent.to,
        signer_title=asked.text("signer_title", authority.head_title),
        signer=asked.text("signer_name", sent.sent_by.get_full_name()),
    )


PAPERS = (
    Kind(
        "submission_above",
        gettext_noop("Tờ trình cấp trên đề nghị khen thưởng"),
        "forwarding",
        Submission,
        LETTER_BLOCKS,
        gather,
        blanks=SIGNER,
    ),
)
