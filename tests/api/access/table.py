"""Who gets what from every address: the table that the matrix of access is compared with.

An outcome is a status; for lists and pages that show everybody something, `sees` or `blind` says whether the thing asked
for is on it; `login` is the way to the log-in page. ``own`` is what the accounts have a role over (unit P01, its cluster,
its person), ``other`` the same of a unit of their authority over which they have none. Whoever is not named in a row gets
its ``rest``, and ``rest`` is a no or a look at what every member may know. A stranger (all roles of another authority)
and somebody without an authority are expected by `MOUTH_DEFAULTS` unless the row names them.
"""

from tests.api.access import (
    administration,
    appeals,
    campaigns,
    certificates,
    contests,
    councils,
    decisions,
    documents,
    everywhere,
    feedback,
    files,
    forwardings,
    inspections,
    machine,
    mails,
    merits,
    money,
    nominations,
    papers,
    people,
    rankings,
    sheet_forms,
    sheets,
    surveys,
    templates,
    workbench,
)
from tests.api.access.words import Row
from tests.world import OTHER, OWN

TABLE: tuple[Row, ...] = (
    *administration.ROWS,
    *appeals.ROWS,
    *campaigns.ROWS,
    *certificates.ROWS,
    *contests.ROWS,
    *councils.ROWS,
    *decisions.ROWS,
    *documents.ROWS,
    *everywhere.ROWS,
    *feedback.ROWS,
    *files.ROWS,
    *inspections.ROWS,
    *machine.ROWS,
    *mails.ROWS,
    *merits.ROWS,
    *money.ROWS,
    *forwardings.ROWS,
    *nominations.ROWS,
    *papers.ROWS,
    *people.ROWS,
    *rankings.ROWS,
    *sheet_forms.ROWS,
    *sheets.ROWS,
    *surveys.ROWS,
    *templates.ROWS,
    *workbench.ROWS,
)
UNITS_ASKED = {"own": OWN, "other": OTHER}
