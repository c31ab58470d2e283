"""The decision's paper, composed: its words come from commendation, its page and root from the certificates."""

from datetime import datetime

from certificates import decision_papers
from certificates.decision_papers import Composed
from certificates.events import BatchGathered
from emulation.commendation import documents
from emulation.rules.periods import local_date
from kernel.actors import system_actor


def prepare(event: BatchGathered, at: datetime) -> str:
    """Make the PDF of a decision whose certificates are gathered. Repeating makes nothing more."""
    by, today = system_actor(event.authority), local_date(at)
    decision = documents.record("decision", event.decision, by=by, on=today)
    drawn = documents.as_drawn("decision", event.decision, {}, by=by, on=today)
    composed = Composed(drawn.blocks, drawn.title, drawn.author, decision.signatory_name)
    return str(decision_papers.prepare(event.batch, composed, at=at).pk)
