"""A figure as text that a person follows: the tree of contributions with weights, maxima and what was done to each."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.exact import from_text, rounded
from emulation.rules.ranking import Line
from emulation.rules.standings import REASON_TEXTS
from emulation.tables.scoring import Result, total_of
from emulation.tables.wording import Say, vietnamese
from kernel.text import gettext_noop

POLICY_TEXTS: Mapping[str, str] = {
    "not_applicable": gettext_noop("không áp dụng, bỏ ra khỏi nhóm"),
    "not_submitted": gettext_noop("chưa nộp, bỏ ra khỏi nhóm"),
    "left_out": gettext_noop("cả nhóm không còn mục nào"),
    "zero": gettext_noop("chưa nộp, tính 0 điểm"),
    "missing": gettext_noop("chưa nộp, tạm tính 0 điểm"),
    "rebased": gettext_noop("quy đổi theo phần điểm tối đa còn lại"),
    "renormalised": gettext_noop("chia lại trọng số cho các mục còn lại"),
    "carried": gettext_noop("lấy số liệu kỳ trước"),
    "excluded": gettext_noop("thiếu số liệu nên không xếp hạng"),
    "low_coverage": gettext_noop("số mục có điểm chưa đủ tỷ lệ tối thiểu"),
    "trimmed": gettext_noop("bị bỏ khi cắt điểm cao nhất, thấp nhất"),
    "normalised": gettext_noop("đã chuẩn hóa"),
    "capped": gettext_noop("cắt ở điểm tối đa"),
    "raised": gettext_noop("nâng lên mức sàn"),
    "rounded": gettext_noop("làm tròn trước khi cộng"),
}
KIND_SIGNS = {"bonus": "+ ", "deduction": "− ", "uncounted": "· "}
AGGREGATE_TEXTS: Mapping[str, str] = {
    "mean": gettext_noop("trung bình"),
    "geometric": gettext_noop("trung bình nhân"),
    "harmonic": gettext_noop("trung bình điều hòa"),
    "trimmed_mean": gettext_noop("trung bình cắt"),
    "median": gettext_noop("trung vị"),
    "minimum": gettext_noop("nhỏ nhất"),
    "maximum": gettext_noop("lớn nhất"),
}
_LIMITS = {
    "floor": gettext_noop("Tổng %(sum)s bị nâng lên điểm sàn."),
    "ceiling": gettext_noop("Tổng %(sum)s bị cắt ở điểm trần."),
}
_DECIMALS = 6


def shown(text: str) -> str:
    """An exact number as people read it: a quotient or an endless one at six decimals, marked as rounded."""
    if "/" not in text and len(text.partition(".")[2]) <= _DECIMALS + 2:
        return text
    return f"≈{rounded(from_text(text), _DECIMALS)}"


def explain(result: Result, line: Line, say: Say = vietnamese) -> str:
    """The whole way to a subject's total and place."""
    return "\n".join(_lines(result, line, say))


def _lines(result: Result, line: Line, say: Say) -> Iterator[str]:
    yield _heading(result, line, say)
    explanation = line.explanation
    if "contributions" in explanation:
        yield from _sheet(explanation, say)
    for month, score in explanation.get("months", {}).items():
        if not isinstance(score, Mapping):
            yield say(gettext_noop("Tháng %(month)s: không có điểm, không tính vào bình quân"), {"month": month})
            continue
        yield say(gettext_noop("Tháng %(month)s: %(score)s"), {"month": month, "score": shown(score["score"])})
        scored = result.months.get((line.subject, month))
        yield from _tree(scored.to_data()["contributions"], say, 1) if scored else ()
    if explanation.get("months"):
        params = {"counted": explanation.get("counted", 0), "months": len(explanation["months"])}
        yield say(gettext_noop("Bình quân của %(counted)d trên %(months)d tháng"), params)
    yield from _places(line, result.ranking.ranks, say)


def _heading(result: Result, line: Line, say: Say) -> str:
    name = result.name(line.subject)
    who = line.subject if name == line.subject else f"{line.subject} {name}"
    published = total_of(line)
    total = "–" if published is None else format(published, "f")
    rounded_off = published is not None and line.exact is not None and line.exact != Fraction(published)
    exact = _exact(line, say) if rounded_off else ""
    return f"{who}: {total}{exact}"


def _exact(line: Line, say: Say) -> str:
    exact = Fraction(0) if line.exact is None else line.exact
    text = rounded(exact, _DECIMALS + 4)
    return say(gettext_noop(" (trước làm tròn %(exact)s)"), {"exact": f"{text.normalize():f}"})


def _sheet(explanation: Mapping[str, Any], say: Say) -> Iterator[str]:
    yield from _tree(explanation["contributions"], say, 1)
    if explanation.get("rebased"):
        message = gettext_noop("Tổng được quy đổi: tối đa còn %(left)s trên %(full)s.")
        yield say(message, {"left": shown(explanation["effective_max"]), "full": explanation["max"]})
    if (limit := explanation.get("limit")) and limit in _LIMITS:
        yield say(_LIMITS[limit], {"sum": shown(explanation["unlimited"])})
    if missing := explanation.get("missing"):
        yield say(gettext_noop("Còn thiếu: %(missing)s."), {"missing": ", ".join(missing)})
    if vetoes := explanation.get("vetoes"):
        yield say(gettext_noop("Điều kiện loại: %(vetoes)s."), {"vetoes": ", ".join(vetoes)})


def _tree(contributions: list[Mapping[str, Any]], say: Say, depth: int) -> Iterator[str]:
    for part in contributions:
        yield "  " * depth + _part(part, say)
        yield from _tree(part.get("children", []), say, depth + 1)


def _part(part: Mapping[str, Any], say: Say) -> str:
    title = part["title"]["vi"]
    label = part["code"] if title == part["code"] else f"{part['code']} {title}"
    return f"{KIND_SIGNS.get(part['kind'], '')}{label}: {contribution_text(part, say)}"


def contribution_text(part: Mapping[str, Any], say: Say) -> str:
    """``15/20 × 0.5 = 7.5`` and what was done on the way."""
    points, raw = part["points"], part.get("raw", part["points"])
    text = shown(points) if raw == points else f"{shown(raw)} → {shown(points)}"
    if part.get("max") is not None:
        text += f"/{part['max']}"
    if part.get("effective_max") not in (None, part.get("max")):
        text += say(gettext_noop(" (tối đa còn %(left)s)"), {"left": shown(part["effective_max"])})
    if part.get("weight", "1") != "1":
        weighted = _weighted(part)
        text += f" × {part['weight']} = {weighted}"
    policies = [POLICY_TEXTS.get(policy, policy) for policy in part.get("policies", [])]
    if part.get("aggregate") in AGGREGATE_TEXTS:
        policies.insert(0, AGGREGATE_TEXTS[part["aggregate"]])
    return text + (f" [{'; '.join(say(policy, {}) for policy in policies)}]" if policies else "")


def _weighted(part: Mapping[str, Any]) -> str:
    value = from_text(part["points"]) * Fraction(Decimal(part["weight"]))
    return f"{rounded(value, _DECIMALS).normalize():f}"


def _places(line: Line, ranks: str, say: Say) -> Iterator[str]:
    if line.overall:
        tied = say(gettext_noop(", đồng hạng"), {}) if line.overall.tied else ""
        params = {"rank": line.overall.shown(ranks), "of": line.overall.of, "tied": tied}
        yield say(gettext_noop("Hạng %(rank)s trên %(of)d%(tied)s"), params)
    for name, spot in sorted(line.within.items()):
        tied = say(gettext_noop(", đồng hạng"), {}) if spot.tied else ""
        params = {"rank": spot.shown(ranks), "of": spot.of, "tied": tied, "name": name, "group": spot.group}
        yield say(gettext_noop("Hạng %(rank)s trên %(of)d trong %(name)s %(group)s%(tied)s"), params)
    if line.grade:
        yield say(gettext_noop("Xếp loại: %(grade)s"), {"grade": line.grade})
    if line.reason:
        yield reason_text(line, say)


def reason_text(line: Line, say: Say) -> str:
    """Why a subject has no rank; nothing for one who has."""
    if line.reason is None:
        return ""
    return say(REASON_TEXTS.get(line.reason, str(line.reason)), {})
