"""What a rule says, in a sentence that an officer reads: messages with values, codes by their titles."""

from collections.abc import Callable, Mapping
from typing import Any

from emulation.rules.awards.award_rules import (
    BonusRule,
    Condition,
    CouncilRule,
    Paper,
    Part,
    Procedure,
    Quota,
    Requirement,
)
from emulation.rules.awards.rule_values import (
    ABOVE,
    AD_HOC,
    BONUS,
    CAST,
    COUNCIL,
    DEDICATION,
    ELIGIBILITY,
    EXTERNAL,
    MERIT,
    PAPERS,
    PRESENT,
    PROCEDURE,
    QUOTA,
    TENURE,
    THEMATIC,
    TOTAL_MEMBERS,
)
from emulation.rules.awards.verdicts import DISCIPLINE_TITLES, GRADE_TITLES, REACH_TITLES, Fact
from emulation.rules.exact import exact_text
from kernel.text import gettext_noop

Translate = Callable[[str], str]

ASPECT_TITLES = {
    ELIGIBILITY: gettext_noop("Điều kiện"),
    QUOTA: gettext_noop("Tỷ lệ"),
    COUNCIL: gettext_noop("Biểu quyết của Hội đồng"),
    PAPERS: gettext_noop("Thành phần hồ sơ"),
    BONUS: gettext_noop("Mức thưởng"),
    PROCEDURE: gettext_noop("Thủ tục"),
}
KIND_TITLES = {
    MERIT: gettext_noop("Công trạng"),
    AD_HOC: gettext_noop("Đột xuất"),
    THEMATIC: gettext_noop("Phong trào, chuyên đề"),
    DEDICATION: gettext_noop("Quá trình cống hiến"),
    TENURE: gettext_noop("Niên hạn"),
    EXTERNAL: gettext_noop("Đối ngoại"),
}
SUBJECT_TITLES = {
    "person": gettext_noop("Cá nhân"),
    "collective": gettext_noop("Tập thể"),
    "household": gettext_noop("Hộ gia đình"),
}
PAPER_TITLES = {
    "letter": gettext_noop("Tờ trình"),
    "report": gettext_noop("Báo cáo thành tích"),
    "minutes": gettext_noop("Biên bản bình xét, xét khen thưởng"),
    "initiative": gettext_noop("Chứng nhận hoặc xác nhận sáng kiến"),
    "confirmation": gettext_noop("Xác nhận thành tích đột xuất"),
    "opinion": gettext_noop("Ý kiến của cơ quan liên quan"),
}
_DENOMINATORS = {
    TOTAL_MEMBERS: gettext_noop("tổng số thành viên"),
    PRESENT: gettext_noop("số thành viên có mặt"),
    CAST: gettext_noop("số phiếu bầu"),
}
_CONDITIONS: Mapping[str, str] = {
    "active": gettext_noop("Đơn vị không bị giải thể, sáp nhập"),
    "no_hold": gettext_noop("Không đang bị tạm dừng đề nghị (kiểm tra, xác minh, điều tra)"),
    "merit": gettext_noop("Không đang thi hành kỷ luật; hết thời hạn thì thành tích tính lại từ đầu"),
    "registered": gettext_noop("Đã đăng ký thi đua"),
    "one_reward": gettext_noop("Một thành tích chỉ được khen thưởng một lần"),
    "one_form": gettext_noop("Một thành tích chỉ đề nghị một hình thức"),
    "title_once": gettext_noop("Mỗi năm một lần"),
    "merit_basis": gettext_noop("Thành tích đột xuất, chuyên đề không làm căn cứ"),
    "grade": gettext_noop("Xếp loại năm từ %(grade)s"),
    "title": gettext_noop("Có danh hiệu %(title)s trong năm"),
    "ladder": gettext_noop("%(times)s lần liên tục %(title)s"),
    "grade_years": gettext_noop("%(years)s năm liên tục từ %(grade)s"),
    "initiative": gettext_noop("Có sáng kiến được công nhận phạm vi %(reach)s"),
    "members_award": gettext_noop("Từ %(pct)s phần trăm cá nhân có danh hiệu %(title)s"),
    "members_grade": gettext_noop("Tất cả cá nhân xếp loại từ %(grade)s"),
    "members_title": gettext_noop("Có cá nhân đạt danh hiệu %(title)s"),
    "members_discipline": gettext_noop("Không có cá nhân bị kỷ luật từ %(level)s"),
    "leader": gettext_noop("Dẫn đầu cụm, khối thi đua"),
    "campaign_years": gettext_noop("Phong trào kéo dài từ %(years)s năm"),
}
_ABOVE = gettext_noop("Trên %(pct)s phần trăm cá nhân có danh hiệu %(title)s")
_AND_IDEAS = gettext_noop("%(years)s năm liên tục từ %(grade)s và có %(count)s sáng kiến")


def _condition(one: Condition) -> Fact:
    said = {
        "title": one.award, "grade": one.grade, "times": one.times, "years": one.years, "reach": one.reach,
        "pct": exact_text(one.pct), "level": one.level, "count": one.count,
    }  # fmt: skip
    message = _CONDITIONS[one.kind]
    if one.kind == "members_award" and one.above:
        message = _ABOVE
    if one.kind == "grade_years" and one.count:
        message = _AND_IDEAS
    return Fact("", message, said)


def _quota(one: Quota) -> Fact:
    said = {"pct": exact_text(one.pct), "title": one.award}
    if one.award:
        return Fact("", gettext_noop("Không quá %(pct)s phần trăm số đạt %(title)s, làm tròn xuống"), said)
    return Fact("", gettext_noop("Không quá %(pct)s phần trăm số được xếp loại, làm tròn xuống"), said)


_REACHES = {
    (False, False, False): gettext_noop("Từ %(pct)s phần trăm trên %(denominator)s; bỏ phiếu công khai"),
    (False, True, False): gettext_noop("Từ %(pct)s phần trăm trên %(denominator)s; bỏ phiếu kín"),
    (False, False, True): gettext_noop(
        "Từ %(pct)s phần trăm trên %(denominator)s; bỏ phiếu công khai; có mặt ít nhất %(quorum)s số thành viên"
    ),
    (False, True, True): gettext_noop(
        "Từ %(pct)s phần trăm trên %(denominator)s; bỏ phiếu kín; có mặt ít nhất %(quorum)s số thành viên"
    ),
    (True, False, False): gettext_noop("Trên %(pct)s phần trăm %(denominator)s; bỏ phiếu công khai"),
    (True, True, False): gettext_noop("Trên %(pct)s phần trăm %(denominator)s; bỏ phiếu kín"),
    (True, False, True): gettext_noop(
        "Trên %(pct)s phần trăm %(denominator)s; bỏ phiếu công khai; có mặt ít nhất %(quorum)s số thành viên"
    ),
    (True, True, True): gettext_noop(
        "Trên %(pct)s phần trăm %(denominator)s; bỏ phiếu kín; có mặt ít nhất %(quorum)s số thành viên"
    ),
}
"""By whether the share is to be exceeded, whether the ballot is secret, and whether there is a quorum of its own."""


def _council(one: CouncilRule) -> Fact:
    said = {"pct": exact_text(one.threshold_pct), "denominator": one.denominator, "quorum": one.quorum}
    return Fact("", _REACHES[one.reach == ABOVE, one.secret, bool(one.quorum)], said)


def _paper(one: Paper) -> Fact:
    message = gettext_noop("%(paper)s: một bản cho cả hồ sơ")
    if one.each != "dossier":
        message = gettext_noop("%(paper)s: một bản cho mỗi đề nghị")
    return Fact("", message, {"paper": one.code})


def _bonus(one: BonusRule) -> Fact:
    message = gettext_noop("%(multiple)s lần mức lương cơ sở; tập thể nhân %(collective)s; làm tròn đến %(step)s đồng")
    said = {"multiple": exact_text(one.multiple), "collective": exact_text(one.collective_multiple), "step": one.step}
    return Fact("", message, said)


def _procedure(one: Procedure) -> Fact:
    message = gettext_noop(
        "Thẩm định trong %(days)s ngày làm việc; công khai %(notice)s ngày; bỏ phiếu kín khi có ít nhất %(fewest)s người bỏ"
    )
    said = {"days": one.appraisal_days, "notice": one.public_notice_days, "fewest": one.fewest_secret}
    return Fact("", message, said)


_WORDS: Mapping[type, Callable[[Any], Fact]] = {
    Quota: _quota, CouncilRule: _council, Paper: _paper, BonusRule: _bonus, Procedure: _procedure,
}  # fmt: skip
_TITLES = {
    "grade": GRADE_TITLES,
    "reach": REACH_TITLES,
    "level": DISCIPLINE_TITLES,
    "paper": PAPER_TITLES,
    "denominator": _DENOMINATORS,
}


def _said(fact: Fact, translate: Translate, names: Mapping[str, str]) -> str:
    params = dict(fact.params)
    for name, titles in _TITLES.items():
        if name in params:
            params[name] = translate(titles.get(str(params[name]), str(params[name])))
    params["title"] = names.get(str(params.get("title", "")), params.get("title", ""))
    return translate(fact.message) % params


def told(part: Part, translate: Translate, names: Mapping[str, str]) -> str:
    """The sentence; ``names`` are those of awards by code."""
    if not isinstance(part, Requirement):
        return _said(_WORDS[type(part)](part), translate, names)
    either = translate(gettext_noop("hoặc"))
    text = f" {either} ".join(_said(_condition(one), translate, names) for one in part.conditions)
    about = [*(SUBJECT_TITLES[one] for one in part.subjects), *(KIND_TITLES[one] for one in part.kinds)]
    return f"{text} ({', '.join(map(translate, about))})" if about else text


EVERY_AWARD = gettext_noop("Mọi danh hiệu, hình thức")
EVERY_TITLE = gettext_noop("Mọi danh hiệu thi đua")
EVERY_FORM = gettext_noop("Mọi hình thức khen thưởng")
