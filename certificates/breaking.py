"""Pure rules of where a Vietnamese line may end: names keep their compounds, citations keep their words together."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate

GOOD, FREE, AVOID, NEVER = range(4)
_COSTS = (0.0, 0.03, 0.09, 4.0)  # against the square of a line's relative distance from the mean

_NAME_PAIRS = {
    ("công", "huyền"), ("công", "tằng"), ("công", "tôn"), ("hoàng", "phủ"), ("huyền", "tằng"), ("huyền", "tôn"),
    ("nguyễn", "phúc"), ("nguyễn", "phước"), ("tằng", "tôn"), ("tôn", "nữ"), ("tôn", "thất"), ("âu", "dương"),
}  # fmt: skip
_NAME_MIDDLES = {"thị", "văn"}

_WORDS = """
thủ tục; an ninh; an toàn; ban nhân; bảo vệ; chiến sĩ; chuyên môn; chuyên nghiệp; chuyên đề; chính quyền;
chính trị; chất lượng; chỉ đạo; chủ tịch; cá nhân; cán bộ; công chức; công cộng; công dân; công nghệ; công sở;
công tác; công vụ; cơ quan; cơ sở; cải cách; cải tiến; dân cư; dân phòng; giám sát; giáo dục; giáo viên;
giải quyết; góp phần; gương mẫu; hiệu quả; hoàn thành; hài lòng; hành chính; hình ảnh; hưởng ứng; học sinh;
hồ sơ; hội đồng; hợp tác; khen thưởng; kinh tế; kiểm tra; kỷ luật; lao động; liên tục; lãnh đạo; môi trường;
mầm non; nghĩa vụ; người tốt; nhiệm vụ; nhân dân; nhân viên; nông thôn; nề nếp; phong trào; phát huy;
phát triển; phòng chống; phổ thông; phục vụ; quản lý; quốc phòng; sáng kiến; sáng tạo; tham gia; tham mưu;
thanh niên; thi đua; thành phố; thành tích; thân thiện; thông tin; thời gian; thực hiện; tiên tiến; tiểu học;
triển khai; trung học; truyền thống; trách nhiệm; trật tự; tuyên truyền; tình nguyện; tư pháp; tấm gương;
tận tụy; tập thể; tổ chức; tổ dân; tổ quốc; việc tốt; văn hoá; văn hóa; văn minh; văn phòng; vượt khó; vận động;
vệ sinh; xuất sắc; xây dựng; xã hội; y tế; yêu nước; điển hình; đoàn kết; đoàn thể; đóng góp; đô thị; đúng hạn;
đơn vị; đồng bào; đồng chí; đời sống; ủy ban
"""
_WORD_PAIRS = {tuple(pair.split()) for pair in _WORDS.split(";")}
_BEFORE_NUMBER = {"số", "ngày", "tháng", "năm", "quý", "khóa", "khoá", "lần", "tổ", "phường", "quận", "đợt", "nhiệm"}
_BEFORE_NAME = {
    "ban", "huyện", "khối", "phòng", "phường", "quận", "thôn", "thị", "tỉnh", "tổ", "trường", "xã", "phố", "học", "sở",
    "trấn", "non", "thông",
}  # fmt: skip

_ROUNDING = 1e-9
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
    return _between(words[at - 1], words[at])


@lru_cache(maxsize=16384)
def _between(left: str, right: str) -> int:
    """The same for two neighbours: citations are made of few words, so most pairs have been judged before."""
    before, after = _plain(left), _plain(right)
    if left[-1] in ",;:.–-" or right[0] in '“"':
        return GOOD
    if (before in _BEFORE_NUMBER and after[:1].isdigit()) or right[0] in "–-":
        return NEVER
    if (before, after) in _WORD_PAIRS or (before in _BEFORE_NAME and right[0].isupper()):
        return AVOID
    return AVOID if left[:1].isupper() and right[:1].isupper() else FREE


def greedy(words: Sequence[str], width: Width, limit: float) -> int:
    """How many lines the words need, filled one after the other; 0 if one word alone is too wide."""
    blank = width(" ")
    count, long = 1, -blank
    for word in words:
        own = width(word)
        if own > limit:
            return 0
        long += blank + own
        if long > limit:
            count, long = count + 1, own
    return count


def balanced(words: Sequence[str], width: Width, limit: float, count: int, judge: Judge) -> tuple[str, ...]:
    """Break into exactly ``count`` lines of at most ``limit``, as even as the judge allows; () if impossible.

    Minimum raggedness by dynamic programming: a line's cost is the square of its distance from the mean length. Ends from
    which the rest finds no room in the lines that are left are not looked at, which leaves few where lines are nearly full.
    """
    last, blank = len(words), width(" ")
    places = list(accumulate((width(word) + blank for word in words), initial=0.0))
    most, mean = limit + blank + _ROUNDING, places[last] / count
    costs = [0.0, *(_COSTS[judge(words, at)] for at in range(1, last)), 0.0]
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for line in range(1, count + 1):
        reached: dict[int, tuple[float, int]] = {}
        least = bisect_left(places, places[last] - (count - line) * most) if line < count else last
        for start, (so_far, _) in best[-1].items():
            begin = places[start]
            for end in range(max(start + 1, least), last + (line == count)):
                long = places[end] - begin
                if long > most:
                    break
                off = (long - mean) / mean
                cost = so_far + off * off + costs[end]
                if end not in reached or cost < reached[end][0]:
                    reached[end] = (cost, start)
        best.append(reached)
    return _traced(words, best) if last in best[-1] else ()


def _traced(words: Sequence[str], best: Sequence[dict[int, tuple[float, int]]]) -> tuple[str, ...]:
    """The lines that led to the end at the least cost."""
    lines: list[str] = []
    end = len(words)
    for reached in best[:0:-1]:
        start = reached[end][1]
        lines.append(" ".join(words[start:end]))
        end = start
    return tuple(reversed(lines))
