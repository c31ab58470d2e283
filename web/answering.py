"""Where citizens answer: without a log-in, a cookie or a script, and with nothing kept that says who they were."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache, wraps
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from emulation import survey_answering
from emulation.rules.survey_forms import EN, LANGUAGES, MOST_ANSWER, OPEN_CHANNELS, QR, VI, Item
from emulation.survey_answering import Door, Given
from emulation.survey_limits import Admitted, admit_answer, admit_code
from kernel.errors import Invalid, Missing, Refusal, WrongState
from kernel.text import gettext_noop
from web.limits import address
from web.refusals import sentence

MARKS = (
    (1, gettext_noop("Rất không hài lòng")),
    (2, gettext_noop("Không hài lòng")),
    (3, gettext_noop("Bình thường")),
    (4, gettext_noop("Hài lòng")),
    (5, gettext_noop("Rất hài lòng")),
)
TOO_OFTEN = gettext_noop(
    "Đang có quá nhiều câu trả lời từ cùng một mạng. Câu trả lời của ông/bà còn nguyên ở dưới; xin gửi lại sau ít phút."
)
Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Question:
    """An item as it is read: in the language of the page, with what was filled in and what is wrong with it."""

    code: str
    text: str
    scale: bool
    given: str
    error: str
    element: str = ""


@dataclass
class Filled:
    """What stands in the form."""

    key: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    counter: str = ""
    procedure: str = ""
    code: str = ""


def answering(view: Page) -> Page:
    """A page for citizens: in the language that it was asked for, kept by nobody, without a forgery check (there is no
    session that a stranger could borrow), and unknown to search engines."""

    @wraps(view)
    def wrapped(request: HttpRequest, **named: str) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, VI)
        asked = request.POST.get("switch") or request.POST.get("lang") or request.GET.get("lang") or chosen
        language = asked if asked in LANGUAGES else VI
        with translation.override(language):
            try:
                response = view(request, **named)
            except Refusal as no:
                values = {"language": language, "message": sentence(no), "again": reverse("web:survey-code")}
                response = render(request, "web/answer_closed.html", values, status=no.status)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(wrapped)


def _said(texts: Mapping[str, str]) -> str:
    language = translation.get_language() or VI
    return texts.get(language[:2]) or texts.get(VI, "")


def _filled(request: HttpRequest) -> Filled:
    post = {name: str(value).replace("\0", "") for name, value in request.POST.items()}
    return Filled(
        key=post.get("key", ""),
        answers={name[2:]: value for name, value in post.items() if name.startswith("q-")},
        counter=post.get("counter", "")[:40],
        procedure=post.get("procedure", "")[:40],
        code=post.get("code", "")[:60],
    )


def _question(door: Door, item: Item, filled: Filled, errors: Mapping[str, str]) -> Question:
    scale = item in door.form.scale
    elements = {element.code: _said(element.title) for element in door.form.elements}
    error = errors.get(f"marks.{item.code}") or errors.get(f"texts.{item.code}", "")
    return Question(
        item.code, _said(item.title), scale, filled.answers.get(item.code, ""), error, elements.get(item.element, "")
    )


def questions(door: Door, filled: Filled, errors: Mapping[str, str]) -> list[Question]:
    """In the order of the form; an element's title stands before its first item only."""
    found, last = [], ""
    for item in door.form.items:
        question = _question(door, item, filled, errors)
        found.append(Question(**{**vars(question), "element": "" if question.element == last else question.element}))
        last = question.element or last
    return found


def form_values(door: Door, filled: Filled, refusal: Refusal | None = None, message: str = "") -> dict[str, object]:
    errors: dict[str, str] = {}
    for problem in refusal.problems if refusal else ():
        errors.setdefault(problem.path, sentence(problem))
    language = (translation.get_language() or VI)[:2]
    return {
        "door": door,
        "language": language,
        "other": VI if language == EN else EN,
        "title": _said(door.form.title),
        "intro": _said(door.form.intro),
        "questions": questions(door, filled, errors),
        "marks": [(mark, gettext(word)) for mark, word in MARKS],
        "filled": filled,
        "key": filled.key or str(uuid4()),
        "message": message or (sentence(refusal) if refusal else ""),
        "errors": errors,
        "longest": MOST_ANSWER,
    }


def _shown(
    request: HttpRequest,
    door: Door,
    filled: Filled,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
    message: str = "",
) -> HttpResponse:
    template = "web/kiosk.html" if door.channel == "kiosk" else "web/answer.html"
    return render(request, template, form_values(door, filled, refusal, message), status=status)


def _given(door: Door, filled: Filled) -> Given:
    """Marks and texts as the rules read them; a mark that is no number is told as a wrong mark."""
    scale = {item.code for item in door.form.scale}
    marks = {
        code: int(value) if value.isascii() and value.isdecimal() and len(value) == 1 else value
        for code, value in filled.answers.items()
        if code in scale and value
    }
    texts = {code: value for code, value in filled.answers.items() if code not in scale and value}
    return Given(filled.key, marks, texts, counter=filled.counter, procedure=filled.procedure)


def _admitted(request: HttpRequest, door: Door, at: datetime) -> Admitted:
    """A kiosk is one client for everybody; codes and links count by themselves."""
    if door.channel not in OPEN_CHANNELS:
        return Admitted(within=True, repeated=False)
    agent, form = request.headers.get("User-Agent", ""), door.form
    found = admit_answer(address(request), agent, door.token, limit=form.limit, minutes=form.window, at=at)
    return replace(found, repeated=found.repeated and door.channel == QR)


def _answered(request: HttpRequest, door: Door, at: datetime, admitted: Admitted | None = None) -> HttpResponse:
    """Take the answer, or show the form again as it was filled in, with what is wrong; what was said of a door that is only
    remembered, once more at the door as it is now."""
    filled = _filled(request)
    if "switch" in request.POST:
        return _shown(request, door, filled)
    admitted = admitted or _admitted(request, door, at)
    if not admitted.within:
        return _shown(request, door, filled, status=429, message=gettext(TOO_OFTEN))
    try:
        survey_answering.answer(door, replace(_given(door, filled), repeated=admitted.repeated), at=at)
    except (Invalid, WrongState) as no:
        if door.remembered:
            return _answered(request, survey_answering.found_again(door, at=at), at, admitted)
        if isinstance(no, WrongState):
            raise
        return _shown(request, door, filled, no, status=no.status)
    return HttpResponse(_thanks(translation.get_language() or VI, door.unit_name))


@lru_cache(maxsize=512)
def _thanks(language: str, unit: str) -> str:
    """The last page: the same for all who answered about a unit, so each process writes it once."""
    return render_to_string("web/answer_thanks.html", {"language": language, "unit_name": unit})


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def at_point(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the QR code of a counter, and on a kiosk."""
    at: datetime = settings.CLOCK()
    if request.method == "POST":
        return _answered(request, survey_answering.remembered_point(token, at=at), at)
    return _shown(request, survey_answering.at_point(token, at=at), Filled())


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Behind a personal link."""
    at: datetime = settings.CLOCK()
    door = survey_answering.with_code(token, at=at, link=True)
    if request.method == "POST":
        return _answered(request, door, at)
    survey_answering.require_unspent(door)
    return _shown(request, door, Filled())


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def by_code(request: HttpRequest) -> HttpResponse:
    """Where the code of a receipt is typed, and then the form behind it: the code stays out of every address."""
    at: datetime = settings.CLOCK()
    code = _filled(request).code if request.method == "POST" else request.GET.get("code", "")[:60]
    if request.method != "POST" or ("switch" in request.POST and "key" not in request.POST):
        return _ask(request, code)
    try:
        door = survey_answering.with_code(code, at=at)
        if "key" in request.POST:
            return _answered(request, door, at)
        survey_answering.require_unspent(door)
    except Refusal as no:
        if isinstance(no, Missing) and not admit_code(address(request), at=at):
            return _ask(request, code, gettext("Đã nhập sai quá nhiều lần; xin thử lại sau ít phút."), status=429)
        return _ask(request, code, sentence(no), status=no.status)
    return _shown(request, door, Filled(code=code))


def _ask(request: HttpRequest, code: str, message: str = "", *, status: int = 200) -> HttpResponse:
    language = (translation.get_language() or VI)[:2]
    values = {"language": language, "other": VI if language == EN else EN, "code": code, "message": message}
    return render(request, "web/answer_code.html", values, status=status)


@require_safe
def kiosk_worker(request: HttpRequest, token: str) -> HttpResponse:
    """The service worker of one kiosk: it lives beside the page, because its place decides what it may keep."""
    response = render(request, "web/kiosk_worker.js", {"token": token}, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response
