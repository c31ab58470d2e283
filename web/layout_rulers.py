"""Rulers and grid around a page in millimetres, as paths of an SVG; pure."""

from dataclasses import dataclass

GUTTER = 10
"""Millimetres that a ruler is wide."""
_AIR = 3
_LONG = {10: 3.2, 5: 2.2, 1: 1.2}


@dataclass(frozen=True)
class Stage:
    """Everything that the page of the editor draws around a sheet of so many millimetres."""

    width: float
    height: float

    @property
    def view_box(self) -> str:
        return f"-{GUTTER} -{GUTTER} {self.width + GUTTER + _AIR:g} {self.height + GUTTER + _AIR:g}"

    @property
    def across(self) -> str:
        """The ticks over the upper edge."""
        return "".join(f"M{place} -0.5v-{_LONG[_kind(place)]}" for place in range(int(self.width) + 1))

    @property
    def down(self) -> str:
        return "".join(f"M-0.5 {place}h-{_LONG[_kind(place)]}" for place in range(int(self.height) + 1))

    @property
    def numbers_across(self) -> range:
        return range(0, int(self.width) + 1, 10)

    @property
    def numbers_down(self) -> range:
        return range(0, int(self.height) + 1, 10)

    @property
    def grid(self) -> str:
        across = "".join(f"M{place} 0V{self.height:g}" for place in range(5, int(self.width) + 1, 5))
        return across + "".join(f"M0 {place}H{self.width:g}" for place in range(5, int(self.height) + 1, 5))


def _kind(place: int) -> int:
    return 10 if place % 10 == 0 else 5 if place % 5 == 0 else 1
