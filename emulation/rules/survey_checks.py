"""The checks behind the flags of a survey: each looks at a month's answers of all units and answers the groups that stand out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import comb

from emulation.rules.chance import MAD_FACTOR, median, most_ordinary, spread
from emulation.rules.exact import UP, rounded
from emulation.rules.fairness import shown
from emulation.rules.survey_flags import (
    ALIKE,
    BURST,
    CODE_RUN,
    OFF_HOURS,
    SAME_CLIENT,
    SAME_TEXT,
    STRAIGHT,
    CodeSheet,
    Flag,
    FlagPolicy,
    Hourly,
    Kept,
    Wrote,
)
from emulation.rules.survey_groups import Group
from kernel.text import gettext_noop

Told = Mapping[str, Decimal | int | str]
IsWorking = Callable[[date], bool]
SHARE_DECIMALS = 4
LEAST_STEP = Fraction(1, 50)
CODE = "code"

_SAME_TEXT = gettext_noop(
    "%(figure)s ý kiến của tháng có cùng một đoạn dài %(letters)s chữ; người trả lời riêng rẽ hầu như không viết giống hệt nhau."
)
_ALIKE = gettext_noop(
    "%(figure)s/%(answers)s phiếu trong ngày giống hệt nhau ở mọi câu; kiểu trả lời đó nơi khác chiếm %(share)s phần trăm, nên do"
    " ngẫu nhiên thì không quá %(limit)s phiếu."
)
_STRAIGHT = gettext_noop(
    "%(figure)s/%(answers)s phiếu chọn một mức cho mọi câu; ở nơi khác tỷ lệ này là %(share)s phần trăm, do ngẫu nhiên thì không"
    " quá %(limit)s phiếu."
)
_BURST = gettext_noop(
    "%(figure)s phiếu lúc %(hour)s giờ; nơi này vào giờ đó thường có khoảng %(usual)s phiếu, nhiều nhất %(limit)s phiếu (tính theo"
    " %(days)s ngày khác)."
)
_OFF_HOURS = gettext_noop(
    "%(figure)s/%(answers)s phiếu tại quầy gửi ngoài giờ làm việc (%(opens)s–%(closes)s giờ, ngày làm việc); thông thường không quá"
    " %(limit)s phiếu."
)
_CODE_RUN = gettext_noop(
    "Bảng mã %(label)s: %(figure)s mã in liền nhau đều đã dùng, trong khi đến mã cuối được dùng chỉ có %(answers)s/%(given)s mã đã"
    " dùng; do ngẫu nhiên thì không quá %(limit)s mã liền nhau."
)

_SAME_CLIENT = gettext_noop(
    "%(figure)s/%(answers)s phiếu trong ngày gửi từ một máy vừa gửi nhiều phiếu ngay trước đó; thông thường không quá %(limit)s"
    " phiếu. Không biết là máy nào."
)


@dataclass(frozen=True)
class Evidence:
    """Everything that is kept of a month of a survey."""

    answers: Sequence[Kept] = ()
    hours: Sequence[Hourly] = ()
    texts: Sequence[Wrote] = ()
    sheets: Sequence[CodeSheet] = ()


def flags(of: Evidence, policy: FlagPolicy, is_working: IsWorking) -> list[Flag]:
    """Every flag of a month, in one order: by unit, kind and group."""
    found = [
        *same_texts(of.texts, policy),
        *alike(of.answers, policy),
        *straight(of.answers, policy),
        *bursts(of.hours, policy),
        *off_hours(of.hours, policy, is_working),
        *code_runs(of.sheets, policy),
        *same_clients(of.hours, policy),
    ]
    return sorted(found, key=lambda flag: (flag.group.unit, flag.kind, flag.group, flag.figure))


def _place(row: Kept | Hourly) -> Group:
    return Group(row.unit, row.channel, row.counter)


def _places(rows: Iterable[Kept]) -> dict[Group, list[Kept]]:
    found: dict[Group, list[Kept]] = defaultdict(list)
    for row in rows:
        found[_place(row)].append(row)
    return found


def _share(count: int, of: int) -> Fraction:
    """Rounded up, so that the exact tails below stay short."""
    return Fraction(rounded(Fraction(count, of), SHARE_DECIMALS, UP)) if of else Fraction(0)


def same_texts(texts: Iterable[Wrote], policy: FlagPolicy) -> list[Flag]:
    """Texts too long to be everybody's that came more than once. The text itself is not told: it is an opinion."""
    wrote = Counter((one.unit, one.text) for one in texts if len(one.text) >= policy.least_text)
    limit = Fraction(policy.least_same_texts - 1)
    return [
        Flag(SAME_TEXT, Group(unit), Fraction(count), limit, count, _SAME_TEXT, {"letters": len(text)})
        for (unit, text), count in wrote.items()
        if count > limit
    ]


def alike(rows: Iterable[Kept], policy: FlagPolicy) -> list[Flag]:
    """Days of a place on which one way to fill in the sheet comes more often than chance lets it, given how usual it is in the
    rest of the survey or, if more, on the other days of the same place."""
    days: dict[Group, Counter[tuple[int, ...]]] = defaultdict(Counter)
    for row in rows:
        if _answered(row) >= policy.least_items:
            days[Group(row.unit, row.channel, row.counter, row.day)][row.marks] += 1
    everywhere: Counter[tuple[int, ...]] = Counter()
    here: dict[Group, Counter[tuple[int, ...]]] = defaultdict(Counter)
    for group, counted in days.items():
        everywhere.update(counted)
        here[Group(group.unit, group.channel, group.counter)].update(counted)
    large = {group: counted for group, counted in days.items() if counted.total() >= policy.least_alike}
    # One answer to everything is how content people answer, more of them at one place than at others: only the place itself
    # says what is usual there.
    found = []
    for group, counted in large.items():
        marks, count = max(counted.items(), key=lambda pair: (pair[1], pair[0]))
        place = here[Group(group.unit, group.channel, group.counter)]
        needed = place if _is_straight(marks) else everywhere
        if count < policy.least_alike or needed.total() - counted.total() < policy.least_sheets:
            continue
        known = (everywhere, place)
        rest = [(one[marks] - count, one.total() - counted.total()) for one in known]
        share = max(_share(same + 1, of + 2) for same, of in rest if of >= policy.least_sheets)
        limit = most_ordinary(counted.total(), share, policy.alarm / len(large))
        if count > limit:
            evidence = {"share": shown(share * 100, 1)}
            found.append(Flag(ALIKE, group, Fraction(count), Fraction(limit), counted.total(), _ALIKE, evidence))
    return found


def _answered(row: Kept) -> int:
    return sum(mark > 0 for mark in row.marks)


def _is_straight(marks: Sequence[int]) -> bool:
    return len({mark for mark in marks if mark}) == 1


def straight(rows: Iterable[Kept], policy: FlagPolicy) -> list[Flag]:
    """Places at which more sheets have one answer to everything than chance and the differences between places explain."""
    long = [row for row in rows if _answered(row) >= policy.least_items]
    places = {place: own for place, own in _places(long).items() if len(own) >= policy.least_sheets}
    counts = {place: sum(_is_straight(row.marks) for row in own) for place, own in places.items()}
    whole = sum(_is_straight(row.marks) for row in long)
    shares = {place: Fraction(counts[place], len(own)) for place, own in places.items()}
    found = []
    for place, own in places.items():
        rest = [share for other, share in shares.items() if other != place]
        if len(rest) < policy.least_places:
            continue
        usual = spread(rest, least=LEAST_STEP)
        share = _share(whole - counts[place], len(long) - len(own))
        limit = most_ordinary(len(own), share, policy.alarm / len(places))
        if counts[place] > limit and usual.steps(shares[place]) > policy.robust_limit:
            evidence = {"share": shown(share * 100, 1)}
            found.append(Flag(STRAIGHT, place, Fraction(counts[place]), Fraction(limit), len(own), _STRAIGHT, evidence))
    return found


def bursts(rows: Iterable[Hourly], policy: FlagPolicy) -> list[Flag]:
    """Hours of a place with far more answers than the same hour of its other days."""
    places: dict[Group, dict[tuple[str, int], int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        places[_place(row)][row.day, row.hour] += row.answers
    found = []
    for place, counts in places.items():
        days = sorted({day for day, _ in counts})
        large = [(day, hour) for day, hour in sorted(counts) if counts[day, hour] >= policy.least_burst]
        for day, hour in large if len(days) > policy.least_days else ():
            usual = [Fraction(counts.get((other, hour), 0)) for other in days if other != day]
            count, limit = counts[day, hour], _burst_limit(usual, policy)
            if count > limit:
                evidence: Told = {"usual": shown(median(usual), 1), "days": len(usual), "hour": hour}
                group = Group(place.unit, place.channel, place.counter, day)
                found.append(Flag(BURST, group, Fraction(count), limit, count, _BURST, evidence))
    return found


def _burst_limit(usual: Sequence[Fraction], policy: FlagPolicy) -> Fraction:
    """Robust steps above the middle of the other days. A step is at least the spread of people who come one by one: the root of
    what the upper half of the days shows, in quarters."""
    middle = median(usual)
    step = MAD_FACTOR * median([abs(count - middle) for count in usual])
    upper = median([count for count in usual if count >= middle])
    root = Fraction(1)
    while root * root < upper:
        root += Fraction(1, 4)
    return Fraction(int(middle + policy.burst_steps * max(step, root)))


def off_hours(rows: Iterable[Hourly], policy: FlagPolicy, is_working: IsWorking) -> list[Flag]:
    """Places at a counter with more answers outside working hours than is usual: on a day off, before it opens, after it closes."""
    places: dict[Group, list[Hourly]] = defaultdict(list)
    for row in rows:
        if row.channel in policy.at_counter:
            places[_place(row)].append(row)
    days = {row.day for own in places.values() for row in own}
    working = {day: is_working(date.fromisoformat(day)) for day in days}
    found = []
    for place, own in places.items():
        outside = [row for row in own if not working[row.day] or not policy.opens <= row.hour < policy.closes]
        of, count = sum(row.answers for row in own), sum(row.answers for row in outside)
        limit = max(most_ordinary(of, policy.outside_share, policy.alarm / len(places)), policy.least_outside)
        if count > limit:
            days = {row.day for row in outside}
            group = Group(place.unit, place.channel, place.counter, days.pop() if len(days) == 1 else "")
            hours = {"opens": policy.opens, "closes": policy.closes}
            found.append(Flag(OFF_HOURS, group, Fraction(count), Fraction(limit), of, _OFF_HOURS, hours))
    return found


def same_clients(rows: Iterable[Hourly], policy: FlagPolicy) -> list[Flag]:
    """Days of an open point on which more answers than usual came from a client that had sent several a moment before."""
    days: dict[Group, list[Hourly]] = defaultdict(list)
    for row in rows:
        days[Group(row.unit, row.channel, row.counter, row.day)].append(row)
    looked = {group: own for group, own in days.items() if any(row.repeated for row in own)}
    found = []
    for group, own in looked.items():
        of, count = sum(row.answers for row in own), sum(row.repeated for row in own)
        limit = max(most_ordinary(of, policy.client_share, policy.alarm / len(days)), policy.least_client)
        if count > limit:
            found.append(Flag(SAME_CLIENT, group, Fraction(count), Fraction(limit), of, _SAME_CLIENT))
    return found


def code_runs(sheets: Iterable[CodeSheet], policy: FlagPolicy) -> list[Flag]:
    """Code sheets on which so many codes side by side are spent that chance does not explain it. Codes are handed out in their
    order, so only those up to the last one that was used are looked at."""
    looked = [sheet for sheet in sheets if len(sheet.spent) >= policy.least_run]
    found = []
    for sheet in looked:
        places = sorted(sheet.spent)
        given, spent, run = places[-1] - places[0] + 1, len(places), _longest(places)
        limit = max(_longest_by_chance(given, spent, policy.alarm / len(looked)), policy.least_run - 1)
        if run > limit:
            group = Group(sheet.unit, CODE, sheet.counter)
            evidence: Told = {"label": sheet.label, "given": given}
            found.append(Flag(CODE_RUN, group, Fraction(run), Fraction(limit), spent, _CODE_RUN, evidence))
    return found


def _longest(places: Sequence[int]) -> int:
    best = run = 0
    for before, place in zip((None, *places), places, strict=False):
        run = run + 1 if before is not None and place == before + 1 else 1
        best = max(best, run)
    return best


def _longest_by_chance(given: int, spent: int, alarm: Fraction) -> int:
    """The longest run that is still ordinary where any ``spent`` of ``given`` codes may be used: by the union bound
    (N − k + 1)·C(N − k, s − k)/C(N, s) a run of one more is seen less often than ``alarm``."""
    whole = comb(given, spent) * alarm.numerator
    ways = comb(given, spent)
    for run in range(1, spent + 1):
        ways = ways * (spent - run + 1) // (given - run + 1)
        if (given - run + 1) * ways * alarm.denominator < whole:
            return run - 1
    return spent


def usual_week(day: date) -> bool:
    """Monday to Friday: where nobody has entered a calendar."""
    return day.isoweekday() <= FRIDAY


FRIDAY = 5
