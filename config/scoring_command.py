"""`thidua score`: the arguments of the command, and from files to a ranking, an audit, an explanation."""

import argparse
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from config.terminal import AGREES, DISAGREES, Output
from emulation.rules.ranking import Line
from emulation.rules.scheme_parts import RANKS
from emulation.rules.schemes import Scheme
from emulation.tables import reporting, writing
from emulation.tables.auditing import audit
from emulation.tables.definitions import read_scheme
from emulation.tables.explaining import explain
from emulation.tables.numbers import PERCENTS, POINTS
from emulation.tables.options import Options, pairs, several
from emulation.tables.outlines import outline
from emulation.tables.reading import read_table
from emulation.tables.scoring import Result, score_table
from kernel.errors import Invalid
from kernel.text import gettext_noop, search_key

_SIGNS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_COLUMNS: Mapping[str, str] = {
    "subject": gettext_noop("cột mã (hoặc tên) đối tượng"),
    "name": gettext_noop("cột tên đối tượng"),
    "total": gettext_noop("cột tổng đã in"),
    "rank": gettext_noop("cột hạng đã in"),
    "grade": gettext_noop("cột xếp loại đã in"),
    "month": gettext_noop("cột tháng; bảng khi đó là bảng nhiều tháng"),
    "absent": gettext_noop("cột đánh dấu vắng mặt"),
    "veto": gettext_noop("cột liệt kê điều kiện loại"),
    "component": gettext_noop("bảng dọc: cột thành phần"),
    "value": gettext_noop("bảng dọc: cột giá trị"),
    "rater": gettext_noop("bảng dọc: cột người chấm"),
}
_LISTED: Mapping[str, tuple[str, str]] = {
    "--group": ("NAME=COLUMN", gettext_noop("cột phân nhóm, ví dụ cluster=Cụm")),
    "--rank-within": ("NAME=COLUMN", gettext_noop("cột hạng đã in trong nhóm")),
    "--where": ("COLUMN=VALUE", gettext_noop("chỉ lấy các dòng có giá trị này; lặp lại để thêm giá trị hoặc cột")),
    "--skip": ("NAME", gettext_noop("bỏ dòng có tên này (được dùng *)")),
    "--keep": ("NAME", gettext_noop("giữ dòng có tên giống dòng tổng")),
    "--not-submitted": ("WORD", gettext_noop("chữ có nghĩa là chưa nộp")),
    "--not-applicable": ("WORD", gettext_noop("chữ có nghĩa là không áp dụng")),
    "--explain": ("SUBJECT", gettext_noop("diễn giải điểm của một đối tượng")),
}


def arguments(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument(
        "scheme", type=Path, metavar="SCHEME", help=say(gettext_noop("bộ tiêu chí, tệp JSON hoặc TOML"))
    )
    parser.add_argument(
        "table", type=Path, metavar="TABLE", nargs="?", help=say(gettext_noop("bảng điểm, tệp CSV hoặc XLSX"))
    )
    _what_to_do(parser, say)
    for name, text in _COLUMNS.items():
        parser.add_argument(f"--{name}", metavar="COLUMN", default="", help=say(text))
    for name, (shape, text) in _LISTED.items():
        parser.add_argument(name, metavar=shape, action="append", default=[], help=say(text))
    _spellings(parser, say)


def _what_to_do(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument("--audit", action="store_true", help=say(gettext_noop("đối chiếu với tổng, hạng, loại đã in")))
    parser.add_argument(
        "--tolerance", metavar="NUMBER|parts", default="",
        help=say(gettext_noop("sai số cho phép khi đối chiếu; parts: do làm tròn các thành phần")),
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help=say(gettext_noop("ghi kết quả: .csv, .xlsx hoặc .json"))
    )
    parser.add_argument("--ranks", choices=RANKS, help=say(gettext_noop("cách đếm hạng khi đồng hạng")))
    parser.add_argument(
        "--previous", type=Path, metavar="TABLE", help=say(gettext_noop("bảng kỳ trước, để lấy số liệu chuyển sang"))
    )
    parser.add_argument(
        "--scheme-check", action="store_true",
        help=say(gettext_noop("chỉ in cây tiêu chí và các tổng; với --out thì ghi bộ tiêu chí đầy đủ")),
    )  # fmt: skip


def _spellings(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument("--skip-totals", action="store_true", help=say(gettext_noop("bỏ các dòng tổng, trung bình")))
    parser.add_argument(
        "--missing-columns", action="store_true", help=say(gettext_noop("chấp nhận bảng thiếu cột của vài tiêu chí"))
    )
    parser.add_argument("--decimal", choices=(",", "."), default="", help=say(gettext_noop("dấu thập phân")))
    parser.add_argument(
        "--percent",
        choices=PERCENTS,
        default=POINTS,
        help=say(gettext_noop("dấu phần trăm là điểm (92,5) hay tỷ lệ (0,925)")),
    )
    parser.add_argument("--sheet", metavar="NAME", default="", help=say(gettext_noop("trang tính của tệp XLSX")))
    parser.add_argument("--encoding", metavar="NAME", default="", help=say(gettext_noop("bảng mã của tệp CSV")))
    parser.add_argument(
        "--delimiter",
        metavar="SIGN",
        default="",
        help=say(gettext_noop("dấu phân cách của tệp CSV: một ký tự hoặc tab")),
    )


def run(chosen: argparse.Namespace, out: Output) -> int:
    changed = {"ranks": chosen.ranks} if chosen.ranks else {}
    scheme = read_scheme(content_of(chosen.scheme), chosen.scheme.name, **changed)
    if chosen.scheme_check:
        return _checked(scheme, chosen.out, out)
    if chosen.table is None:
        raise Invalid("command.no_table", gettext_noop("Cần một bảng điểm (CSV hoặc XLSX) sau bộ tiêu chí."))
    options = options_of(chosen)
    table = read_table(content_of(chosen.table), chosen.table.name, scheme, options)
    previous = (
        read_table(content_of(chosen.previous), chosen.previous.name, scheme, options) if chosen.previous else None
    )
    result = score_table(scheme, table, previous=previous)
    found = audit(result, tolerance=chosen.tolerance) if chosen.audit else None
    report = reporting.Report(result, found, out.say)
    if chosen.out:
        _write(
            chosen.out, writing.written(report, chosen.out.suffix.lower().lstrip(".")), (chosen.scheme, chosen.table)
        )
    if chosen.explain:
        out.line("\n\n".join(explain(result, line, out.say) for line in _asked(result, chosen.explain)))
    else:
        out.line(writing.terminal_text(report))
    return AGREES if found is None or found.agrees else DISAGREES


def _checked(scheme: Scheme, target: Path | None, out: Output) -> int:
    out.line(outline(scheme, out.say))
    if target is not None:
        _write(target, (json.dumps(scheme.to_data(), ensure_ascii=False, indent=2) + "\n").encode(), ())
    return AGREES


def content_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = gettext_noop("Không đọc được tệp %(path)s: %(why)s.")
        raise Invalid("command.unreadable", message, path=str(path), why=error.strerror or str(error)) from error


def _write(path: Path, content: bytes, read: Iterable[Path]) -> None:
    if any(path.resolve() == other.resolve() for other in read):
        message = gettext_noop("Kết quả không được ghi đè lên tệp đầu vào %(path)s.")
        raise Invalid("command.would_overwrite", message, path=str(path))
    try:
        path.write_bytes(content)
    except OSError as error:
        message = gettext_noop("Không ghi được tệp %(path)s: %(why)s.")
        raise Invalid("command.unwritable", message, path=str(path), why=error.strerror or str(error)) from error


def options_of(chosen: argparse.Namespace) -> Options:
    return Options(
        **{name: getattr(chosen, name) for name in _COLUMNS},
        groups=dict(pairs("--group", chosen.group)),
        ranks_within=dict(pairs("--rank-within", chosen.rank_within)),
        where=several("--where", chosen.where),
        skip=tuple(chosen.skip),
        keep=tuple(chosen.keep),
        skip_totals=chosen.skip_totals,
        missing_columns=chosen.missing_columns,
        not_submitted=tuple(chosen.not_submitted),
        not_applicable=tuple(chosen.not_applicable),
        decimal=chosen.decimal,
        percent=chosen.percent,
        sheet=chosen.sheet,
        encoding=chosen.encoding,
        delimiter=_sign(chosen.delimiter),
    )


def _sign(text: str) -> str:
    sign = _SIGNS.get(text, text.replace("\\t", "\t"))
    if len(sign) > 1 or sign in ('"', "\n", "\r"):
        raise Invalid("command.bad_delimiter", gettext_noop("Dấu phân cách phải là một ký tự, hoặc chữ tab."))
    return sign


def _asked(result: Result, subjects: Iterable[str]) -> list[Line]:
    return [_subject(result, wanted) for wanted in subjects]


def _subject(result: Result, wanted: str) -> Line:
    """The line of a subject by its code or name, whatever its case and accents."""
    exact = result.ranking.by_subject.get(wanted)
    if exact is not None:
        return exact
    key = search_key(wanted)
    found = [
        line
        for line in result.ranking.lines
        if key in (search_key(line.subject), search_key(result.name(line.subject)))
    ]
    if len(found) != 1:
        message = gettext_noop("Không có đúng một đối tượng tên “%(subject)s” trong bảng (có %(count)d).")
        raise Invalid("command.no_such_subject", message, subject=wanted, count=len(found))
    return found[0]
