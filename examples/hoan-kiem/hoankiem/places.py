"""The units of the example: the committee, 18 wards, 12 specialised divisions and 6 schools in three clusters."""

from dataclasses import dataclass
from datetime import date

AUTHORITY = {
    "code": "hoan-kiem",
    "name": "Quận Hoàn Kiếm",
    "head_title": "Chủ tịch Ủy ban nhân dân quận Hoàn Kiếm",
    "place": "Hoàn Kiếm",
    "document_mark": "QĐ-UBND",
}
FOUNDED = date(2010, 1, 1)
_CLUSTERS = {
    "ward": ("CUM-1", "Cụm thi đua các phường"),
    "division": ("CUM-2", "Khối các phòng chuyên môn"),
    "school": ("CUM-3", "Khối trường học"),
}
_WARDS = (
    "Chương Dương", "Cửa Đông", "Cửa Nam", "Đồng Xuân", "Hàng Bạc", "Hàng Bài", "Hàng Bồ", "Hàng Bông", "Hàng Buồm",
    "Hàng Đào", "Hàng Gai", "Hàng Mã", "Hàng Trống", "Lý Thái Tổ", "Phan Chu Trinh", "Phúc Tân", "Trần Hưng Đạo",
    "Tràng Tiền",
)  # fmt: skip
_DIVISIONS = (
    "Văn phòng HĐND và UBND quận",
    "Phòng Nội vụ",
    "Phòng Tư pháp",
    "Phòng Tài chính - Kế hoạch",
    "Phòng Tài nguyên và Môi trường",
    "Phòng Lao động - Thương binh và Xã hội",
    "Phòng Văn hóa và Thông tin",
    "Phòng Giáo dục và Đào tạo",
    "Phòng Y tế",
    "Thanh tra quận",
    "Phòng Kinh tế",
    "Phòng Quản lý đô thị",
)
_SCHOOLS = (
    "Trường Mầm non Hoa Sữa Xanh",
    "Trường Mầm non Tháp Bút",
    "Trường Tiểu học Bờ Hồ",
    "Trường Tiểu học Cầu Thê Húc",
    "Trường THCS Bến Sông",
    "Trường THCS Phố Cổ",
)
COUNTERS = ("D01", "D03", "D05", "D12")
"""Divisions that receive the public at a counter and are therefore surveyed beside the wards."""


@dataclass(frozen=True)
class Unit:
    code: str
    name: str
    kind: str

    @property
    def cluster(self) -> tuple[str, str]:
        return _CLUSTERS[self.kind]


ROOT_UNIT = Unit("HK", "Ủy ban nhân dân quận Hoàn Kiếm", "authority_office")
WARDS = tuple(Unit(f"P{n:02d}", f"Ủy ban nhân dân phường {name}", "ward") for n, name in enumerate(_WARDS, 1))
DIVISIONS = tuple(Unit(f"D{n:02d}", name, "division") for n, name in enumerate(_DIVISIONS, 1))
SCHOOLS = tuple(Unit(f"S{n:02d}", name, "school") for n, name in enumerate(_SCHOOLS, 1))
UNITS = (*WARDS, *DIVISIONS, *SCHOOLS)
MONTHS = tuple(f"2019-{month:02d}" for month in range(1, 13))
