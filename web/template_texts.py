"""Words for the codes of certificate templates."""

from kernel.text import gettext_noop

BY_GROUP = {
    "template_state": {
        "draft": gettext_noop("Dự thảo"),
        "published": gettext_noop("Đã ban hành"),
        "retired": gettext_noop("Ngừng dùng"),
    },
    "recipient": {
        "person": gettext_noop("Cá nhân"),
        "collective": gettext_noop("Tập thể"),
        "household": gettext_noop("Hộ gia đình"),
    },
    "art": {
        "classic": gettext_noop("Trống đồng"),
        "classic-light": gettext_noop("Trống đồng, nền thoáng"),
        "lotus": gettext_noop("Hoa sen"),
        "lotus-light": gettext_noop("Hoa sen, nền thoáng"),
        "guilloche": gettext_noop("Vân lưới"),
        "guilloche-light": gettext_noop("Vân lưới, nền thoáng"),
    },
    "box": {
        "left": gettext_noop("Sát trái"),
        "centre": gettext_noop("Giữa"),
        "right": gettext_noop("Sát phải"),
        "top": gettext_noop("Sát trên"),
        "middle": gettext_noop("Giữa ô"),
        "bottom": gettext_noop("Sát dưới"),
        "shrink": gettext_noop("Thu nhỏ, rồi xuống dòng"),
        "wrap": gettext_noop("Xuống dòng, rồi thu nhỏ"),
        "as recorded": gettext_noop("Như dữ liệu"),
        "capitals": gettext_noop("CHỮ IN HOA"),
        "roman": gettext_noop("Đứng"),
        "italic": gettext_noop("Nghiêng"),
        "bold": gettext_noop("Đậm"),
        "bold italic": gettext_noop("Đậm nghiêng"),
        "display": gettext_noop("Chữ trang trí"),
    },
}
