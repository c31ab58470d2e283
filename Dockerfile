# syntax=docker/dockerfile:1
FROM python:3.12-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_SYSTEM_CERTS=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements-bootstrap.lock requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements-bootstrap.lock \
    && uv venv /opt/venv \
    && uv pip install --no-cache --compile-bytecode --python /opt/venv/bin/python --require-hashes -r requirements.lock

FROM python:3.12-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    DATA_DIR=/data \
    STATIC_ROOT=/app/static
RUN groupadd --gid 10001 thidua \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin thidua \
    && install -d -o 10001 -g 10001 /data
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY manage.py ./
COPY kernel kernel
COPY emulation emulation
COPY certificates certificates
COPY tasks tasks
COPY api api
COPY web web
COPY config config
# The values stand in for the real ones, which the settings ask for; nothing of them is kept in the image.
RUN python -m compileall -q . \
    && SECRET_KEY=building LEDGER_SIGNING_KEY=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= DATA_DIR=/tmp/data \
       DATABASE_URL=postgres://none/none REDIS_URL=redis://none/0 python manage.py collectstatic --noinput \
    && rm -rf /tmp/data
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["granian", "--interface", "wsgi", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "30", "config.wsgi:application"]
