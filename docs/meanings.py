"""The words of the generated pages that the code does not hold: what a machine, a status, a process or a variable is for."""

MACHINES = {
    "certificate": (
        "Certificate · Giấy khen",
        "Follows decisions and requests for another copy; nobody moves one by hand. What it says never changes: what is mended or"
        " made again is a certificate of its own that supersedes it.",
    ),
    "copy_request": (
        "Request for another copy · Đề nghị cấp đổi, cấp lại",
        "Asked by the person or the unit, checked against the register by the office and approved by somebody else, whose approval"
        " makes the next issue under the same number of the register.",
    ),
    "appeal": (
        "Appeal · Khiếu nại kết quả",
        "Of a unit or a person about their own line of a ranking, within the working days of the campaign's policy. Decided line by"
        " line, in writing, by somebody of the committee who did not appraise what is appealed against. What is upheld is asked"
        " for as a correction, which a second person approves.",
    ),
    "booking": (
        "Booking · Điểm ghi theo việc",
        "Points on one leaf, or a veto, from a thing outside the sheets. Who proposes does not book, and may take"
        " the proposal back; the system books what the scheme gives a fixed value. In a ranked month it makes a "
        "revision.",
    ),
    "assignment": (
        "Assignment · Nhiệm vụ được giao",
        "A task of the campaign's plan. Being overdue is no state but follows from the deadline; a justified "
        "reason, given by those responsible and accepted by the committee, takes back what it cost.",
    ),
    "council_session": (
        "Session of a council · Phiên họp Hội đồng",
        "Convened with an agenda and led by the chair or the secretary; without a quorum nothing is voted on. Closing it writes"
        " down what the council advised of each nominee; the secretary records the minutes. A session advises, it awards"
        " nothing.",
    ),
    "session_item": (
        "Item of a session · Nội dung trong chương trình họp",
        "Voted on openly or in secret, and counted when its vote is closed. Where a choice among equals ends in a tie again, the"
        " chair breaks it.",
    ),
    "contest": (
        "Contest · Hội thi",
        "Rounds are judged while it is open; the system finishes it when the last one is closed. Prizes are "
        "proposed by the organiser and signed by somebody else, and only then booked.",
    ),
    "commendation": (
        "Suggestion of a timely commendation · Gợi ý khen thưởng kịp thời",
        "Found by rule, once for each achievement. Taking one up awards nothing: it is where a nomination may start.",
    ),
    "task_list": (
        "Weekly task list · Bảng công việc tuần",
        "Handed in by its person, confirmed by the head; the confirmed weeks of a month propose its figures.",
    ),
    "registration": (
        "Registration · Đăng ký thi đua",
        "What a unit and its people aim at in a year or a campaign. Handed in after the last day it is marked late, not"
        " refused; who handed it in does not approve it.",
    ),
    "forwarding": (
        "Forwarding of a dossier · Chuyển hồ sơ lên cấp trên",
        "Of a dossier, or of some of its nominees, to the next level. There it is a dossier of its own; what becomes of each"
        " nominee is told back to the line below. Where the level above is not on the platform, the clerk enters its answer.",
    ),
    "nomination": (
        "Nomination dossier · Hồ sơ đề nghị khen thưởng",
        "Of one unit. The rules of the day of receipt are its rules for good; each nominee has an outcome of its own."
        " The council advises; only a signed decision gives an award.",
    ),
    "bonus": (
        "Bonus · Tiền thưởng",
        "Of one award, computed when its decision is signed. It moves with the list that it stands in and with the life of"
        " its award; that money of a revoked award came back, the accountant says.",
    ),
    "payment_list": (
        "Payment list · Danh sách chi thưởng",
        "From one fund. Who drafts does not approve, who approves does not pay; a list that names an award revoked since"
        " is returned before anything is paid.",
    ),
    "feedback": (
        "Feedback · Phản ánh, kiến nghị",
        "A citizen's; limits are counted in working days. The unit answers, a standing officer sends; the citizen"
        " may reopen it once.",
    ),
    "survey_version": (
        "Version of a survey · Phiên bản phiếu khảo sát",
        "Frozen when it opens; one version of a survey is open at a time.",
    ),
    "survey_exclusion": (
        "Exclusion of answers · Loại phiếu khảo sát",
        "Of a group of answers, never of single ones. Proposed by one, decided by another, and may be restored; "
        "counters follow at once.",
    ),
    "visit": (
        "Visit of an inspection · Cuộc kiểm tra",
        "A surprise visit is unknown to its unit until it begins. After the minutes are closed the unit explains "
        "within its working days.",
    ),
    "finding": (
        "Finding · Phát hiện khi kiểm tra",
        "Explained by the unit or left unexplained when its days are over; then the team's lead proposes, and a "
        "standing officer outside the team books.",
    ),
    "audit_list": (
        "Random audit list · Danh sách kiểm tra ngẫu nhiên",
        "The seed is bound by its hash first; somebody else adds words that nobody could know, and anyone can "
        "draw it again.",
    ),
    "campaign": (
        "Campaign · Phong trào thi đua",
        "A launch freezes policy, schemes and survey, lays out the months and enrols the units. Who drafted it cannot"
        " launch it. `close` is refused, with everything that is in the way, while a month is open.",
    ),
    "month": (
        "Month · Tháng",
        "Closed once, by the timetable when its closing time has come or by a standing officer after the deadline; not while"
        " evaluations wait to be appraised. A closed month is ranked and nothing is written into it any more.",
    ),
    "evaluation": (
        "Evaluation · Phiếu đánh giá",
        "Of a unit or a person for one month. Every step leaves a layer with scores, person and moment. Whoever handed in"
        " does not confirm, whoever confirmed does not appraise, and nobody judges their own score. What is submitted must"
        " be confirmed before it is appraised, but for the unit head's own evaluation, which goes to the committee.",
    ),
    "import": (
        "Import · Tệp nhập",
        "Two steps: the file is checked in the background, then all valid rows or chosen ones are committed. Lists of units"
        " and staff are imported by standing officers and administrators, evaluations by the unit's officer.",
    ),
    "decision": (
        "Decision · Quyết định khen thưởng",
        "Drafted from dossiers or by the simple procedure, laid open for comment where the rules ask, numbered by the clerk."
        " Signing fixes the list and gives every award its register number, in one transaction. Who drafted it cannot sign"
        " it. What is signed is corrected or revoked by a later decision.",
    ),
    "ranking": (
        "Ranking · Bảng xếp hạng",
        "Computed provisionally when a month or a campaign closes, published as a frozen snapshot, and declared official by"
        " somebody else than who published it. `recompute` leaves it as it is and makes a revision in the shadow; it is"
        " replaced when one is applied. One revision at most is in force.",
    ),
    "revision": (
        "Revision of a ranking · Bản tính lại",
        "Computed again after a correction, with the difference of every rank and grade; the committee alone sees it. Who"
        " asked for it cannot apply it, and an official result is replaced by the authority or the council's chair alone."
        " Applied, it is a published ranking; a newer revision discards one that waits.",
    ),
    "correction": (
        "Correction · Đính chính",
        "Of an appraised evaluation whose month is closed: asked for by a standing officer with a reason, approved by"
        " somebody else. It leaves a layer of its own, and revisions of the rankings made of the evaluation.",
    ),
}
STATUSES = {
    "Invalid": "What was sent cannot be right, whatever the state. Nothing was written.",
    "Missing": "There is no such thing, or not for this account: the two are not told apart.",
    "NotAllowed": "The thing is there and seen, but this account may not do this with it.",
    "WrongState": "Right request, wrong moment.",
    "Unavailable": "A part that is needed does not answer; the one refusal that is worth repeating (`Retry-After`).",
}
PROCESSES = {
    "postgres": "PostgreSQL 18: all that counts",
    "redis": "Valkey 9 or Redis: messages to the workers and a cache, nothing that counts",
    "migrate": "brings the tables up to date and enters the timetable",
    "web": "pages and API",
    "events": "tells open boards that they changed, over streams that stay open",
    "relay": "turns events into deliveries and hands the due ones to the workers",
    "sealer": "chains the ledger's entries by their hashes",
    "worker": "does the deliveries: checks imports, ranks, makes certificates",
    "beat": "nudges the recurring jobs: closing months, reminders, mails, the daily anchor",
}
SETTINGS = {
    "DEBUG": ("development only: shows errors in full", "false"),
    "SECRET_KEY": ("signs sessions and forms, and makes the tokens of certificates; 50 random characters", "p8Kd…"),
    "SECRET_KEY_FALLBACKS": ("older values of `SECRET_KEY` that are still honoured", "x2Lm…,q9Rt…"),
    "ALLOWED_HOSTS": ("host names under which people reach the site", "thidua.example.gov.vn"),
    "CSRF_TRUSTED_ORIGINS": ("the same addresses with `https://`", "https://thidua.example.gov.vn"),
    "PUBLIC_URL": (
        "the address printed on certificates; with `https://` cookies are secure and HSTS is on",
        "https://thidua.example.gov.vn",
    ),
    "DATA_DIR": ("folder of uploads, certificates and anchored heads", "/data"),
    "LEDGER_SIGNING_KEY": (
        "base64 of the 32-byte seed of the Ed25519 key that signs the ledger's heads (`openssl rand -base64 32`)",
        "4u7W…=",
    ),
    "ANCHOR_RECIPIENTS": ("mail addresses that get every anchored head", "thanhtra@example.gov.vn"),
    "CERTIFICATES_PER_CHUNK": ("how many certificates one delivery makes", "250"),
    "DELIVERY_LEASE_SECONDS": ("how long a worker has before its delivery is given to another", "15"),
    "REDIS_URL": (
        "where Redis or Valkey answers: `redis://`, `rediss://` or `unix://`",
        "redis://:secret@redis:6379/0",
    ),
    "SIMULATED_CLOCK_FILE": (
        "where `PUBLIC_URL` is on localhost only: a file with an ISO time that is taken for now, for the example and for tests",
        "/data/clock",
    ),
    "DATABASE_URL": ("where PostgreSQL answers", "postgresql://thi_dua:secret@postgres/thi_dua"),
    "SECURE_SSL_REDIRECT": ("sends `http` to `https`; `false` when the proxy does it", "true"),
    "UNATTACHED_FILES_KEPT_HOURS": ("how long a file is kept that was handed in and put at no record", "24"),
    "UPLOAD_LIMIT_BYTES": ("the largest file that is taken in", "10485760"),
    "STATIC_ROOT": ("folder of the collected static files; the image sets it", "/app/static"),
    "THROTTLE": ("`false` lifts the limits on requests", "true"),
    "CLAMD_ADDRESS": (
        "`host:port` or `unix:/path` of clamd; files are then scanned, and refused while it does not answer",
        "clamav:3310",
    ),
    "FILES_BUCKET": ("bucket of an S3-compatible store that holds all files instead of `DATA_DIR`", "thi-dua"),
    "FILES_ENDPOINT": ("address of that store, where it is not Amazon's", "https://s3.example.gov.vn"),
    "FILES_REGION": ("its region", "us-east-1"),
    "FILES_KEY": ("name of the access key to it", "thidua"),
    "FILES_SECRET": ("secret of that key", "w9Kx…"),
    "CREDENTIAL_SIGNING_KEY": (
        "base64 of the 32-byte seed of the Ed25519 key that signs credentials; without it one is derived from `LEDGER_SIGNING_KEY`",
        "9uTf…=",
    ),
    "CREDENTIAL_RETIRED_KEYS": (
        "public halves of keys that signed before, as `manage.py credential_key` tells them; they stay published",
        "b3Xk…=,r0Pq…=",
    ),
    "SIGNING_PKCS12": (
        "a PKCS#12 file with the server's signing key, its certificate and chain",
        "/run/secrets/ky-so.p12",
    ),
    "SIGNING_PKCS12_PASSWORD": ("the password of that file", "…"),
    "SIGNING_PKCS11_MODULE": (
        "the library of a token or HSM that holds the server's key instead of a file",
        "/usr/lib/softhsm/libsofthsm2.so",
    ),
    "SIGNING_PKCS11_TOKEN": ("the label of the token", "ubnd"),
    "SIGNING_PKCS11_LABEL": ("the label of key and certificate on it", "ky-so"),
    "SIGNING_PKCS11_PIN": ("its PIN", "…"),
    "SIGNING_TRUST_ROOTS": (
        "a PEM file with the certificates of the authorities whose signatures are believed",
        "/etc/thi-dua/roots.pem",
    ),
    "SIGNING_REVOKED": (
        "files of lists of revoked certificates (CRL), with commas; with time stamps the server's signatures keep them (B-LT)",
        "/etc/thi-dua/vgca.crl",
    ),
    "SIGNING_TSA_URL": (
        "an authority of time stamps (RFC 3161) for the server's signatures (B-T)",
        "http://tsa.example.gov.vn",
    ),
    "METRICS_TOKEN": (
        "what Prometheus shows as `Authorization: Bearer …` to read `/metrics`; empty: this machine alone may",
        "m4Qs…",
    ),
    "TOKEN_DAYS": ("how long a token for machines holds", "30"),
    "EMAIL_HOST": ("the mail server as `host:port`", "mail.example.gov.vn:25"),
    "EMAIL_FROM": ("the sender of mails", "thidua@example.gov.vn"),
    "EMAIL_USER": ("the name with which we log in to the mail server, if it asks", "thidua"),
    "EMAIL_PASSWORD": ("its password", "…"),
    "EMAIL_SECURITY": ("how the connection to the mail server is secured: `none`, `starttls` or `tls`", "starttls"),
    "MAILS_PER_MINUTE": ("how many mails one worker process sends in a minute at most", "60"),
    "LOG_LEVEL": ("`DEBUG`, `INFO`, `WARNING` or `ERROR`", "INFO"),
}
OF_COMMANDS = {
    "WEB_HOST": "the address that `web` listens on",
    "WEB_PORT": "its port",
    "EVENTS_HOST": "the address that `events` listens on",
    "EVENTS_PORT": "its port",
    "WEB_WORKERS": "its processes",
    "WEB_THREADS": "threads in each of them",
    "WORKER_CONCURRENCY": "processes of one worker",
    "WORKER_NAME": "tells workers on one host apart",
}
ELSEWHERE = (
    ("`ADMIN_PASSWORD`", "the password of the first administrator", "`manage.py found_authority`"),
    ("`ACCOUNT_PASSWORD`", "the password of an account opened by the operator", "`manage.py open_account`"),
    ("`POSTGRES_PASSWORD`", "of the database; compose makes `DATABASE_URL` of it", "`docker compose`"),
    ("`REDIS_PASSWORD`", "of Redis; compose makes `REDIS_URL` of it", "`docker compose`"),
    ("`IMAGE`", "the name of the image", "`docker compose`"),
    ("`DEMO_PASSWORD`", "the password of all log-ins of the example", "`make demo`"),
    ("`PYTHON`", "the Python to make the virtual environment with", "`make …`"),
    ("`CHROMIUM`", "the browser of the browser tests", "`make test`"),
)
