"""What a scored table says, in words and rows: the ranking, the contributions, the audit, and where every row went."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emulation.rules.exact import exact_text, rounded
from emulation.rules.ranking import Line
from emulation.tables.auditing import EQUAL, GRADE, PART, RANK, TOTAL, WITHIN, WRONG, Audit, Finding
from emulation.tables.explaining import GROUPING_TEXTS, policy_texts, reason_text, walked_down
from emulation.tables.scoring import Result, total_of
from emulation.tables.wording import DECIMALS, Say, Voice, said, shown
from kernel.text import gettext_noop

Cells = Sequence[str | Decimal | int | None]


@dataclass(frozen=True)
class Report:
    """A result with its audit, if one was asked for, in the language of ``say``."""

    result: Result
    audit: Audit | None
    say: Say

    def said(self, message: str, **params: object) -> str:
        return self.say(message, params)

    def grouping(self, name: str) -> str:
        """A grouping by its words, where it is one of ours."""
        return self.said(GROUPING_TEXTS[name]) if name in GROUPING_TEXTS else name


def ranking_rows(report: Report) -> tuple[list[str], list[Cells]]:
    """The ranking as a table with a line of headings: place, subject, total, components, and what the audit found."""
    result = report.result
    groupings = sorted({name for line in result.ranking.lines for name in line.within})
    named = any(result.name(line.subject) != line.subject for line in result.ranking.lines)
    graded = any(line.grade for line in result.ranking.lines)
    headings = [report.said(gettext_noop("Hạng")), report.said(gettext_noop("Đối tượng"))]
    headings += [report.said(gettext_noop("Tên"))] if named else []
    headings += [report.said(gettext_noop("Tổng điểm"))]
    headings += [report.said(gettext_noop("Xếp loại"))] if graded else []
    headings += [report.said(gettext_noop("Hạng trong %(name)s"), name=report.grouping(name)) for name in groupings]
    headings += [node.code for node in result.scheme.components]
    headings += [report.said(gettext_noop("Lý do không xếp hạng"))]
    if report.audit:
        headings += [report.said(text) for text in (_PRINTED_TOTAL, _PRINTED_RANK, _REMARKS)]
    rows: list[Cells] = []
    for line in result.ranking.lines:
        cells: list[str | Decimal | int | None] = [_rank(report, line), line.subject]
        cells += [result.name(line.subject)] if named else []
        cells += [total_of(line)]
        cells += [line.grade] if graded else []
        cells += [_spot(report, line, name) for name in groupings]
        cells += [_component(report, line, node.code) for node in result.scheme.components]
        rows.append([*cells, reason_text(line, report.say), *(_audited(report, line) if report.audit else ())])
    return headings, rows


_PRINTED_TOTAL = gettext_noop("Tổng đã in")
_PRINTED_RANK = gettext_noop("Hạng đã in")
_REMARKS = gettext_noop("Đối chiếu")


def _rank(report: Report, line: Line) -> int | str | None:
    return _number(line.overall.shown(report.result.ranking.ranks)) if line.overall else None


def _spot(report: Report, line: Line, name: str) -> int | str | None:
    return _number(line.within[name].shown(report.result.ranking.ranks)) if name in line.within else None


def _number(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def _component(report: Report, line: Line, code: str) -> Decimal | None:
    if code not in line.components:
        return None
    text = exact_text(line.components[code])
    short = "/" not in text and len(text.partition(".")[2]) <= DECIMALS
    return Decimal(text) if short else rounded(line.components[code], DECIMALS)


def _audited(report: Report, line: Line) -> list[str | Decimal | None]:
    printed = report.result.first_rows[line.subject].printed
    findings = report.audit.findings if report.audit else ()
    remarks = [finding_text(report, finding) for finding in findings if finding.subject == line.subject]
    rank = printed.ranks.get("")
    return [printed.total.value if printed.total else None, rank.text if rank else "", "; ".join(remarks)]


_WHAT: Mapping[str, str] = {
    TOTAL: gettext_noop("tổng điểm"),
    RANK: gettext_noop("thứ hạng"),
    GRADE: gettext_noop("xếp loại"),
    PART: gettext_noop("điểm nhóm"),
}


def finding_text(report: Report, finding: Finding) -> str:
    """``thứ hạng: in 3, theo các thành phần là 2 (…)``."""
    of = report.grouping(finding.of) if finding.what == RANK else finding.of
    what = report.said(_WHAT[finding.what]) + (f" {of}" if of else "")
    text = report.said(
        gettext_noop("%(what)s in %(printed)s, theo các thành phần là %(computed)s"),
        what=what, printed=finding.printed, computed=finding.computed,
    )  # fmt: skip
    hints = "; ".join(said(hint, report.say) for hint in finding.hints)
    return f"{text} ({hints})" if hints else text


def finding_line(report: Report, finding: Finding) -> str:
    who = finding.subject if finding.name == finding.subject else f"{finding.subject} {finding.name}"
    rows = _rows_text(finding.rows)
    return report.said(
        gettext_noop("Dòng %(rows)s, %(who)s: %(finding)s"), rows=rows, who=who, finding=finding_text(report, finding)
    )


def _rows_text(rows: Sequence[int]) -> str:
    return str(rows[0]) if len(rows) == 1 else f"{rows[0]}–{rows[-1]}"


def audit_summary(report: Report) -> list[str]:
    """One line for each kind of printed figure, and one for all."""
    if report.audit is None:
        return []
    lines = [said(note, report.say) for note in report.audit.notes]
    for what, name in _WHAT.items():
        if report.audit.count(what):
            lines.append(
                report.said(
                    gettext_noop(
                        "Đối chiếu %(what)s: %(checked)d, khớp %(equal)d, trong sai số %(within)d, sai %(wrong)d."
                    ),
                    what=report.said(name),
                    checked=report.audit.count(what),
                    equal=report.audit.count(what, EQUAL),
                    within=report.audit.count(what, WITHIN),
                    wrong=report.audit.count(what, WRONG),
                )
            )
    if report.audit.agrees:
        lines.append(report.said(gettext_noop("Mọi số liệu đã in đều theo đúng các thành phần.")))
    else:
        count = len(report.audit.findings)
        lines.append(report.said(gettext_noop("Có %(count)d số liệu đã in không theo các thành phần."), count=count))
    return lines


def accounting(report: Report) -> list[str]:
    """Where every row of the file went."""
    counts = report.result.counts()
    lines = [
        report.said(
            gettext_noop(
                "Đã đọc %(rows_read)d dòng của %(subjects)d đối tượng: %(ranked)d xếp hạng, %(unranked)d không xếp hạng."
            ),
            **counts,
        )
    ]
    if counts["rows_filtered"]:
        lines.append(report.said(gettext_noop("%(rows_filtered)d dòng không thuộc phần được lọc."), **counts))
    lines += [
        report.said(gettext_noop("Bỏ dòng %(row)d “%(text)s”: %(reason)s."), row=row.row, text=row.text,
                    reason=report.said(row.reason))
        for row in report.result.table.left_out
    ]  # fmt: skip
    return lines


def unranked_lines(report: Report) -> Iterator[str]:
    for line in report.result.unranked:
        missing = line.explanation.get("missing") or line.explanation.get("excluded") or ()
        text = f"{line.subject}: {reason_text(line, report.say)}"
        yield f"{text} ({', '.join(missing)})" if missing else text


def contribution_rows(report: Report) -> tuple[list[str], list[Cells]]:
    """Every contribution of everybody, a line each, in the order of the ranking and of the tree."""
    headings = [
        report.said(text)
        for text in (
            gettext_noop("Đối tượng"), gettext_noop("Tháng"), gettext_noop("Mã"), gettext_noop("Tên thành phần"),
            gettext_noop("Cấp"), gettext_noop("Trọng số"), gettext_noop("Tối đa"), gettext_noop("Tối đa còn lại"),
            gettext_noop("Số liệu"), gettext_noop("Điểm"), gettext_noop("Xử lý"),
        )
    ]  # fmt: skip
    rows: list[Cells] = []
    for line in report.result.ranking.lines:
        for month, contributions in _contributions(report, line):
            for level, part in walked_down(contributions):
                rows.append([line.subject, month, *_contribution(report, level, part)])
    return headings, rows


def _contributions(report: Report, line: Line) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    if "contributions" in line.explanation:
        yield "", line.explanation["contributions"]
    for (subject, month), scored in report.result.months.items():
        if subject == line.subject:
            yield month, scored.to_data()["contributions"]


def _contribution(report: Report, level: int, part: Mapping[str, Any]) -> Cells:
    voice, effective = Voice(report.say), part.get("effective_max")
    policies = "; ".join(policy_texts(part, voice))
    return [
        part["code"], voice.title(part["title"]), level, part["weight"], part.get("max") or "",
        shown(effective) if effective else "", shown(part["raw"]), shown(part["points"]), policies,
    ]  # fmt: skip


def problem_rows(report: Report) -> tuple[list[str], list[Cells]]:
    """All that somebody should look at: findings, notes, rows left out, who is not ranked."""
    kind, text = report.said(gettext_noop("Kiểu")), report.said(gettext_noop("Nội dung"))
    rows: list[Cells] = [
        [report.said(gettext_noop("tổng kết")), line] for line in accounting(report) + audit_summary(report)
    ]
    findings = report.audit.findings if report.audit else ()
    rows += [[report.said(gettext_noop("đối chiếu")), finding_line(report, finding)] for finding in findings]
    rows += [[report.said(gettext_noop("không xếp hạng")), line] for line in unranked_lines(report)]
    rows += [[report.said(gettext_noop("ghi chú")), said(note, report.say)] for note in report.result.notes]
    return [kind, text], rows


def to_data(report: Report) -> dict[str, Any]:
    """The whole result as JSON values; what is for people is in the language of the report."""
    result = report.result
    return {
        "ranking": result.ranking.to_data(),
        "result_digest": result.ranking.result_digest,
        "names": {subject: row.name for subject, row in result.first_rows.items()},
        "rows": result.counts(),
        "left_out": [
            {"row": row.row, "text": row.text, "reason": report.said(row.reason)} for row in result.table.left_out
        ],
        "notes": [{"code": note.code, "path": note.path, "message": said(note, report.say)} for note in result.notes],
        "audit": _audit_data(report),
    }


def _audit_data(report: Report) -> dict[str, Any] | None:
    if report.audit is None:
        return None
    checked: dict[str, dict[str, int]] = {}
    for (what, outcome), count in sorted(report.audit.checked.items()):
        checked.setdefault(what, {EQUAL: 0, WITHIN: 0, WRONG: 0})[outcome] = count
    return {
        "agrees": report.audit.agrees,
        "checked": checked,
        "summary": audit_summary(report),
        "findings": [
            {
                "subject": finding.subject, "rows": list(finding.rows), "what": finding.what, "of": finding.of,
                "printed": finding.printed, "computed": finding.computed,
                "hints": [{"code": hint.code, "message": said(hint, report.say)} for hint in finding.hints],
            }
            for finding in report.audit.findings
        ],
    }  # fmt: skip
