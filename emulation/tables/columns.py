"""The layout of a table: where its header is, what each column holds, wide or long."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from emulation.rules.schemes import Scheme
from emulation.tables import headers as named
from emulation.tables.files import Grid, has_letters
from emulation.tables.headers import Names, names_of, place_among, rater_labels, usual_role
from emulation.tables.numbers import read_figure
from emulation.tables.options import Options
from emulation.workbooks.books import header_key
from emulation.workbooks.package import column_letters, column_number
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

_HEADER_ROWS, _HEADER_DEPTH = 20, 3


@dataclass(frozen=True)
class Column:
    """A column by its place (from 1): its ``role``, and the ``code`` or name that some roles come with."""

    place: int
    header: str
    role: str = named.UNKNOWN
    code: str = ""

    @property
    def label(self) -> str:
        return f"“{self.header}”" if self.header else column_letters(self.place)


@dataclass(frozen=True)
class Layout:
    """Where things stand in a grid. ``first`` is the first row of data; ``labels`` names components of a long table
    that are printed totals or ranks; ``where`` maps columns to the only values that count."""

    grid: Grid
    scheme: Scheme
    names: Names
    header_row: int
    first: int
    columns: tuple[Column, ...]
    is_long: bool
    where: Mapping[int, tuple[str, ...]]
    labels: Mapping[str, str]

    def having(self, role: str) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.role == role)

    def one(self, role: str) -> Column | None:
        return next(iter(self.having(role)), None)


def lay_out(grids: Sequence[Grid], scheme: Scheme, options: Options) -> Layout:
    """The layout of the grid whose header names most. Raises `Invalid` naming missing, repeated and unknown columns."""
    names = names_of(scheme)
    stated = {header_key(text) for text in (*options.columns().values(), *options.groups.values())}

    def meaning(header: str) -> str:
        return _meaning(header, names, stated)

    heads = [(grid, row, depth) for grid in grids for row, depth in _blocks(grid, meaning)]
    found = [(_score(_heads_at(*block, meaning), meaning), -block[2], -block[1], block) for block in heads]
    best = max(found, key=lambda one: one[:3], default=None)
    if best is None or best[0] == 0:
        raise _no_header(scheme)
    grid, row, depth = best[3]
    columns = _heads_at(grid, row, depth, meaning)
    placed, where, labels = _stated(columns, options)
    is_long = _is_long(placed, names, options)
    placed = _usual(placed, scheme, names, is_long=is_long)
    placed = _first_text_column(placed, grid, row + depth)
    layout = Layout(grid, scheme, names, row, row + depth, placed, is_long, where, labels)
    faults = [*_repeated(layout), *_lacking(layout, options)]
    if faults:
        message = gettext_noop("Tiêu đề của bảng có %(count)d lỗi.")
        raise Invalid("table.bad_header", message, problems=faults, count=len(faults))
    return layout


def _blocks(grid: Grid, meaning: Callable[[str], str]) -> Iterable[tuple[int, int]]:
    """First row and number of rows of everything that may be a header: a row below another with figures in it is none."""
    for row in range(1, min(_HEADER_ROWS, grid.height) + 1):
        for depth in range(1, min(_HEADER_DEPTH, grid.height - row + 1) + 1):
            if depth > 1 and _has_figures(grid, row + depth - 1, meaning):
                break
            yield row, depth


def _has_figures(grid: Grid, row: int, meaning: Callable[[str], str]) -> bool:
    texts = (grid.cell(row, place).text for place in range(1, grid.width(row) + 1))
    return any(read_figure(text) is not None and not meaning(text) for text in texts if text)


def _heads_at(grid: Grid, row: int, depth: int, meaning: Callable[[str], str]) -> tuple[Column, ...]:
    """The headers of a block of rows: of each column the lowest cell that names something, as merged headings stand above
    and units of measurement may stand below; else the lowest with any text."""
    rows = range(row, row + depth)
    width = max((len(grid.sheet.rows[number - 1]) for number in rows), default=0)
    columns = []
    for place in range(1, width + 1):
        texts = [text for number in reversed(rows) if (text := grid.cell(number, place).text)]
        columns.append(Column(place, next((text for text in texts if meaning(text)), next(iter(texts), ""))))
    return tuple(columns)


def _score(columns: Sequence[Column], meaning: Callable[[str], str]) -> int:
    """How many different things a header names."""
    return len({meaning(column.header) for column in columns if column.header} - {""})


def _meaning(header: str, names: Names, stated: set[str]) -> str:
    if header_key(header) in stated:
        return f"stated {header_key(header)}"
    if found := names.find(header):
        return " ".join(found)
    usual = usual_role(header, "usual") or usual_role(header, "long")
    if not usual and place_among(header, (*named.CODES, *named.NAMES)) is not None:
        usual = named.SUBJECT
    return usual


def _no_header(scheme: Scheme) -> Invalid:
    return Invalid(
        "table.no_header",
        gettext_noop("Không tìm thấy dòng tiêu đề: bảng cần một cột tên hoặc mã và các cột %(codes)s."),
        codes=", ".join(list(scheme.leaves)[:12]),
    )


def _stated(
    columns: tuple[Column, ...], options: Options
) -> tuple[tuple[Column, ...], dict[int, tuple[str, ...]], dict[str, str]]:
    """The columns that were named beforehand; of a long table a total or rank may be named that is a component."""
    wanted = [(role, "", column) for role, text in options.columns().items() for column in _parts(columns, role, text)]
    wanted += [(named.GROUPING, name, column) for name, column in options.groups.items()]
    wanted += [(named.RANK_WITHIN, name, column) for name, column in options.ranks_within.items()]
    places = {column: _place_of(columns, column) for column in (*(one[2] for one in wanted), *options.where)}
    labels = {header_key(c): role for role, _, c in wanted if places[c] is None and role in (named.TOTAL, named.RANK)}
    faults = [_no_column(c, columns) for c, place in places.items() if place is None and header_key(c) not in labels]
    if faults:
        message = gettext_noop("Có %(count)d cột được chỉ ra mà bảng không có.")
        raise Invalid("table.columns_not_there", message, problems=faults, count=len(faults))
    roles = {places[column]: (role, name) for role, name, column in wanted}
    placed = tuple(
        replace(column, role=roles[column.place][0], code=roles[column.place][1]) if column.place in roles else column
        for column in columns
    )
    where = {place: options.where[column] for column, place in places.items() if place and column in options.where}
    return placed, where, labels


def _parts(columns: Sequence[Column], role: str, text: str) -> list[str]:
    """A subject may be named by several columns together: ``Skater+Element``."""
    together = role == named.SUBJECT and "+" in text and _place_of(columns, text) is None
    return [part.strip() for part in text.split("+")] if together else [text]


def _place_of(columns: Sequence[Column], wanted: str) -> int | None:
    """The column with this header, or else the one of this letter."""
    for same in (lambda header: header == wanted, lambda header: header_key(header) == header_key(wanted)):
        found = [column.place for column in columns if column.header and same(column.header)]
        if found:
            return found[0]
    letters = wanted.upper()
    if letters.isascii() and letters.isalpha() and len(letters) <= 3 and column_number(letters) <= len(columns):
        return column_number(letters)
    return None


def _no_column(wanted: str, columns: Sequence[Column]) -> Problem:
    message = gettext_noop("Không có cột “%(column)s”; các cột trong bảng: %(known)s.")
    known = ", ".join(column.label for column in columns if column.header)
    return Problem("table.no_such_column", message, "", {"column": wanted, "known": known})


def _is_long(columns: Sequence[Column], names: Names, options: Options) -> bool:
    """Whether each row holds one component: there is a column for its name and no column of a leaf."""
    if options.component:
        return True
    free = [column for column in columns if column.role == named.UNKNOWN]
    leaves = [c for c in free if (found := names.find(c.header)) and found[0] == named.LEAF]
    return not leaves and any(usual_role(column.header, "long") == named.COMPONENT for column in free)


def _usual(columns: tuple[Column, ...], scheme: Scheme, names: Names, *, is_long: bool) -> tuple[Column, ...]:
    """The columns that were not named beforehand, by what they are called."""
    taken = {column.role for column in columns} - set(named.PAIRED)
    raters = rater_labels(scheme) if is_long else frozenset()
    placed = []
    for column in columns:
        if column.role == named.UNKNOWN and column.header:
            column = _by_name(column, names, taken, raters, is_long=is_long)
        placed.append(column)
    placed = _best_of_each(placed)
    return _subjects(_one_value(placed) if is_long else placed)


def _best_of_each(columns: Sequence[Column]) -> list[Column]:
    """Of several columns that might be the total, say, the one with the more usual name; the same name twice stays."""
    placed = list(columns)
    for role, usual in named.USUAL.items():
        own = [(place_among(c.header, usual), i) for i, c in enumerate(placed) if c.role == role]
        orders = [order for order, _ in own if order is not None]
        for order, index in own:
            if order is not None and order > min(orders):
                placed[index] = replace(placed[index], role=named.UNKNOWN)
    return placed


def _by_name(column: Column, names: Names, taken: set[str], raters: frozenset[str], *, is_long: bool) -> Column:
    found = names.find(column.header)
    if is_long:
        role = usual_role(column.header, "long")
        if role and role not in taken:
            return replace(column, role=role)
        if header_key(column.header) in raters and named.VALUE not in taken:
            return replace(column, role=named.VALUE, code=column.header)
    elif found:
        return replace(column, role=found[0], code=found[1])
    within = usual_role(column.header, "ranks_within")
    if within:
        return replace(column, role=named.RANK_WITHIN, code=within)
    role = usual_role(column.header, "usual")
    return replace(column, role=role) if role and role not in taken else column


def _one_value(columns: Sequence[Column]) -> list[Column]:
    """A long table has one column of values or one for each judge; a value beside those of judges is a printed one."""
    plain = [column for column in columns if column.role == named.VALUE and not column.code]
    judged = [column for column in columns if column.role == named.VALUE and column.code]
    if not judged:
        return list(columns)
    return [replace(column, role=named.UNKNOWN) if column in plain else column for column in columns]


def _subjects(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Code and name of the subjects: the best of the usual names; what is left of them may be a grouping."""
    placed = list(columns)
    for role, usual in ((named.SUBJECT, named.CODES), (named.NAME, named.NAMES)):
        if any(column.role == role for column in placed):
            continue
        candidates = [
            (order, index)
            for index, column in enumerate(placed)
            if column.role == named.UNKNOWN and (order := place_among(column.header, usual)) is not None
        ]
        if candidates:
            _, index = min(candidates)
            placed[index] = replace(placed[index], role=role)
    groups = {column.code for column in placed if column.role == named.GROUPING}
    for index, column in enumerate(placed):
        group = usual_role(column.header, "groups") if column.role == named.UNKNOWN else ""
        if group and group not in groups:
            placed[index] = replace(column, role=named.GROUPING, code=group)
            groups.add(group)
    return tuple(placed)


def _first_text_column(columns: tuple[Column, ...], grid: Grid, first: int) -> tuple[Column, ...]:
    """Where no header names the subjects, they stand in the first column if it holds nothing but words."""
    if any(column.role in (named.SUBJECT, named.NAME) for column in columns):
        return columns
    for column in columns:
        if column.role == named.UNKNOWN:
            texts = [grid.cell(row, column.place).text for row in range(first, grid.height + 1)]
            filled = [text for text in texts if text]
            if filled and all(has_letters(text) for text in filled):
                return tuple(replace(c, role=named.NAME) if c is column else c for c in columns)
    return columns


def _repeated(layout: Layout) -> Iterable[Problem]:
    """Two columns for one thing."""
    seen: dict[tuple[str, str], Column] = {}
    message = gettext_noop(
        "Hai cột %(first)s (cột %(one)s) và %(second)s (cột %(other)s) cùng chỉ %(what)s: hãy bỏ một."
    )
    for column in layout.columns:
        if column.role in (named.UNKNOWN, named.NUMBER, named.SUBJECT):
            continue
        first = seen.setdefault((column.role, column.code), column)
        if first is not column:
            params = {
                "first": first.label, "one": column_letters(first.place), "second": column.label,
                "other": column_letters(column.place), "what": column.code or column.role,
            }  # fmt: skip
            where = layout.grid.where(layout.header_row, column.place)
            yield Problem("table.column_repeated", message, where, params)


def _lacking(layout: Layout, options: Options) -> Iterable[Problem]:
    """What a table cannot do without: somebody to rank and the figures of every leaf."""
    if layout.one(named.SUBJECT) is None and layout.one(named.NAME) is None:
        message = gettext_noop("Không có cột mã hoặc tên đối tượng: hãy chỉ ra cột đó (các cột: %(known)s).")
        known = ", ".join(column.label for column in layout.columns if column.header)
        yield Problem("table.no_subject", message, "", {"known": known})
    if layout.is_long:
        if layout.one(named.VALUE) is None:
            message = gettext_noop("Bảng dọc thiếu cột giá trị: hãy chỉ ra cột đó.")
            yield Problem("table.no_value", message)
        return
    there = {column.code for column in layout.having(named.LEAF)}
    missing = [code for code in layout.scheme.leaves if code not in there]
    if missing and (not options.missing_columns or not there):
        yield from (_missing_leaf(layout, code) for code in missing)


def _missing_leaf(layout: Layout, code: str) -> Problem:
    unknown = [column for column in layout.columns if column.role == named.UNKNOWN and column.header]
    title = layout.scheme.leaves[code].title.vi
    params = {"code": code, "title": title}
    shared = next((c for c in unknown if code in layout.names.codes_called(c.header)), None)
    if shared is not None:
        message = gettext_noop(
            "Không rõ cột %(column)s là của tiêu chí nào, vì nhiều tiêu chí cùng tên: hãy ghi mã %(code)s làm tiêu đề."
        )
        return Problem("table.column_unclear", message, code, params | {"column": shared.label})
    close = next((column for column in unknown if layout.names.nearest(column.header) == code), None)
    if close is not None:
        message = gettext_noop(
            "Thiếu cột %(code)s “%(title)s”; cột %(column)s có lẽ là cột này: hãy sửa tiêu đề cho đúng mã hoặc tên."
        )
        return Problem("table.missing_column", message, code, params | {"column": close.label})
    message = gettext_noop(
        "Thiếu cột %(code)s “%(title)s”: hãy thêm cột có tiêu đề là mã hoặc tên này. Các cột chưa dùng: %(unknown)s."
    )
    names = ", ".join(column.label for column in unknown) or "–"
    return Problem("table.missing_column", message, code, params | {"unknown": names})
