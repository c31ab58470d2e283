"""Reading JSON objects field by field, so that all faults of a document are found in one go, each with its path."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from emulation.rules.exact import is_number
from kernel.errors import Problem
from kernel.text import gettext_noop, nfc

_ABSENT = object()


class Fields:
    """One JSON object under reading. A fault is noted in ``faults`` and a harmless value returned in its place."""

    def __init__(self, data: object, path: str, faults: list[Problem], known: Iterable[str]) -> None:
        self.path = path
        self.faults = faults
        self.data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        if not isinstance(data, Mapping):
            self.fault("not_an_object", gettext_noop("Phải là một đối tượng gồm các trường có tên."))
        names = tuple(known)
        for key in self.data:
            if key not in names:
                self.fault(
                    "unknown_field",
                    gettext_noop("Không có trường “%(field)s”; các trường dùng được: %(known)s."),
                    str(key),
                    field=str(key),
                    known=", ".join(names),
                )

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path and key else self.path or key

    def fault(self, code: str, message: str, key: str = "", **params: object) -> None:
        self.faults.append(Problem(code, message, self.at(key), params))

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not be empty."""
        value = self.data.get(key, _ABSENT)
        if value is _ABSENT and default is not None:
            return default
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.fault("text_needed", gettext_noop("Cần một đoạn văn bản không rỗng."), key)
            return ""
        return nfc(value)

    def choice(self, key: str, options: Sequence[str], default: str) -> str:
        value = self.data.get(key, default)
        if value in options:
            return str(value)
        self.fault(
            "unknown_choice",
            gettext_noop("Giá trị “%(value)s” không dùng được; hãy chọn một trong: %(options)s."),
            key,
            value=str(value),
            options=", ".join(options),
        )
        return default

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        value = self.data.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.fault(
            "whole_number_needed",
            gettext_noop("Cần một số nguyên từ %(low)d đến %(high)d."),
            key,
            low=low,
            high=high,
        )
        return default

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.data.get(key, default)
        if isinstance(value, bool):
            return value
        self.fault("flag_needed", gettext_noop("Cần true hoặc false."), key)
        return default

    def number(self, key: str, default: Decimal | None) -> Decimal | None:
        """A number written as text or as a whole number; null stands for "none". Floats are refused as inexact."""
        value = self.data.get(key, _ABSENT)
        if value is _ABSENT:
            return default
        if value is None:
            return None
        if isinstance(value, float):
            self.fault(
                "float_refused",
                gettext_noop('Số có phần lẻ phải viết trong ngoặc kép, ví dụ "2.5", để không mất độ chính xác.'),
                key,
            )
            return default
        if isinstance(value, bool) or not isinstance(value, int | str) or not is_number(str(value)):
            self.fault("number_needed", gettext_noop('Cần một số, ví dụ "20" hoặc "2.5".'), key)
            return default
        return Decimal(value)

    def positive(self, key: str, default: Decimal | None) -> Decimal | None:
        value = self.number(key, default)
        if value is not None and value <= 0:
            self.fault("positive_needed", gettext_noop("Phải lớn hơn 0."), key)
            return default
        return value

    def rows(self, key: str) -> Iterator[tuple[object, str]]:
        """The members of a list, each with its path; an absent list is empty."""
        value = self.data.get(key, ())
        if not isinstance(value, list | tuple):
            self.fault("list_needed", gettext_noop("Phải là một danh sách."), key)
            return
        for index, member in enumerate(value):
            yield member, f"{self.at(key)}[{index}]"
