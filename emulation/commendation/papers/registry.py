"""All kinds of documents by their codes."""

from emulation.commendation.papers import (
    council_papers,
    decision_papers,
    dossier_papers,
    forwarding_papers,
    payment_papers,
    reissue_papers,
    report_papers,
    review_papers,
)
from emulation.commendation.papers.kinds import Kind

KINDS: dict[str, Kind] = {
    kind.code: kind
    for module in (
        dossier_papers,
        forwarding_papers,
        report_papers,
        council_papers,
        decision_papers,
        payment_papers,
        review_papers,
        reissue_papers,
    )
    for kind in module.PAPERS
}
