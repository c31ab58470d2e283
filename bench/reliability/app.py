"""The product's Celery application, whose workers know the probe besides."""

from tasks.app import app

app.conf.imports = [*app.conf.imports, "bench.reliability.reactions"]
