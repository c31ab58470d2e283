"""A figure as text that a person follows: the tree of contributions with weights, maxima and what was done to each."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.exact import exact_text, from_text, rounded
from emulation.rules.ranking import Line, Spot
from emulation.rules.standings import REASON_TEXTS
from emulation.tables.scoring import Result, total_of
from emulation.tables.wording import DECIMALS, Say, Voice, vietnamese
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
_NORM = gettext_noop("trong bảng: từ %(low)s đến %(high)s, trung bình %(mean)s, độ lệch chuẩn %(deviation)s")
METHOD_TEXTS: Mapping[str, str] = {
    "mean_of_scored_months": gettext_noop("Bình quân của %(counted)d trên %(months)d tháng"),
    "sum_of_scored_months": gettext_noop("Tổng của %(counted)d trên %(months)d tháng"),
    "last_of_scored_months": gettext_noop("Điểm của tháng cuối cùng có điểm, trong %(counted)d trên %(months)d tháng"),
    "mean_of_scored_quarters": gettext_noop("Bình quân các quý có điểm, từ %(counted)d trên %(months)d tháng"),
    "sum_of_scored_quarters": gettext_noop("Tổng các quý có điểm, từ %(counted)d trên %(months)d tháng"),
    "last_of_scored_quarters": gettext_noop("Điểm của quý cuối cùng có điểm, từ %(counted)d trên %(months)d tháng"),
}
GROUPING_TEXTS: Mapping[str, str] = {
    "cluster": gettext_noop("cụm, khối"),
    "unit": gettext_noop("đơn vị"),
    "duty_group": gettext_noop("nhóm nhiệm vụ"),
}
LOWERED = gettext_noop("Theo điểm đạt loại %(grade)s nhưng bị hạ vì tỷ lệ khống chế.")
CONTESTED = gettext_noop(
    "Theo điểm đạt loại %(grade)s nhưng bằng điểm ở ranh giới của tỷ lệ khống chế: Hội đồng quyết định có giữ loại này không."
)


def explain(result: Result, line: Line, say: Say = vietnamese) -> str:
    """The whole way to a subject's total and place."""
    return "\n".join(_lines(result, line, Voice(say)))


def _lines(result: Result, line: Line, voice: Voice) -> Iterator[str]:
    yield _heading(result, line, voice)
    explanation = line.explanation
    if "contributions" in explanation:
        yield from sheet_lines(explanation, voice)
    for month, score in explanation.get("months", {}).items():
        if not isinstance(score, Mapping):
            yield voice.said(gettext_noop("Tháng %(month)s: không có điểm, không tính vào kết quả"), month=month)
            continue
        points = voice.number(score["score"])
        yield voice.said(gettext_noop("Tháng %(month)s: %(score)s"), month=month, score=points)
        scored = result.months.get((line.subject, month))
        yield from tree_lines(scored.to_data()["contributions"], voice) if scored else ()
    yield from quarter_lines(explanation, voice)
    if explanation.get("months"):
        yield method_text(explanation, voice)
    yield from _places(line, result.ranking.ranks, voice)


def _heading(result: Result, line: Line, voice: Voice) -> str:
    name = result.name(line.subject)
    who = line.subject if name == line.subject else f"{line.subject} {name}"
    published = total_of(line)
    total = "–" if published is None else voice.written(format(published, "f"))
    exact = "" if line.exact is None else exact_text(line.exact)
    return f"{who}: {total}{unrounded_text(published, exact, voice)}"


def unrounded_text(published: Decimal | None, exact: str, voice: Voice) -> str:
    """What a published figure was before it was rounded, where that is another."""
    if published is None or not exact or from_text(exact) == Fraction(published):
        return ""
    text = f"{rounded(from_text(exact), DECIMALS + 4).normalize():f}"
    return voice.said(gettext_noop(" (trước làm tròn %(exact)s)"), exact=voice.written(text))


def sheet_lines(explanation: Mapping[str, Any], voice: Voice) -> Iterator[str]:
    """A scored sheet: the tree, and what was done to its sum."""
    yield from tree_lines(explanation["contributions"], voice)
    yield from sum_lines(explanation, voice)


def sum_lines(explanation: Mapping[str, Any], voice: Voice) -> Iterator[str]:
    """What was done to the sum of the components, what is missing, and the vetoes."""
    if explanation.get("rebased"):
        message = gettext_noop("Tổng được quy đổi: tối đa còn %(left)s trên %(full)s.")
        full = voice.number(explanation["max"])
        yield voice.said(message, left=voice.number(explanation["effective_max"]), full=full)
    if (limit := explanation.get("limit")) and limit in _LIMITS:
        yield voice.said(_LIMITS[limit], sum=voice.number(explanation["unlimited"]))
    if missing := explanation.get("missing"):
        yield voice.said(gettext_noop("Còn thiếu: %(missing)s."), missing=", ".join(missing))
    if vetoes := explanation.get("vetoes"):
        yield voice.said(gettext_noop("Điều kiện loại: %(vetoes)s."), vetoes=", ".join(vetoes))


def tree_lines(contributions: Sequence[Mapping[str, Any]], voice: Voice, depth: int = 1) -> Iterator[str]:
    """Every contribution on a line of its own, indented as deep as it stands in the tree."""
    for level, part in walked_down(contributions, depth):
        label = part_label(part, voice)
        yield f"{'  ' * level}{label}: {contribution_text(part, voice)}"


def part_label(part: Mapping[str, Any], voice: Voice) -> str:
    title = voice.title(part["title"])
    label = part["code"] if title == part["code"] else f"{part['code']} {title}"
    return f"{KIND_SIGNS.get(part['kind'], '')}{label}"


def walked_down(parts: Sequence[Mapping[str, Any]], level: int = 1) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Every contribution with its level, in the order of the tree."""
    for part in parts:
        yield level, part
        yield from walked_down(part.get("children", ()), level + 1)


def walked(explanation: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every contribution of an explanation by its code."""
    for _, part in walked_down(explanation.get("contributions", ())):
        yield part["code"], part


def contribution_text(part: Mapping[str, Any], voice: Voice) -> str:
    """``15/20 × 0.5 = 7.5`` and what was done on the way."""
    points, raw = part["points"], part.get("raw", part["points"])
    text = voice.number(points) if raw == points else f"{voice.number(raw)} → {voice.number(points)}"
    if part.get("max") is not None:
        text += f"/{voice.number(part['max'])}"
    if part.get("effective_max") not in (None, part.get("max")):
        text += voice.said(gettext_noop(" (tối đa còn %(left)s)"), left=voice.number(part["effective_max"]))
    if part.get("weight", "1") != "1":
        text += f" × {voice.number(part['weight'])} = {voice.written(_weighted(part))}"
    policies = policy_texts(part, voice)
    return text + (f" [{'; '.join(policies)}]" if policies else "")


def policy_texts(part: Mapping[str, Any], voice: Voice) -> list[str]:
    """How a group was put together, if not by adding, and all that happened to a figure, in words."""
    found = [voice.said(AGGREGATE_TEXTS[part["aggregate"]])] if part.get("aggregate") in AGGREGATE_TEXTS else []
    found += [voice.said(POLICY_TEXTS.get(policy, policy)) for policy in part.get("policies", ())]
    if part.get("norm"):
        norm = {name: voice.number(value) for name, value in part["norm"].items()}
        found.append(voice.said(_NORM, **norm))
    return found


def weighted(part: Mapping[str, Any]) -> Fraction:
    """What a contribution brings to its group."""
    return from_text(part["points"]) * from_text(part.get("weight", "1"))


def _weighted(part: Mapping[str, Any]) -> str:
    return f"{rounded(weighted(part), DECIMALS).normalize():f}"


def method_text(explanation: Mapping[str, Any], voice: Voice) -> str:
    """How the score of a campaign follows from its months."""
    counted, months = explanation.get("counted", 0), len(explanation["months"])
    method = METHOD_TEXTS.get(explanation.get("method", ""), METHOD_TEXTS["mean_of_scored_months"])
    return voice.said(method, counted=counted, months=months)


def quarter_lines(explanation: Mapping[str, Any], voice: Voice) -> Iterator[str]:
    """The figures of the quarters, where the score goes through them."""
    for quarter, figure in (explanation.get("quarters") or {}).items():
        name = quarter_name(quarter, voice)
        if figure is None:
            yield voice.said(gettext_noop("%(quarter)s: chưa đủ số tháng có điểm nên không tính"), quarter=name)
        else:
            yield f"{name}: {voice.number(figure)}"


def quarter_name(quarter: str, voice: Voice) -> str:
    """``2026-Q1`` in words."""
    year, _, number = quarter.partition("-Q")
    return voice.said(gettext_noop("Quý %(quarter)s/%(year)s"), quarter=number, year=year)


def _places(line: Line, ranks: str, voice: Voice) -> Iterator[str]:
    spots = [("", line.overall), *sorted(line.within.items())]
    yield from (place_text(name, spot.shown(ranks), spot, voice) for name, spot in spots if spot)
    if line.grade:
        yield voice.said(gettext_noop("Xếp loại: %(grade)s"), grade=line.grade)
    if line.contested:
        yield voice.said(CONTESTED, grade=line.grade_by_points)
    elif line.grade_by_points not in ("", line.grade):
        yield voice.said(LOWERED, grade=line.grade_by_points)
    if line.reason:
        yield reason_text(line, voice.say)


def place_text(name: str, rank: str, spot: Spot, voice: Voice) -> str:
    """A rank among how many, in which list, and whether it is shared."""
    tied = voice.said(gettext_noop(", đồng hạng")) if spot.tied else ""
    if not name:
        return voice.said(
            gettext_noop("Hạng %(rank)s trên %(of)d%(tied)s"), rank=voice.written(rank), of=spot.of, tied=tied
        )
    message = gettext_noop("Hạng %(rank)s trên %(of)d trong %(name)s %(group)s%(tied)s")
    within = voice.said(GROUPING_TEXTS.get(name, name))
    return voice.said(message, rank=voice.written(rank), of=spot.of, tied=tied, name=within, group=spot.group)


def reason_text(line: Line, say: Say) -> str:
    """Why a subject has no rank; nothing for one who has."""
    if line.reason is None:
        return ""
    return say(REASON_TEXTS.get(line.reason, str(line.reason)), {})
