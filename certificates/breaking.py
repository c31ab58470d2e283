"""Pure rules of where a Vietnamese line may end: names keep their compounds, citations keep their words together."""

from collections.abc import Callable, Sequence

FREE, AVOID, NEVER = 0, 1, 2
_AVOID_COST, _NEVER_COST = 0.06, 4.0

_NAME_PAIRS = {
    ("công", "huyền"), ("công", "tằng"), ("công", "tôn"), ("hoàng", "phủ"), ("huyền", "tằng"), ("huyền", "tôn"),
    ("nguyễn", "phúc"), ("nguyễn", "phước"), ("tằng", "tôn"), ("tôn", "nữ"), ("tôn", "thất"), ("âu", "dương"),
}  # fmt: skip
_NAME_MIDDLES = {"thị", "văn"}

_WORD_PAIRS = {
    tuple(pair.split())
    for pair in (
        "an ninh, an toàn, ban nhân, cán bộ, cải cách, cải tiến, cá nhân, chiến sĩ, chính quyền, chính trị, chủ tịch, "
        "chuyên đề, chuyên môn, công chức, công cộng, công dân, công nghệ, công sở, công tác, công vụ, cơ quan, cơ sở, "
        "dân cư, dân phòng, đoàn kết, đoàn thể, đóng góp, đô thị, đơn vị, giải quyết, giáo dục, giáo viên, hành chính, "
        "hoàn thành, học sinh, hội đồng, hợp tác, khen thưởng, kinh tế, kỷ luật, lao động, liên tục, mầm non, môi trường, "
        "nề nếp, nhân dân, nhân viên, nhiệm vụ, nông thôn, phát huy, phát triển, phong trào, phổ thông, phòng chống, "
        "phục vụ, quản lý, quốc phòng, sáng kiến, sáng tạo, tập thể, tham gia, thanh niên, thành phố, thành tích, "
        "thi đua, thông tin, thủ tục, thực hiện, tiên tiến, tiểu học, tình nguyện, tổ chức, tổ dân, trật tự, "
        "triển khai, trung học, truyền thống, tuyên truyền, tư pháp, ủy ban, văn hóa, văn hoá, văn minh, văn phòng, "
        "vận động, vệ sinh, vượt khó, xã hội, xây dựng, xuất sắc, y tế, yêu nước"
    ).split(", ")
}
_BEFORE_NUMBER = {"số", "ngày", "tháng", "năm", "quý", "khóa", "khoá", "lần", "tổ", "phường", "quận", "đợt", "nhiệm"}
_BEFORE_NAME = {
    "ban", "huyện", "khối", "phòng", "phường", "quận", "thôn", "thị", "tỉnh", "tổ", "trường", "xã", "phố", "học", "sở",
    "trấn", "non", "thông",
}  # fmt: skip

Judge = Callable[[Sequence[str], int], int]
Width = Callable[[str], float]


def _plain(word: str) -> str:
    return word.strip("“”\"',.;:()").casefold()


def person_break(words: Sequence[str], at: int) -> int:
    """How bad it is to end a line of a person's name before word ``at``."""
    before, after = _plain(words[at - 1]), _plain(words[at])
    alone = at in (1, len(words) - 1)  # a family name or a given name by itself is no half of a name
    return NEVER if alone or before in _NAME_MIDDLES or (before, after) in _NAME_PAIRS else FREE


def text_break(words: Sequence[str], at: int) -> int:
    """How bad it is to end a line of a citation or of a body's name before word ``at``."""
    left, right = words[at - 1], words[at]
    before, after = _plain(left), _plain(right)
    if left[-1] in ",;:.–-":
        return FREE
    if before in _BEFORE_NUMBER and after[:1].isdigit() or right[0] in "–-":
        return NEVER
    if (before, after) in _WORD_PAIRS or (before in _BEFORE_NAME and right[0].isupper()):
        return AVOID
    return AVOID if left[:1].isupper() and right[:1].isupper() else FREE


def greedy(words: Sequence[str], width: Width, limit: float) -> int:
    """How many lines the words need, filled one after the other."""
    count, line = 1, words[0]
    for word in words[1:]:
        joined = f"{line} {word}"
        if width(joined) > limit:
            count, line = count + 1, word
        else:
            line = joined
    return count


def balanced(words: Sequence[str], width: Width, limit: float, count: int, judge: Judge) -> tuple[str, ...]:
    """Break into exactly ``count`` lines of at most ``limit``, as even as the judge's bad places allow; () if impossible.

    Minimum raggedness by dynamic programming: a line's cost is the square of its distance from the mean length.
    """
    blank = width(" ")
    advances = [width(word) + blank for word in words]
    mean = sum(advances) / count
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for line in range(1, count + 1):
        reached: dict[int, tuple[float, int]] = {}
        for start, (so_far, _) in best[-1].items():
            long = 0.0
            for end in range(start + 1, len(words) + 1):
                long += advances[end - 1]
                if long - blank > limit:
                    break
                cost = so_far + ((long - mean) / mean) ** 2 + _cost(words, end, judge)
                if (end == len(words)) == (line == count) and (end not in reached or cost < reached[end][0]):
                    reached[end] = (cost, start)
        best.append(reached)
    if len(words) not in best[-1]:
        return ()
    lines: list[str] = []
    end = len(words)
    for line in range(count, 0, -1):
        start = best[line][end][1]
        lines.append(" ".join(words[start:end]))
        end = start
    return tuple(reversed(lines))


def _cost(words: Sequence[str], at: int, judge: Judge) -> float:
    if at == len(words):
        return 0.0
    return (0.0, _AVOID_COST, _NEVER_COST)[judge(words, at)]
