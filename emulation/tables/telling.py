"""Why a standing is what it is, in words: one sentence after the other from the explanation that the platform answers as JSON."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.booked_policies import KIND_TITLES
from emulation.rules.exact import exact_text, from_text
from emulation.rules.periods import VIETNAM
from emulation.rules.service import DAYS_IN_MONTH
from emulation.rules.standings import REASON_TEXTS, Spot
from emulation.rules.states import STATE_TITLES
from emulation.rules.survey_policies import MEAN
from emulation.tables.explaining import (
    GROUPING_TEXTS,
    method_text,
    place_text,
    quarter_lines,
    sum_lines,
    tree_lines,
    unrounded_text,
)
from emulation.tables.wording import Voice, one_line
from kernel.text import gettext_noop

Told = Mapping[str, Any]

WHY_NOT: Mapping[str, str] = {
    "disqualified": gettext_noop("thuộc trường hợp bị loại và không có phiếu đủ điểm"),
    "absent": gettext_noop("vắng mặt cả tháng"),
    "incomplete": gettext_noop("không có phiếu được thẩm định đủ tiêu chí"),
    "missing_component": gettext_noop("thiếu thành phần mà bộ tiêu chí bắt buộc phải có"),
    "low_coverage": gettext_noop("số tiêu chí có điểm chưa đủ tỷ lệ tối thiểu"),
    "no_sheet": gettext_noop("không có phiếu được thẩm định"),
    "no_line": gettext_noop("không có trong bảng xếp hạng của tháng"),
    "no_ranking": gettext_noop("tháng không có bảng xếp hạng"),
    "quarter": gettext_noop("quý này chưa đủ số tháng có điểm"),
    "not_last": gettext_noop("chỉ lấy kỳ cuối cùng có điểm"),
}
EFFECT_TEXTS: Mapping[str, str] = {
    "disqualify": gettext_noop("không xếp hạng và nhận loại cuối cùng"),
    "drop_grade": gettext_noop("hạ một loại"),
    "cap_grade": gettext_noop("không được quá loại %(grade)s"),
}
SUBJECT_TEXTS = {"units": gettext_noop("Tập thể"), "people": gettext_noop("Cá nhân")}


def text(told: Told, voice: Voice) -> str:
    """The whole explanation for a reader."""
    parts = [
        (gettext_noop("DIỄN GIẢI ĐIỂM"), (f"{label}: {value}" for label, value in head(told, voice))),
        (gettext_noop("KẾT QUẢ"), result_lines(told, voice)),
        (gettext_noop("ĐIỂM TỪ ĐÂU RA"), score_lines(told, voice)),
        (gettext_noop("CÁC THÁNG"), month_lines(told, voice)),
        (gettext_noop("NGUỒN SỐ LIỆU"), source_lines(told, voice)),
        (gettext_noop("MINH CHỨNG"), evidence_lines(told, voice)),
        (gettext_noop("DẤU KIỂM CHỨNG"), (f"{label}: {value}" for label, value in digests(told, voice))),
    ]
    blocks = [(title, list(lines)) for title, lines in parts]
    return "\n\n".join("\n".join([voice.said(title), *lines]) for title, lines in blocks if lines) + "\n"


def head(told: Told, voice: Voice) -> Iterator[tuple[str, str]]:
    """Who and what it is about, and of which ranking."""
    about, code, name = told["about"], told["subject"], told["name"]
    yield voice.said(gettext_noop("Người hoặc đơn vị")), code if name == code else f"{code} {name}"
    yield voice.said(gettext_noop("Phong trào")), f"{about['campaign']['code']} {about['campaign']['name']}"
    period = month_name(about["month"], voice) if about["month"] else voice.said(gettext_noop("Cả phong trào"))
    yield voice.said(gettext_noop("Kỳ")), period
    yield voice.said(gettext_noop("Xếp hạng")), voice.said(SUBJECT_TEXTS[about["subjects"]])
    if about["unit"] != code:
        yield voice.said(gettext_noop("Đơn vị")), about["unit"]
    if about["cluster"]:
        yield voice.said(gettext_noop("Cụm, khối")), about["cluster"]
    yield voice.said(gettext_noop("Trạng thái")), voice.said(STATE_TITLES[about["state"]])
    yield voice.said(gettext_noop("Tính lúc")), _moment(about["computed_at"], voice)
    yield voice.said(gettext_noop("Lần tính")), str(about["revision"])


def _moment(at: str, voice: Voice) -> str:
    there = datetime.fromisoformat(at).astimezone(VIETNAM)
    return voice.said(gettext_noop("%(time)s ngày %(day)s"), time=f"{there:%H:%M}", day=f"{there:%d/%m/%Y}")


def month_name(month: str, voice: Voice) -> str:
    return voice.said(gettext_noop("Tháng %(month)s/%(year)s"), month=int(month[5:]), year=month[:4])


def digests(told: Told, voice: Voice) -> Iterator[tuple[str, str]]:
    """What somebody needs to compute the ranking again, and to find the line in its bundle."""
    about = told["about"]
    yield voice.said(gettext_noop("Bảng xếp hạng")), about["ranking"]
    yield voice.said(gettext_noop("Bộ tiêu chí SHA-256")), about["scheme_digest"]
    yield voice.said(gettext_noop("Số liệu vào SHA-256")), about["inputs_digest"]
    yield voice.said(gettext_noop("Kết quả SHA-256")), about["result_digest"]
    yield voice.said(gettext_noop("Bộ máy tính điểm")), about["engine_version"]
    if told["pseudonym"] != told["subject"]:
        yield voice.said(gettext_noop("Bí danh trong gói kiểm chứng")), told["pseudonym"]


def result_lines(told: Told, voice: Voice) -> Iterator[str]:
    """The score, the grade and the place."""
    yield score_text(told, voice)
    yield from veto_lines(told, voice)
    yield from service_lines(told, voice)
    yield from grade_lines(told, voice)
    yield from place_lines(told, voice)


def score_text(told: Told, voice: Voice) -> str:
    if told.get("absent") or told["total"] is None:
        return voice.said(gettext_noop("Không có điểm."))
    exact = unrounded_text(Decimal(told["total"]), told["exact"], voice)
    return voice.said(gettext_noop("Điểm: %(total)s%(exact)s"), total=voice.written(told["total"]), exact=exact)


def veto_lines(told: Told, voice: Voice) -> Iterator[str]:
    for veto in told["vetoes_applied"]:
        effect = voice.said(EFFECT_TEXTS[veto["effect"]], **({"grade": veto["grade"]} if veto["grade"] else {}))
        title = voice.title(veto["title"])
        message = gettext_noop("Điều kiện loại %(code)s “%(title)s”: %(effect)s.")
        yield voice.said(message, code=veto["code"], title=title, effect=effect)


def service_lines(told: Told, voice: Voice) -> Iterator[str]:
    """What serving only a part of the year means for a campaign's figure. Why somebody was away is not said."""
    found = told.get("service")
    if not found:
        return
    about = {"basis": found["legal_basis"]}
    if found.get("short"):
        yield short_service(found, voice)
    if found["vetoes"]:
        message = gettext_noop(
            "Nghỉ không tham gia công tác %(away)s tháng nên áp dụng điều kiện %(vetoes)s. %(basis)s"
        )
        yield voice.said(message, away=voice.number(found["away"]), vetoes=", ".join(found["vetoes"]), **about).rstrip()
    if found["exempt"]:
        message = gettext_noop("Được xếp hạng theo thời gian làm việc thực tế dù chưa đủ số tháng. %(basis)s")
        yield voice.said(message, **about).rstrip()


def short_service(found: Mapping[str, Any], voice: Voice) -> str:
    """Why somebody is not rated for want of service: the months and days served, those needed, and by which article."""
    served = from_text(found["served"])
    days = (served - int(served)) * DAYS_IN_MONTH
    message = gettext_noop(
        "Công tác %(months)s tháng %(days)s ngày trong năm, chưa đủ %(minimum)s tháng nên không đánh giá, xếp loại. %(basis)s"
    )
    about = {"minimum": found["minimum_months"], "basis": found["legal_basis"]}
    return voice.said(message, months=int(served), days=voice.number(exact_text(days)), **about).rstrip()


def grade_lines(told: Told, voice: Voice) -> Iterator[str]:
    """The grade with its threshold, and what lowered it: vetoes, a quota, a tie on the boundary of one."""
    grading = told.get("grading")
    if not grading:
        return
    title, least = voice.title(grading["title"]), voice.number(grading["at_least"])
    message = gettext_noop("Xếp loại %(grade)s “%(title)s”, loại này cần từ %(least)s điểm trở lên.")
    yield voice.said(message, grade=grading["code"], title=title, least=least)
    by_score, by_points = grading["by_score"], grading["by_points"]
    if by_score["code"] != by_points["code"]:
        message = gettext_noop(
            "Riêng theo điểm là loại %(grade)s (từ %(least)s điểm), do điều kiện loại nên còn %(left)s."
        )
        least = voice.number(by_score["at_least"])
        yield voice.said(message, grade=by_score["code"], least=least, left=by_points["code"])
    elif grading["quotas"]:
        least = voice.number(by_score["at_least"])
        yield voice.said(
            gettext_noop("Theo điểm là loại %(grade)s (từ %(least)s điểm)."), grade=by_score["code"], least=least
        )
    for cut in grading["quotas"]:
        yield _cut_text(cut, voice)


def _cut_text(cut: Mapping[str, Any], voice: Voice) -> str:
    """What a quota did, with its figures."""
    groups = [f"{voice.said(GROUPING_TEXTS.get(name, name))} {group}" for name, group in cut["group"].items()]
    values = {
        "grade": cut["grade"],
        "quota": cut["quota"],
        "group": ", ".join(groups) or voice.said(gettext_noop("cả bảng")),
        "share": voice.percent(cut["share"]),
        **{name: cut[name] for name in ("out_of", "candidates", "limit")},
    }
    message = gettext_noop(
        "Đạt loại %(grade)s nhưng bị hạ vì tỷ lệ khống chế %(quota)s: trong %(group)s có %(candidates)d đối tượng đạt loại này,"
        " nhiều nhất %(limit)d được giữ (%(share)s của %(out_of)d)."
    )
    if cut["is_contested"]:
        values["contested"] = cut["contested"]
        message = gettext_noop(
            "Đạt loại %(grade)s nhưng bằng điểm ở ranh giới của tỷ lệ khống chế %(quota)s: trong %(group)s có %(candidates)d đối"
            " tượng đạt loại này, nhiều nhất %(limit)d được giữ (%(share)s của %(out_of)d), mà %(contested)d đối tượng bằng nhau ở"
            " ranh giới. Hội đồng quyết định ai được giữ loại này; khi chưa quyết định thì xếp loại dưới."
        )
    return voice.said(message, **values)


def rank_shown(place: Mapping[str, Any], spot: Mapping[str, Any]) -> tuple[str, Spot]:
    """The rank as the scheme counts ranks, and the spot itself."""
    values = {**spot, "fractional": from_text(spot.get("fractional", "0"))}
    known = Spot(**values)
    return known.shown(place["ranks"]) if "dense" in spot else str(known.rank), known


def place_lines(told: Told, voice: Voice) -> Iterator[str]:
    """The ranks, what parts those with the same score, or why there is no rank."""
    place = told["place"]
    if place["overall"] is None:
        yield voice.said(REASON_TEXTS.get(place["reason"], place["reason"]))
        if ruling := place["ruling"]:
            message = gettext_noop("Theo quyết định lúc %(at)s: %(reason)s %(legal_basis)s")
            told_of = {"reason": one_line(ruling["reason"]), "legal_basis": ruling["legal_basis"]}
            yield voice.said(message, at=_moment(ruling["decided_at"], voice), **told_of).rstrip()
        return
    for name, spot in (("", place["overall"]), *place["within"].items()):
        rank, known = rank_shown(place, spot)
        yield place_text(name, rank, known, voice)
    if place["same_score"] < 2:
        return
    if not place["tie_breaks"]:
        yield voice.said(gettext_noop("%(count)d đối tượng cùng điểm nên đồng hạng."), count=place["same_score"])
        return
    message = gettext_noop("%(count)d đối tượng cùng điểm; được phân định lần lượt theo:")
    yield voice.said(message, count=place["same_score"])
    for link in place["tie_breaks"]:
        first = gettext_noop("thấp hơn xếp trên") if link["lower_first"] else gettext_noop("cao hơn xếp trên")
        label = (
            voice.title(link["title"])
            if link["code"].startswith("@")
            else f"{link['code']} {voice.title(link['title'])}"
        )
        yield f"  {label}: {voice.number(link['value'])} ({voice.said(first)})"
    if place["overall"]["tied"]:
        yield voice.said(gettext_noop("Vẫn bằng nhau nên đồng hạng."))


def score_lines(told: Told, voice: Voice) -> Iterator[str]:
    """A month's tree of contributions, with how to read it."""
    if not told.get("contributions") or told["absent"]:
        return
    yield voice.said(
        gettext_noop(
            "Cách đọc: điểm/điểm tối đa; × là trọng số; → là số liệu gốc và điểm sau xử lý; trong ngoặc vuông là đã xử lý thế nào;"
            " dấu + là điểm thưởng, − là điểm trừ, · là chỉ để biết."
        )
    )
    yield from tree_lines(told["contributions"], voice)
    yield from sum_lines({**told, "vetoes": ()}, voice)


def month_lines(told: Told, voice: Voice) -> Iterator[str]:
    """A campaign's months: what each brings or why it brings nothing, and how the score follows from them."""
    if not told.get("months"):
        return
    reasons = uncounted(told)
    for month, score in told["months"].items():
        yield "  " + _month_text(told, month, score, reasons[month], voice)
    for line in quarter_lines(told, voice):
        yield f"  {line}"
    yield method_text(told, voice) + "."
    minimum = told["derivation"]["minimum_months"]
    message = gettext_noop("Muốn được xếp hạng cần ít nhất %(minimum)d tháng có điểm; ở đây có %(counted)d.")
    yield voice.said(message, minimum=minimum, counted=told["counted"])


def _month_text(told: Told, month: str, score: Mapping[str, Any] | None, reason: str, voice: Voice) -> str:
    source = told["sources"][month]
    name = month_name(month, voice)
    if score is None:
        line = voice.said(
            gettext_noop("%(month)s: không tính, vì %(reason)s"), month=name, reason=why_not(reason, voice)
        )
    elif reason:
        message = gettext_noop("%(month)s: %(score)s, không tính, vì %(reason)s")
        line = voice.said(message, month=name, score=voice.number(score["score"]), reason=why_not(reason, voice))
    else:
        line = voice.said(gettext_noop("%(month)s: %(score)s"), month=name, score=voice.number(score["score"]))
    if month in told["inherited"]:
        line += voice.said(gettext_noop("; lấy từ %(units)s"), units=", ".join(told["inherited"][month]))
    if "revision" in source:
        state = voice.said(STATE_TITLES[source["state"]])
        message = gettext_noop("; bảng xếp hạng tháng, lần tính %(revision)d (%(state)s)")
        line += voice.said(message, revision=source["revision"], state=state)
    return line


def why_not(reason: str, voice: Voice) -> str:
    return voice.said(WHY_NOT.get(reason, reason)) if reason else ""


def uncounted(told: Told) -> dict[str, str]:
    """Of every month why it does not count, by a code of `WHY_NOT`; empty where it counts."""
    reasons = {month: told["sources"][month]["why_not"] for month in told["months"]}
    quarters, last = told.get("quarters"), told["derivation"]["method"] == "last"
    scored = [month for month, score in told["months"].items() if score is not None]
    if quarters is not None:
        few = [month for month in scored if quarters[_quarter(month)] is None]
        reasons |= dict.fromkeys(few, "quarter")
        scored = [month for month in scored if month not in few]
    if last:
        reasons |= dict.fromkeys(scored[:-1], "not_last")
    return reasons


def _quarter(month: str) -> str:
    return f"{month[:5]}Q{(int(month[5:]) + 2) // 3}"


def source_lines(told: Told, voice: Voice) -> Iterator[str]:
    """Where a month's figures came from: the evaluation and the survey. A campaign's come from its months."""
    source = told.get("source")
    if source is None:
        return
    if told["absent"]:
        yield voice.said(gettext_noop("Vắng mặt cả tháng."))
    if "revision" in source:
        message = gettext_noop("Phiếu đánh giá %(evaluation)s, lần ghi %(revision)d.")
        yield voice.said(message, evaluation=source["evaluation"], revision=source["revision"])
    else:
        yield voice.said(gettext_noop("Không có phiếu đánh giá đã thẩm định."))
    for code, result in source.get("survey", {}).items():
        yield f"{code}: {survey_text(result, voice)}"
    for line in source.get("booked", ()):
        yield booked_text(line, voice)


def evidence_lines(told: Told, voice: Voice) -> Iterator[str]:
    """The files at the criteria of the sheet, each with the digest by which whoever has it can tell that it is the same."""
    for code, files in told.get("evidence", {}).items():
        for file in files:
            message = gettext_noop("%(criterion)s: %(name)s (SHA-256 %(digest)s)")
            where = code or voice.said(gettext_noop("Cả phiếu"))
            yield voice.said(message, criterion=where, name=one_line(file["name"]), digest=file["digest"])


def booked_text(line: Mapping[str, Any], voice: Voice) -> str:
    """What one thing outside the evaluation sheet cost, earned or barred, and why."""
    about = {"kind": voice.said(KIND_TITLES[line["kind"]]), "code": line["code"], "reason": line["reason"]}
    if line["veto"]:
        message = gettext_noop("%(veto)s: bị loại theo %(kind)s %(code)s. %(reason)s")
        return voice.said(message, veto=line["veto"], **about)
    message = gettext_noop("%(criterion)s: %(points)s điểm theo %(kind)s %(code)s. %(reason)s")
    return voice.said(message, criterion=line["criterion"], points=voice.number(line["points"]), **about)


def survey_text(result: Mapping[str, Any], voice: Voice) -> str:
    """What a criterion took of a survey."""
    count, minimum = result["respondents"], result["minimum"]
    if result["points"] is None:
        if not count:
            return voice.said(gettext_noop("chưa có phiếu khảo sát nào nên không tính"))
        message = gettext_noop("chỉ có %(count)s phiếu khảo sát, dưới mức tối thiểu %(minimum)s nên không tính")
        return voice.said(message, count=count, minimum=minimum)
    if result["measure"] == MEAN:
        message = gettext_noop(
            "trung bình quy đổi %(mean)s trên 100 của %(count)s phiếu khảo sát (tối thiểu %(minimum)s)"
        )
        parts = [voice.said(message, mean=voice.number(result["mean"]), count=count, minimum=minimum)]
    else:
        message = gettext_noop("%(share)s ý kiến hài lòng trong %(count)s phiếu khảo sát (tối thiểu %(minimum)s)")
        parts = [voice.said(message, share=voice.percent(result["share"]), count=count, minimum=minimum)]
    if result["low"] is not None:
        low, high = voice.percent(result["low"]), voice.percent(result["high"])
        parts.append(voice.said(gettext_noop("khoảng tin cậy %(low)s – %(high)s"), low=low, high=high))
    if result["k"] is not None:
        mu, value = voice.percent(result["mu"]), voice.percent(result["value"])
        message = gettext_noop("co về mức chung %(mu)s với k = %(k)s còn %(value)s")
        parts.append(voice.said(message, mu=mu, k=voice.number(result["k"]), value=value))
    points = exact_text(from_text(result["points"]))
    parts.append(voice.said(gettext_noop("thành %(points)s điểm"), points=voice.number(points)))
    return "; ".join(parts)


def brought(part: Mapping[str, Any]) -> Fraction:
    """What a contribution adds to its group; a deduction takes it off."""
    value = from_text(part["points"]) * from_text(part["weight"])
    return -value if part["kind"] == "deduction" else value
