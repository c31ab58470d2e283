"""Minutes of a council's session and of its votes, with the arithmetic of every item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from emulation.commendation.papers import blocks as b
from emulation.commendation.papers.facts import Asked, Head, Names, body_head, lines_of
from emulation.commendation.papers.kinds import Kind
from emulation.models import CouncilSession
from emulation.rules.awards.wording import BLANK, day_words
from kernel.text import gettext_noop

_ROLES = {"chair": "Chủ tịch", "vice": "Phó Chủ tịch", "secretary": "Thư ký", "member": "Ủy viên"}
_WAYS = {"present": "có mặt", "online": "họp trực tuyến", "written": "gửi ý kiến văn bản", "absent": "vắng mặt"}
_FORMS = {"in_person": "họp trực tiếp", "online": "họp trực tuyến", "writing": "lấy ý kiến bằng văn bản"}
_GROUNDS = {
    "self": "là người được xét",
    "unit": "thuộc đơn vị được xét",
    "worked": "đã tham gia lập, thẩm định hồ sơ",
    "declared": "tự xin không bỏ phiếu",
}


@dataclass(frozen=True)
class Member:
    place: int
    name: str
    title: str
    role: str
    way: str


@dataclass(frozen=True)
class Item:
    """What was voted on. ``sentences`` are the arithmetic as it was fixed when the vote was counted."""

    place: int
    title: str
    award: str
    form: str
    yes: str
    no: str
    abstain: str
    needed: str
    of: str
    outcome: str
    recused: tuple[str, ...]
    sentences: tuple[str, ...]
    article: str


@dataclass(frozen=True)
class Minutes:
    """What the minutes of a session say."""

    head: Head
    council: str
    document: str
    number: int
    day: str
    place: str
    form: str
    total: int
    present: int
    quorum: str
    quorum_needed: int
    members: tuple[Member, ...]
    items: tuple[Item, ...]
    proceedings: tuple[str, ...]
    passed: int
    considered: int
    chair: str
    secretary: str


def _members(rows: Sequence[Mapping[str, Any]]) -> tuple[Member, ...]:
    return tuple(
        Member(place, row["name"], row["title"], _ROLES[row["role"]], _WAYS[row["way"]])
        for place, row in enumerate(rows, start=1)
    )


_OUTCOMES = {None: "xem cách chọn", True: "đề nghị khen thưởng", False: "không đề nghị"}


def _item(row: Mapping[str, Any], names: Names) -> Item:
    result: Mapping[str, Any] = row["result"]
    return Item(
        place=row["number"],
        title=row["title"],
        award=names.award(row["award"]),
        form="bỏ phiếu kín" if row["secret"] else "biểu quyết công khai",
        **{name: str(result.get(name, "")) for name in ("yes", "no", "abstain", "needed")},
        of=str(result.get("denominator", "")),
        outcome=_OUTCOMES[row["passed"]],
        recused=tuple(f"{one['name']} ({one['reason'] or _GROUNDS[one['ground']]})" for one in row["recused"]),
        sentences=tuple(part["message"] % part["params"] for part in result.get("parts", ())),
        article=row["article"],
    )


def _with_role(members: Sequence[Member], role: str) -> str:
    return next((member.name for member in members if member.role == role), "")


def gather(session: CouncilSession, asked: Asked) -> Minutes:
    told: Mapping[str, Any] = session.minutes
    names = Names(str(session.authority_id), session.held_on)
    names.learn(awards=[row["award"] for row in told["items"]])
    members = _members(told["members"])
    items = tuple(_item(row, names) for row in told["items"])
    passed = [row["passed"] for row in told["items"] if row["kind"] == "line"]
    return Minutes(
        head=body_head(session.authority, session.council.name, number="……/BB", day=session.held_on),
        council=session.council.name,
        document=session.council.document,
        number=session.number,
        day=day_words(session.held_on),
        place=session.place or BLANK,
        form=_FORMS[session.form],
        total=told["total"],
        present=told["present"],
        quorum=told["quorum"]["share"],
        quorum_needed=told["quorum"]["needed"],
        members=members,
        items=items,
        proceedings=lines_of(session.proceedings) or (BLANK,),
        passed=sum(1 for one in passed if one),
        considered=len(passed),
        chair=_with_role(members, _ROLES["chair"]),
        secretary=_with_role(members, _ROLES["secretary"]),
    )


_WHERE = (
    b.text("{{ day }}; hình thức: {{ form }}; tại {{ place }}.", lead="1. Thời gian, địa điểm:"),
    b.text(
        "{{ council }} (thành lập theo {{ document }}) có {{ total }} thành viên; {{ present }} thành viên dự họp.",
        lead="2. Thành phần:",
    ),
    b.text("cần ít nhất {{ quorum }} tổng số thành viên, làm tròn lên là {{ quorum_needed }} người.", lead="3. Số người phải có:"),
)  # fmt: skip
_RESULTS = b.table(
    "items",
    "item",
    [
        b.column("Số", "{{ item.place }}", 11, b.CENTRE),
        b.column("Nội dung xét", "{{ item.title }}", 42),
        b.column("Danh hiệu, hình thức", "{{ item.award }}", 32),
        b.column("Đồng ý", "{{ item.yes }}", 15, b.CENTRE),
        b.column("Không đồng ý", "{{ item.no }}", 16, b.CENTRE),
        b.column("Không có ý kiến", "{{ item.abstain }}", 16, b.CENTRE),
        b.column("Cần", "{{ item.needed }}", 12, b.CENTRE),
        b.column("Kết quả", "{{ item.outcome }}", 22, b.CENTRE),
    ],
)
_SIGNED = b.signatures(
    b.signature(title_="THƯ KÝ", name="{{ secretary }}"), b.signature(title_="CHỦ TỌA", name="{{ chair }}")
)
_MINUTES = (
    b.head(),
    b.title("BIÊN BẢN", "Họp {{ council }}, phiên số {{ number }}"),
    b.heading("I. THỜI GIAN, THÀNH PHẦN"),
    *_WHERE,
    b.table(
        "members",
        "member",
        [
            b.column("STT", "{{ member.place }}", 11, b.CENTRE),
            b.column("Họ và tên", "{{ member.name }}", 50),
            b.column("Chức vụ", "{{ member.title }}", 50),
            b.column("Trong Hội đồng", "{{ member.role }}", 27),
            b.column("Tham dự", "{{ member.way }}", 27),
        ],
    ),
    b.heading("II. DIỄN BIẾN"),
    b.each("proceedings", "one", [b.text("{{ one }}")]),
    b.heading("III. KẾT QUẢ"),
    _RESULTS,
    b.text(
        "Hội đồng đề nghị khen thưởng {{ passed }} trong {{ considered }} đối tượng được xét. Ý kiến của Hội đồng là tư vấn; "
        "người có thẩm quyền quyết định. Biên bản kiểm phiếu kèm theo./."
    ),
    _SIGNED,
)
_TALLY = (
    b.head(),
    b.title("BIÊN BẢN KIỂM PHIẾU", "Phiên họp số {{ number }} của {{ council }}"),
    *_WHERE,
    b.each(
        "items",
        "item",
        [
            b.heading("Nội dung số {{ item.place }}: {{ item.title }} – {{ item.award }}"),
            b.text("{{ item.form }}. {{ item.article }}", lead="- Cách bỏ phiếu:"),
            b.each("item.recused", "one", [b.text("{{ one }}", lead="- Không bỏ phiếu:")]),
            b.each("item.sentences", "one", [b.text("- {{ one }}")]),
            b.text("{{ item.outcome }}.", lead="- Kết quả:"),
        ],
    ),
    b.heading("TỔNG HỢP"),
    _RESULTS,
    b.signatures(b.signature(title_="NGƯỜI KIỂM PHIẾU", name="{{ secretary }}"), b.signature(title_="CHỦ TỌA", name="{{ chair }}")),
)  # fmt: skip


def _closed(session: CouncilSession) -> bool:
    return bool(session.minutes)


PAPERS = (
    Kind("minutes", gettext_noop("Biên bản họp Hội đồng"), "session", Minutes, _MINUTES, gather, fits=_closed),
    Kind("tally", gettext_noop("Biên bản kiểm phiếu"), "session", Minutes, _TALLY, gather, fits=_closed),
)
