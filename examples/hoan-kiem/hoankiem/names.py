"""Invented names of every kind that a Vietnamese office meets; none is meant for a real person."""

import random

FEMALE, MALE = "nữ", "nam"

_FAMILIES = {
    "Nguyễn": 380, "Trần": 110, "Lê": 90, "Phạm": 70, "Hoàng": 40, "Phan": 35, "Vũ": 30, "Đặng": 22, "Bùi": 22,
    "Đỗ": 20, "Ngô": 14, "Hồ": 12, "Dương": 12, "Đinh": 10, "Đoàn": 9, "Trịnh": 9, "Võ": 9, "Huỳnh": 9, "Mai": 8,
    "Lương": 8, "Đào": 8, "Tạ": 6, "Cao": 6, "Phùng": 6, "Lưu": 6, "Nghiêm": 4, "Khuất": 3, "Doãn": 3, "Kiều": 3,
    "Chử": 2, "Cù": 2, "Nguyễn Trần": 3, "Vũ Hoàng": 2, "Lê Đỗ": 2, "Âu Dương": 1,
}  # fmt: skip
_MIDDLES = {
    FEMALE: {
        "Thị": 30, "Thị Thu": 8, "Thị Thanh": 8, "Thị Minh": 5, "Thị Hồng": 5, "Thị Kiều": 3, "Thu": 6, "Thanh": 6,
        "Ngọc": 6, "Minh": 5, "Bích": 4, "Phương": 4, "Thùy": 4, "Khánh": 3, "Diệu": 3, "Hoài": 3, "Như": 2, "Tường": 1,
    },
    MALE: {
        "Văn": 26, "Đức": 10, "Hữu": 8, "Quang": 8, "Minh": 7, "Xuân": 6, "Công": 5, "Đình": 5, "Mạnh": 5, "Quốc": 5,
        "Duy": 4, "Thế": 4, "Viết": 3, "Khắc": 3, "Trọng": 3, "Bá": 2, "Ngọc": 3, "Sỹ": 2, "Tiến": 3, "": 3,
    },
}  # fmt: skip
_GIVENS = {
    FEMALE: """Hương Hạnh Hằng Thảo Thủy Thúy Nhung Ngân Nga Nguyệt Oanh Quyên Quỳnh Trang Trâm Tuyết Tươi Uyên Vân Yến
        Xuyến Ánh Châu Chi Diệp Dung Duyên Điệp Giang Hà Hiền Hoa Huệ Huyền Khuê Lam Lan Liên Linh Loan Lụa Ly Mơ Mỵ Na
        Nhàn Phượng""",
    MALE: """An Bằng Bình Chiến Chương Cường Dũng Dương Duệ Đạt Điền Định Đông Giáp Hải Hậu Hiếu Hiệp Hoan Hùng Hưng Huy
        Khải Khánh Khôi Kiên Lâm Long Lộc Luân Mẫn Nam Nghĩa Nhân Nhật Phong Phú Phúc Quân Quý Sơn Tài Tân Thắng Thành
        Thịnh Thuận Toàn Trí Trung Tú Tuấn Tùng Tuyên Việt Vinh Vượng""",
}
_RARE = (
    # Ê Đê, Gia Rai, Ba Na, Cơ Tu
    ("H'Lim Niê", FEMALE), ("H'Bliăk Êban", FEMALE), ("Y Djuang Niê Kđăm", MALE), ("Y Blơm Mlô", MALE),
    ("H'Zuôn Buôn Yă", FEMALE), ("Rơ Châm H'Yéo", FEMALE), ("Ksor Y Phin", MALE), ("Đinh Y Nhơn", MALE),
    ("A Lăng Thị Bhơnh", FEMALE),
    # Tày, Nùng, Thái, Mường
    ("Nông Thị Xuyên Sa", FEMALE), ("Bế Văn Lẩy", MALE), ("Lộc Thị Ỉm", FEMALE), ("Lò Thị Pâng", FEMALE),
    ("Cầm Văn Hặc", MALE), ("Quách Công Ẻn", MALE), ("Bùi Thị Ượm", FEMALE),
    # Hmông, Dao, Hà Nhì
    ("Giàng A Sềnh", MALE), ("Vàng Thị Mỷ Sua", FEMALE), ("Thào Seo Lử", MALE), ("Triệu Mùi Pham", FEMALE),
    ("Chu Xé Lù", MALE),
    # Khmer, Chăm
    ("Thạch Sa Rinh", MALE), ("Sơn Thị Sô Phia", FEMALE), ("Kim Chanh Đa Ra", MALE), ("Đàng Thị Nguyệt Sa", FEMALE),
    ("Châu Văn Ka Đim", MALE), ("Từ Thị Ha Li Mah", FEMALE),
    # Hoa
    ("Voòng A Sềnh", MALE), ("Lâm Chí Khoành", MALE), ("Quan Muội Lình", FEMALE),
    # long names of the old court families
    ("Công Tằng Tôn Nữ Thụy Diệu Khuê", FEMALE), ("Công Huyền Tôn Nữ Quỳnh Dao Chi", FEMALE),
    ("Tôn Thất Bảo Nguyên Khoa", MALE), ("Nguyễn Phúc Vĩnh Trường Hy", MALE),
)  # fmt: skip
_TAKEN = frozenset({
    "Nguyễn Phú Trọng", "Nguyễn Xuân Phúc", "Nguyễn Thị Kim Ngân", "Phạm Minh Chính", "Lương Cường", "Trần Thanh Mẫn",
    "Võ Văn Thưởng", "Vương Đình Huệ", "Trần Đại Quang", "Nguyễn Minh Triết", "Nguyễn Tấn Dũng", "Hoàng Trung Hải",
    "Nguyễn Đức Chung", "Chu Ngọc Anh", "Nguyễn Chí Lực", "Đinh Hồng Phong", "Nguyễn Quang Hải", "Nguyễn Công Phượng",
    "Đỗ Mỹ Linh", "Nguyễn Thùy Linh", "Lê Quang Liêm", "Phan Văn Đức", "Phạm Nhật Vượng", "Trần Tiến Dũng",
    "Đỗ Hùng Dũng",
    "Nguyễn Thúc Thùy Tiên", "Trần Tiểu Vy", "Lương Thùy Linh", "Nguyễn Hòa Bình", "Phan Văn Giang", "Đỗ Văn Chiến",
    "Trần Quốc Tuấn", "Võ Nguyên Giáp", "Nguyễn Văn Linh", "Lê Khả Phiêu", "Phan Văn Khải", "Trần Quốc Vượng",
    "Phạm Bình Minh", "Vũ Đức Đam", "Trần Hồng Hà", "Lê Minh Khuê", "Ngô Bảo Châu", "Nguyễn Mạnh Hùng", "Bùi Xuân Phái",
})  # fmt: skip
"""Well-known people, and people in the articles behind the example: chance must not name them."""


def rare_names() -> tuple[tuple[str, str], ...]:
    return _RARE


def kinh_name(chance: random.Random, gender: str) -> str:
    """A family, middle and given name by how common they are."""
    while True:
        parts = (_pick(chance, _FAMILIES), _pick(chance, _MIDDLES[gender]), chance.choice(_GIVENS[gender].split()))
        name = " ".join(part for part in parts if part)
        if name not in _TAKEN and parts[0] != parts[2]:
            return name


def _pick(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), weights=list(weights.values()))[0]
