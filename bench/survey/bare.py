"""An empty Django view with nothing around it: no middleware, no database, the least that Django answers with."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"", headers={"Content-Length": "0"})


urlpatterns = [path("empty", empty)]
settings.configure(ROOT_URLCONF="bench.survey.bare", ALLOWED_HOSTS=["*"], SECRET_KEY="bench", MIDDLEWARE=[])
application = get_wsgi_application()
