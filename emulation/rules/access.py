"""The roles of the field and who may see what: scopes are a property of the grant, never of the request."""

from kernel.actors import SYSTEM
from kernel.text import gettext_noop

UNIT_OFFICER = "unit_officer"
UNIT_HEAD = "unit_head"
STANDING_OFFICER = "standing_officer"
CLUSTER_LEAD = "cluster_lead"
CLUSTER_DEPUTY = "cluster_deputy"
COUNCIL_MEMBER = "council_member"
COUNCIL_CHAIR = "council_chair"
COUNCIL_SECRETARY = "council_secretary"
AUTHORITY_HEAD = "authority"
CLERK = "clerk"
INSPECTOR = "inspector"
ACCOUNTANT = "accountant"
STAFF = "staff"
ADMINISTRATOR = "administrator"

ROLE_TITLES = {
    UNIT_OFFICER: gettext_noop("Cán bộ thi đua của đơn vị"),
    UNIT_HEAD: gettext_noop("Thủ trưởng đơn vị"),
    STANDING_OFFICER: gettext_noop("Chuyên viên thường trực Hội đồng"),
    CLUSTER_LEAD: gettext_noop("Cụm trưởng, khối trưởng"),
    CLUSTER_DEPUTY: gettext_noop("Cụm phó, khối phó"),
    COUNCIL_MEMBER: gettext_noop("Ủy viên Hội đồng"),
    COUNCIL_CHAIR: gettext_noop("Chủ tịch Hội đồng"),
    COUNCIL_SECRETARY: gettext_noop("Thư ký Hội đồng"),
    AUTHORITY_HEAD: gettext_noop("Người có thẩm quyền quyết định"),
    CLERK: gettext_noop("Văn thư"),
    INSPECTOR: gettext_noop("Thành viên đoàn kiểm tra công vụ"),
    ACCOUNTANT: gettext_noop("Kế toán quỹ thi đua, khen thưởng"),
    STAFF: gettext_noop("Cán bộ, công chức, viên chức, người lao động"),
    ADMINISTRATOR: gettext_noop("Quản trị hệ thống"),
}
ROLES = tuple(ROLE_TITLES)
SYSTEM_ADMINISTRATOR = "system_administrator"
"""Who keeps what belongs to no authority. No grant gives it: the operator appoints, by a command on the server."""
NATION = ""
"""The authority code of what belongs to all of them: the nation's catalogue, the timetable."""

COMMITTEE = (STANDING_OFFICER, AUTHORITY_HEAD, COUNCIL_CHAIR, COUNCIL_MEMBER, COUNCIL_SECRETARY)
"""Those who see every unit's evaluations and rankings of the authority."""

READS_EVALUATIONS = frozenset(
    {*COMMITTEE, INSPECTOR, UNIT_OFFICER, UNIT_HEAD, CLUSTER_LEAD, CLUSTER_DEPUTY, STAFF, SYSTEM}
)
READS_OPERATIONS = frozenset({ADMINISTRATOR, STANDING_OFFICER, SYSTEM})
RUNS_OPERATIONS = frozenset({ADMINISTRATOR, SYSTEM})
KEEPS_ORGANISATION = frozenset({STANDING_OFFICER, ADMINISTRATOR, SYSTEM})
IMPORTS_EVALUATIONS = frozenset({UNIT_OFFICER})
COLLECTS_SURVEYS = frozenset({STANDING_OFFICER, SYSTEM})
READS_FEEDBACK = frozenset({STANDING_OFFICER, AUTHORITY_HEAD, INSPECTOR, SYSTEM})
"""Those who see every item of citizens' feedback; the committee sees figures."""
READS_FEEDBACK_CONTACTS = frozenset({STANDING_OFFICER})
ANSWERS_FEEDBACK = frozenset({UNIT_OFFICER, UNIT_HEAD})
KEEPS_TEMPLATES = frozenset({STANDING_OFFICER, ADMINISTRATOR})
"""Those who change the templates of the office's documents."""
READS_DECISIONS = frozenset({*COMMITTEE, CLERK, ACCOUNTANT, SYSTEM})
READS_FUNDS = frozenset({*COMMITTEE, ACCOUNTANT, SYSTEM})
"""Those who see funds, bonuses and what was paid to whom; everybody else sees one's own."""
