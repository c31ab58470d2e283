"""The one list of processes: what runs, with which command, which variables it needs, how its health is asked.

Pure data. The development supervisor starts from it, and a test holds docker-compose.yml and docs/deploy.md to it.
``${NAME:-default}`` in a command means the same here as in a compose file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    name: str
    needed: bool = False


@dataclass(frozen=True)
class Process:
    name: str
    command: tuple[str, ...]
    healthcheck: tuple[str, ...] = ()
    once: bool = False
    """Runs to its end before the others start."""
    many: bool = False
    """May run in any number of copies."""
    port: str = ""
    ours: bool = True
    """Runs our image and reads ``VARIABLES``."""


VARIABLES = (
    Variable("SECRET_KEY", needed=True),
    Variable("LEDGER_SIGNING_KEY", needed=True),
    Variable("DATABASE_URL", needed=True),
    Variable("REDIS_URL", needed=True),
    Variable("ALLOWED_HOSTS", needed=True),
    Variable("PUBLIC_URL", needed=True),
    Variable("CSRF_TRUSTED_ORIGINS"),
    Variable("DATA_DIR"),
    Variable("ANCHOR_RECIPIENTS"),
    Variable("EMAIL_HOST"),
    Variable("EMAIL_FROM"),
    Variable("EMAIL_USER"),
    Variable("EMAIL_PASSWORD"),
    Variable("EMAIL_SECURITY"),
    Variable("MAILS_PER_MINUTE"),
    Variable("LOG_LEVEL"),
    Variable("DELIVERY_LEASE_SECONDS"),
    Variable("CERTIFICATES_PER_CHUNK"),
    Variable("SECRET_KEY_FALLBACKS"),
    Variable("SECURE_SSL_REDIRECT"),
    Variable("UPLOAD_LIMIT_BYTES"),
    Variable("UNATTACHED_FILES_KEPT_HOURS"),
    Variable("TOKEN_DAYS"),
    Variable("METRICS_TOKEN"),
    Variable("THROTTLE"),
    Variable("CLAMD_ADDRESS"),
    Variable("FILES_BUCKET"),
    Variable("FILES_ENDPOINT"),
    Variable("FILES_REGION"),
    Variable("FILES_KEY"),
    Variable("FILES_SECRET"),
    Variable("CREDENTIAL_SIGNING_KEY"),
    Variable("CREDENTIAL_RETIRED_KEYS"),
    Variable("SIGNING_PKCS12"),
    Variable("SIGNING_PKCS12_PASSWORD"),
    Variable("SIGNING_PKCS11_MODULE"),
    Variable("SIGNING_PKCS11_TOKEN"),
    Variable("SIGNING_PKCS11_LABEL"),
    Variable("SIGNING_PKCS11_PIN"),
    Variable("SIGNING_TRUST_ROOTS"),
    Variable("SIGNING_REVOKED"),
    Variable("SIGNING_TSA_URL"),
)

HEALTH = ("python", "manage.py", "health")

PROCESSES = (
    Process(
        "postgres",
        ("postgres", "-c", "timezone=Asia/Ho_Chi_Minh", "-c", "max_connections=200"),
        healthcheck=("pg_isready", "--username", "thi_dua", "--dbname", "thi_dua"),
        ours=False,
    ),
    Process(
        "redis",
        (
            "valkey-server",
            "--appendonly",
            "yes",
            "--appendfsync",
            "everysec",
            "--save",
            "",
            "--maxmemory-policy",
            "noeviction",
        ),
        healthcheck=("valkey-cli", "ping"),
        ours=False,
    ),
    Process("migrate", ("python", "manage.py", "migrate", "--noinput"), once=True),
    Process(
        "web",
        (
            *("granian", "--interface", "wsgi", "--no-ws"),
            *("--host", "${WEB_HOST:-0.0.0.0}", "--port", "${WEB_PORT:-8000}"),
            *("--workers", "${WEB_WORKERS:-2}", "--blocking-threads", "${WEB_THREADS:-4}"),
            *("--respawn-failed-workers", "--workers-kill-timeout", "30"),
            "config.wsgi:application",
        ),
        healthcheck=(
            "python",
            "-c",
            "import urllib.request as u; u.urlopen('http://127.0.0.1:${WEB_PORT:-8000}/healthz', timeout=3)",
        ),
        port="${WEB_PORT:-8000}",
    ),
    Process(
        "events",
        (
            *("granian", "--interface", "asgi", "--no-ws"),
            *("--host", "${EVENTS_HOST:-0.0.0.0}", "--port", "${EVENTS_PORT:-8001}", "--workers", "1"),
            *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
            "config.events:application",
        ),
        healthcheck=(
            "python",
            "-c",
            "import urllib.request as u; u.urlopen('http://127.0.0.1:${EVENTS_PORT:-8001}/events/healthz', timeout=3)",
        ),
        port="${EVENTS_PORT:-8001}",
    ),
    Process("relay", ("python", "manage.py", "relay"), healthcheck=HEALTH),
    Process("sealer", ("python", "manage.py", "sealer"), healthcheck=HEALTH),
    Process(
        "worker",
        (
            *("celery", "-A", "tasks.app", "worker", "-P", "prefork", "--without-gossip", "--without-mingle"),
            *("--concurrency", "${WORKER_CONCURRENCY:-2}", "-n", "${WORKER_NAME:-worker}@%h"),
            *("--loglevel", "${LOG_LEVEL:-INFO}"),
        ),
        healthcheck=HEALTH,
        many=True,
    ),
    Process(
        "beat",
        (
            *("celery", "-A", "tasks.app", "beat", "-S", "django_celery_beat.schedulers:DatabaseScheduler"),
            *("--pidfile=", "--loglevel", "${LOG_LEVEL:-INFO}"),
        ),
        healthcheck=HEALTH,
    ),
)

BY_NAME = {process.name: process for process in PROCESSES}
ALWAYS_ON = tuple(process.name for process in PROCESSES if process.ours and not process.once)

_PLACE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


def filled(words: tuple[str, ...], environment: Mapping[str, str]) -> list[str]:
    """The words with ``${NAME:-default}`` put in from the environment, an empty value counting as absent."""
    return [_PLACE.sub(lambda place: environment.get(place[1]) or place[2] or "", word) for word in words]
