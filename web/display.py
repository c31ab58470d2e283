"""How the pages look to one reader: the theme, and whether letters are shortcuts; both kept in cookies of one's own."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

CHOICES = {"theme": ("auto", "light", "dark"), "keys": ("on", "off")}
YEAR = 365 * 24 * 3600


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep one choice and go back to where it was made; what is not a choice changes nothing."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else reverse("web:home"))
    for name, choices in CHOICES.items():
        chosen = request.POST.get(name)
        if chosen in choices:
            secure = bool(settings.SESSION_COOKIE_SECURE)
            response.set_cookie(name, chosen, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
    return response
