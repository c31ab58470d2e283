"""What stands around every page: refusals become pages, and the language is the one that was chosen here."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from kernel.errors import Refusal
from web import refusals


class ShowRefusals:
    """Turn a refusal that a page raised into a page of its own status. The API's resources answer for themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusals.page(request, exception) if isinstance(exception, Refusal) else None


class ChooseLanguage(LocaleMiddleware):
    """Vietnamese unless somebody chose otherwise: many offices run English Windows and still work in Vietnamese.

    Machines name their language in ``Accept-Language``, as Django has it.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path.startswith("/api/"):
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        translation.activate(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
