"""The navigation around every page: by task, and of each task only what this member may use."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse

from certificates import handouts, signing_methods, templates
from emulation import visibility, work_calendars
from emulation.boards import award_register
from emulation.commendation import award_statistics, document_templates, rule_books
from emulation.rules.access import (
    ADMINISTRATOR,
    ANSWERS_FEEDBACK,
    COMMITTEE,
    INSPECTOR,
    KEEPS_ORGANISATION,
    READS_DECISIONS,
    READS_FEEDBACK,
    READS_FUNDS,
    READS_OPERATIONS,
    STAFF,
    STANDING_OFFICER,
)
from kernel.actors import Actor
from kernel.text import gettext_noop

May = Callable[[Actor], bool]


def _everybody(_: Actor) -> bool:
    return True


def _over_all(roles: Iterable[str]) -> May:
    return lambda by: visibility.holds(by, roles)


def _on_staff(by: Actor) -> bool:
    return bool(by.person)


def _works_on_awards(by: Actor) -> bool:
    """Who has more to do with awards than to receive them."""
    return bool(by.roles - {STAFF})


def _handles_feedback(by: Actor) -> bool:
    return visibility.holds(by, READS_FEEDBACK) or bool(by.roles & ANSWERS_FEEDBACK)


@dataclass(frozen=True)
class Item:
    """One page of the navigation; ``within`` are names of pages, or how they begin, that belong to it."""

    route: str
    title: str
    may: May = _everybody
    within: tuple[str, ...] = ()
    key: str = ""
    """The letter that leads there after a g."""


@dataclass(frozen=True)
class Group:
    title: str
    items: tuple[Item, ...]
    within: tuple[str, ...] = ()
    """Names of pages that belong to the task and to no item, or how they begin."""


GROUPS = (
    Group(
        gettext_noop("Thi đua"),
        (
            Item("home", gettext_noop("Tổng quan"), key="h"),
            Item("campaigns", gettext_noop("Các phong trào"), within=("campaign",), key="t"),
            Item("me", gettext_noop("Của tôi"), within=("my",), key="m"),
            Item("task-lists", gettext_noop("Việc tuần"), _on_staff, ("task-list",)),
            Item("delegations", gettext_noop("Ủy quyền làm thay"), within=("delegation",)),
            Item("inspection-teams", gettext_noop("Đoàn kiểm tra công vụ")),
            Item("sample-size", gettext_noop("Cỡ mẫu khảo sát"), _over_all(visibility.WHOLE)),
        ),
        (
            *("month", "unit-month", "unit-history", "workbook", "survey", "fairness", "correct", "booking", "board"),
            "correction",
            *("ranking", "visit", "audit", "finding", "ruling", "assignment", "contest", "standing", "evaluation"),
            *("evidence", "appeal", "chase", "leave", "absences", "peer", "derivation", "round-trip", "import"),
            *("scheme", "chart", "radar", "sheet", "hand-in", "judge", "judging", "ceremony", "calibration", "bundle"),
        ),
    ),
    Group(
        gettext_noop("Khen thưởng"),
        (
            Item("registrations", gettext_noop("Đăng ký thi đua"), _works_on_awards, ("registration",)),
            Item("nominations", gettext_noop("Hồ sơ khen thưởng"), _works_on_awards, ("nomination", "forwarding"), "s"),
            Item("commendations", gettext_noop("Gợi ý khen thưởng"), _over_all(COMMITTEE)),
            Item("councils", gettext_noop("Hội đồng"), within=("council",), key="c"),
            Item("eligibility", gettext_noop("Kiểm tra điều kiện"), _over_all(COMMITTEE)),
            Item("merit-records", gettext_noop("Sáng kiến, kỷ luật"), _over_all(COMMITTEE)),
            Item("bonuses", gettext_noop("Tiền thưởng"), within=("payment-list",)),
            Item("funds", gettext_noop("Quỹ thi đua, khen thưởng"), _over_all(READS_FUNDS), ("fund",)),
            Item("statistics", gettext_noop("Thống kê"), award_statistics.may_read),
        ),
    ),
    Group(
        gettext_noop("Giấy khen"),
        (
            Item("decisions", gettext_noop("Quyết định"), within=("decision", "consultation"), key="d"),
            Item("old-decisions", gettext_noop("Nhập quyết định cũ"), _over_all({STANDING_OFFICER}), ("old-decision",)),
            Item("certificates", gettext_noop("Giấy khen"), within=("certificate",), key="k"),
            Item("batches", gettext_noop("Đợt giấy khen"), handouts.may_see, ("batch",)),
            Item("copies", gettext_noop("Xin cấp lại, cấp đổi"), within=("copy",)),
            Item("honours", gettext_noop("Lịch sử khen thưởng"), within=("honour",)),
            Item("award-register", gettext_noop("Sổ khen thưởng"), award_register.may_read),
            Item(
                "certificate-templates",
                gettext_noop("Mẫu giấy khen"),
                templates.may_keep,
                ("certificate-template", "certificate-blanks", "printer-calibration"),
            ),
            Item("printers", gettext_noop("Căn chỉnh máy in"), templates.may_keep, ("printer",)),
        ),
    ),
    Group(
        gettext_noop("Dân và phản ánh"),
        (
            Item(
                "feedback-desk",
                gettext_noop("Phản ánh, kiến nghị"),
                _handles_feedback,
                ("feedback-item", "feedback-publish"),
                "p",
            ),
            Item("feedback-figures", gettext_noop("Số liệu phản ánh"), _over_all({*COMMITTEE, INSPECTOR})),
            Item("open-start", gettext_noop("Kết quả và sổ vàng"), within=("open",)),
            Item("verify", gettext_noop("Tra cứu giấy khen"), key="v"),
        ),
        ("feedback",),
    ),
    Group(
        gettext_noop("Quản trị"),
        (
            Item("accounts", gettext_noop("Tài khoản, vai trò"), _over_all({ADMINISTRATOR}), ("account",)),
            Item("units", gettext_noop("Đơn vị"), within=("unit",)),
            Item("subordinates", gettext_noop("Cấp trên, cấp dưới"), _over_all(KEEPS_ORGANISATION)),
            Item("admin:index", gettext_noop("Danh mục pháp lý"), _over_all({ADMINISTRATOR, STANDING_OFFICER})),
            Item("ledger", gettext_noop("Sổ cái"), _over_all(READS_OPERATIONS)),
            Item("operations", gettext_noop("Vận hành"), _over_all(READS_OPERATIONS), ("delivery",), "o"),
            Item("calendar", gettext_noop("Lịch ngày làm việc"), work_calendars.may_keep),
            Item("award-rules", gettext_noop("Quy định khen thưởng"), rule_books.may_keep),
            Item(
                "document-templates", gettext_noop("Mẫu văn bản"), document_templates.may_keep, ("document-template",)
            ),
            Item("signing-methods", gettext_noop("Cách ký quyết định"), signing_methods.may_read),
            Item(
                "service-registers",
                gettext_noop("Quầy và thủ tục"),
                _over_all({*KEEPS_ORGANISATION, *READS_DECISIONS}),
            ),
        ),
    ),
)


@dataclass(frozen=True)
class Link:
    """A page that this member may open; ``current`` is "page" on it, "true" on what belongs to it."""

    route: str
    address: str
    title: str
    current: str
    key: str


@dataclass(frozen=True)
class Menu:
    title: str
    active: bool
    links: list[Link]


def fits(page: str, beginning: str) -> bool:
    """Whether a page is the one of this name, or belongs to it by its own."""
    return page == beginning or page.startswith((f"{beginning}-", f"{beginning}s"))


@cache
def _owner(page: str) -> tuple[str, str]:
    """The task and the item to which a page belongs: those that name the most of it."""
    named = [(route, title, item) for item, route, title in _beginnings() if route == page or fits(page, route)]
    _, title, item = max(named, key=lambda one: (one[0] == page, len(one[0])), default=("", "", ""))
    return title, item


def _beginnings() -> Iterator[tuple[str, str, str]]:
    for group in GROUPS:
        yield from (("", beginning, group.title) for beginning in group.within)
        for item in group.items:
            yield from ((item.route, beginning, group.title) for beginning in (item.route, *item.within))


@cache
def _address(route: str) -> str:
    """Where the page is; nothing for one that this installation does not have."""
    try:
        return reverse(route if ":" in route else f"web:{route}")
    except NoReverseMatch:
        return ""


def menus(by: Actor, page: str) -> list[Menu]:
    """What this member's navigation has while they look at a page; asks the database nothing."""
    task, owner = _owner(page)
    found = []
    for group in GROUPS:
        links = [
            Link(one.route, _address(one.route), one.title, _current(one.route, owner, page), one.key)
            for one in group.items
            if one.may(by) and _address(one.route)
        ]
        if links:
            found.append(Menu(group.title, group.title == task, links))
    return found


def _current(route: str, owner: str, page: str) -> str:
    if route != owner:
        return ""
    return "page" if route == page else "true"


def shortcuts(found: Sequence[Menu]) -> list[Link]:
    """What a letter after a g leads to."""
    return [link for menu in found for link in menu.links if link.key]
