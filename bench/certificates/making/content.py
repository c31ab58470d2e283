"""Made-up certificates as a real decision has them: a few units and citations that repeat, or every one different."""

import random
from base64 import b32encode
from datetime import date
from hashlib import sha256

from certificates import records
from certificates.models import Certificate

FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"]
MIDDLE = ["Thị", "Văn", "Hữu", "Đức", "Ngọc", "Minh", "Thuỳ", "Khánh", "Bảo", "Quỳnh"]
GIVEN = ["Hường", "Trâm", "Châu", "Ái", "Khang", "Phượng", "Uyên", "Tuyết", "Sơn", "Nghĩa", "Quyên", "Hiếu", "Thảo"]
CITATIONS = [
    "Đã có thành tích xuất sắc trong phong trào thi đua “Thực hiện văn hóa công sở” năm 2025",
    "Hoàn thành xuất sắc nhiệm vụ chuyển đổi số, cải cách thủ tục hành chính và phục vụ nhân dân năm 2025, góp phần "
    "hoàn thành nhiệm vụ chính trị của phường",
    "Có nhiều đóng góp trong xây dựng đời sống văn hóa ở khu dân cư, giữ gìn an ninh trật tự và vệ sinh môi trường",
]
UNITS = [
    f"Trường Tiểu học {name}, phường Hoàn Kiếm" for name in ("Thăng Long", "Quang Trung", "Trần Nhật Duật", "Nguyễn Du")
]
WORDS = " ".join(CITATIONS).replace(",", "").split()
BATCH = 10_000


def rows(count: int, seed: int, *, different: bool) -> list[Certificate]:
    """Rows as the database would give them, each with its part in a tree of ten thousand."""
    rng = random.Random(seed)
    made = []
    for place in range(count):
        digest = sha256(f"{seed} {place}".encode()).digest()
        citation, unit = rng.choice(CITATIONS), rng.choice(UNITS)
        if different:
            citation = f"Đã có thành tích trong {' '.join(rng.choices(WORDS, k=22))} đợt {place}"
            unit = f"Tổ dân phố số {place} khu {rng.choice(GIVEN)}, phường Hoàn Kiếm"
        row = Certificate(
            token=b32encode(digest)[:26].decode(),
            title="GIẤY KHEN",
            authority_title="Chủ tịch Ủy ban nhân dân phường Hoàn Kiếm",
            salutation=rng.choice(["Ông", "Bà"]),
            recipient_name=" ".join([rng.choice(FAMILY), rng.choice(MIDDLE), rng.choice(MIDDLE), rng.choice(GIVEN)]),
            position="Giáo viên",
            unit_name=unit,
            citation=citation,
            decision_number="128/QĐ-UBND",
            decided_on=date(2025, 12, 15),
            place="Hoàn Kiếm",
            signatory_title="Chủ tịch",
            signatory_name="Trần Quốc Bảo",
            book="giay-khen",
            register_number=place + 1,
            register_year=2025,
            salt=digest.hex()[:32],
            proof=place.to_bytes(4, "big") + digest * 14,
        )
        made.append(row)
    return made


def evidence(row: Certificate) -> bytes:
    return records.evidence(row, BATCH)
