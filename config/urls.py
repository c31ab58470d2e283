"""Which address leads where: pages at the root, the API under a version, what machines ask beside them."""

from django.urls import URLPattern, URLResolver, include, path

from api.metrics import register
from api.metrics import show as metrics
from api.operations import healthz, readyz
from web.administration.catalogue import site

register()
handler400, handler403 = "config.answers.unreadable", "config.answers.refused"
handler404, handler500 = "config.answers.missing", "config.answers.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("api.urls")),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("quan-tri/", site.urls),
    path("", include("web.urls")),
]
