"""Which column of a table is what: leaves and groups of the scheme by code or title, the rest by its usual names."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from emulation.rules.nodes import Node, Title
from emulation.rules.schemes import Scheme
from emulation.workbooks.books import header_key

LEAF, GROUP_NODE, VETO_MARK = "leaf", "node", "veto_mark"
SUBJECT, NAME, TOTAL, RANK, GRADE, MONTH = "subject", "name", "total", "rank", "grade", "month"
ABSENT, VETOES, COMPONENT, VALUE, RATER, NUMBER = "absent", "veto", "component", "value", "rater", "number"
GROUPING, RANK_WITHIN, UNKNOWN = "group", "rank_within", "unknown"
PAIRED = (LEAF, GROUP_NODE, VETO_MARK, GROUPING, RANK_WITHIN)
"""Roles that come with a code or name of their own and may stand in several columns."""

CODES = (
    "mã cán bộ", "mã cb", "mã số", "mã đối tượng", "subject code", "mã", "code", "id", "iso3", "iso", "mã tỉnh",
    "mã đơn vị", "unit code",
)  # fmt: skip
NAMES = (
    "họ và tên", "họ tên", "full name", "đối tượng", "subject", "tên đối tượng", "tên", "name", "tên đơn vị",
    "đơn vị", "unit", "unit name", "tỉnh", "tỉnh/thành phố", "tỉnh, thành phố", "tỉnh thành", "địa phương", "province",
    "city", "quận/huyện", "huyện", "district", "xã", "phường/xã", "xã/phường", "ward", "commune", "sở",
    "sở, ban, ngành", "cơ quan", "agency", "bộ", "ministry", "quốc gia", "country", "economy", "state", "trường",
    "university", "institution", "school", "college", "thí sinh", "contestant", "candidate", "vận động viên",
    "athlete", "skater", "couple", "đội", "team", "cán bộ", "staff", "person", "entity",
)  # fmt: skip
USUAL: Mapping[str, tuple[str, ...]] = {
    TOTAL: (
        "tổng", "tổng điểm", "tổng cộng", "điểm tổng", "tổng số điểm", "điểm tổng hợp", "chỉ số", "chỉ số tổng hợp",
        "total", "total score", "total points", "overall score", "overall", "composite", "composite score",
        "final score", "index", "index score", "segment score",
        "total segment score", "net", "net points", "overall index", "điểm", "score", "points",
    ),
    RANK: (
        "hạng", "xếp hạng", "thứ hạng", "xếp thứ", "vị thứ", "rank", "ranking", "overall rank", "world rank", "place",
        "placing", "position",
    ),
    GRADE: ("xếp loại", "mức xếp loại", "phân loại", "nhóm xếp loại", "grade", "tier", "classification"),
    MONTH: ("tháng", "kỳ", "quý", "month", "period", "quarter"),
    ABSENT: ("vắng mặt", "vắng", "absent"),
    VETOES: ("không xét", "điểm liệt", "trường hợp loại", "veto", "vetoes", "disqualified"),
    NUMBER: ("stt", "tt", "số tt", "số thứ tự", "no.", "#", "row"),
}  # fmt: skip
USUAL_GROUPS: Mapping[str, tuple[str, ...]] = {
    "cluster": ("cụm", "khối", "cụm/khối", "cụm thi đua", "khối thi đua", "mã cụm", "tên cụm", "cluster"),
    "kind": ("loại đơn vị", "loại hình", "kind"),
    "unit": ("đơn vị", "mã đơn vị", "tên đơn vị", "unit", "unit code"),
    "region": ("vùng", "khu vực", "region"),
    "duty_group": ("nhóm vị trí", "nhóm vị trí việc làm", "nhóm nhiệm vụ", "duty group"),
}
USUAL_RANKS_WITHIN: Mapping[str, tuple[str, ...]] = {
    "cluster": (
        "hạng trong cụm",
        "hạng trong cụm, khối",
        "xếp hạng trong cụm",
        "hạng cụm",
        "hạng trong khối",
        "rank in cluster",
    ),
    "region": ("hạng trong vùng", "rank in region", "regional rank"),
    "unit": ("hạng trong đơn vị", "rank in unit"),
    "kind": ("hạng theo loại", "rank in kind"),
}
LONG: Mapping[str, tuple[str, ...]] = {
    COMPONENT: (
        "thành phần", "mã thành phần", "tiêu chí", "mã tiêu chí", "chỉ tiêu", "chỉ số thành phần", "nội dung",
        "component", "indicator", "criterion", "item", "dimension", "pillar", "element", "variable", "measure",
    ),
    VALUE: ("giá trị", "điểm", "kết quả", "value", "score", "points", "mark", "marks", "result", "figure"),
    RATER: ("giám khảo", "người chấm", "trọng tài", "giám định", "rater", "judge", "evaluator", "assessor"),
}  # fmt: skip

_TAIL = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")


@dataclass(frozen=True)
class Names:
    """What a scheme's own things may be called: code, title in both languages, code and title together."""

    exact: Mapping[str, tuple[str, str]]
    loose: Mapping[str, tuple[str, str]]
    ambiguous: Mapping[str, tuple[str, ...]]

    def find(self, header: str) -> tuple[str, str] | None:
        """Role and code of what a header names; a remark in brackets at its end, such as ``(20 points)``, is no hindrance."""
        for text in (header, _TAIL.sub("", header)):
            found = self.exact.get(text.casefold()) or self.loose.get(header_key(text))
            if found:
                return found
        return None

    def codes_called(self, header: str) -> tuple[str, ...]:
        """Several codes whose titles are one and the same."""
        return self.ambiguous.get(header_key(header), ())

    def nearest(self, header: str) -> str:
        """The code that a misspelt header may have meant."""
        close = difflib.get_close_matches(header_key(header), self.loose, n=1, cutoff=0.75)
        return self.loose[close[0]][1] if close else ""


def names_of(scheme: Scheme) -> Names:
    exact: dict[str, tuple[str, str]] = {}
    claims: dict[str, set[tuple[str, str]]] = {}
    for role, code, title in _things(scheme):
        exact[code.casefold()] = (role, code)
        for label in (title.vi, title.en):
            together = (f"{code} {label}", f"{label} {code}") if label != code else ()
            for text in (label, *together) if label else ():
                claims.setdefault(header_key(text), set()).add((role, code))
    for key, code in _own_parts(scheme):
        claims.setdefault(key, set()).add((LEAF, code))
    codes = _codes_by_key(scheme)
    loose = {key: next(iter(_heard(who))) for key, who in claims.items() if key and len(_heard(who)) == 1}
    loose |= {key: who[0] for key, who in codes.items() if len(who) == 1}
    ambiguous = {
        key: tuple(sorted(code for _, code in _heard(who))) for key, who in claims.items() if len(_heard(who)) > 1
    }
    return Names(exact, loose, ambiguous)


def _own_parts(scheme: Scheme) -> Iterable[tuple[str, str]]:
    """``J1`` for the leaf ``E.J1`` of the group ``E``, which is enough where there is one such group."""
    for node in scheme.nodes.values():
        for child in node.children:
            own = header_key(child.code.removeprefix(node.code))
            if child.is_leaf and own and child.code != own and child.code.startswith(node.code):
                yield own, child.code


def _heard(claims: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Leaves are heard first: a group that is called as its only leaf gives way."""
    leaves = {claim for claim in claims if claim[0] == LEAF}
    return leaves or claims


def _codes_by_key(scheme: Scheme) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for role, code, _ in _things(scheme):
        found.setdefault(header_key(code), []).append((role, code))
    return found


def _things(scheme: Scheme) -> Iterable[tuple[str, str, Title]]:
    for node in scheme.nodes.values():
        yield _node_role(node), node.code, node.title
    for veto in scheme.vetoes:
        yield VETO_MARK, veto.code, veto.title


def _node_role(node: Node) -> str:
    return LEAF if node.is_leaf else GROUP_NODE


def usual_role(header: str, roles: str) -> str:
    """The role under whose usual names a header is found, in one of the lists of `LISTS`."""
    known = _keys_of(roles)
    return next((known[key] for key in _keys(header) if key in known), "")


def place_among(header: str, names: tuple[str, ...]) -> int | None:
    """Where a header stands in a list of names, the first being the best; None if it is not there."""
    places = _places(names)
    return min((places[key] for key in _keys(header) if key in places), default=None)


@cache
def _places(names: tuple[str, ...]) -> dict[str, int]:
    return {header_key(name) or name: place for place, name in reversed(list(enumerate(names)))}


LISTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "usual": USUAL,
    "groups": USUAL_GROUPS,
    "ranks_within": USUAL_RANKS_WITHIN,
    "long": LONG,
}


@cache
def _keys_of(roles: str) -> dict[str, str]:
    return {header_key(name) or name: role for role, names in LISTS[roles].items() for name in names}


@lru_cache(maxsize=4096)
def _keys(header: str) -> tuple[str, ...]:
    """A header as it is compared: whole and without a remark in brackets; a sign alone, such as ``#``, as it is."""
    whole, bare = header_key(header) or header, header_key(_TAIL.sub("", header))
    return (whole, bare) if bare else (whole,)


def rater_labels(scheme: Scheme) -> frozenset[str]:
    """What the columns of judges may be headed: the own part of the code or the title of any leaf inside a group."""
    return frozenset(
        label for node in scheme.nodes.values() for child in node.children for label in labels_in(node, child)
    )


def labels_in(node: Node, child: Node) -> tuple[str, ...]:
    """How a child may be called inside its group, as compared: ``J1`` for ``E3.J1`` in ``E3``."""
    own = child.code.removeprefix(node.code).lstrip("._")
    return tuple(header_key(text) for text in (child.code, own, child.title.vi, child.title.en) if header_key(text))
