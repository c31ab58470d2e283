"""Lists drawn at random for checking: weighted sampling without replacement that anybody computes again, in whole numbers.

Every unit gets the key L / weight, L being minus the binary logarithm of a number between 0 and 1 that is made of SHA-256;
the units with the smallest keys are the list (Efraimidis and Spirakis, 2006): each next place falls on a unit with
probability weight / weights of all who are left. The seed is bound by its hash before the drawing, and joined with words
that somebody else brings to the drawing; so neither of the two chooses who is drawn.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from emulation.rules.inspection_policies import InspectionPolicy
from kernel.errors import Invalid, Problem
from kernel.text import digest, gettext_noop

METHOD = "exponential-keys-sha256.v1"
FRACTION_BITS = 64
_HASH_BITS = 256
_MANTISSA_BITS = 128
_SEED = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Frame:
    """What is drawn from, fixed together with the seed: how many of which units, each with its weight."""

    campaign: str
    month: str
    size: int
    weights: Mapping[str, int]

    def to_data(self) -> dict[str, Any]:
        units = [{"unit": code, "weight": self.weights[code]} for code in sorted(self.weights)]
        return {"method": METHOD, "campaign": self.campaign, "month": self.month, "size": self.size, "units": units}

    @property
    def digest(self) -> str:
        return digest(self.to_data())

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Frame":
        weights = {str(row["unit"]): int(row["weight"]) for row in data["units"]}
        return cls(str(data["campaign"]), str(data["month"]), int(data["size"]), weights)


@dataclass(frozen=True)
class Place:
    """A unit in the order of the drawing. ``logarithm`` is L in units of 2^-64; the key is logarithm / weight."""

    unit: str
    weight: int
    logarithm: int

    @property
    def key(self) -> Fraction:
        return Fraction(self.logarithm, self.weight)

    def to_data(self) -> dict[str, Any]:
        return {"unit": self.unit, "weight": self.weight, "logarithm": str(self.logarithm)}


def weight(indicator: Fraction | None, policy: InspectionPolicy) -> int:
    """The weight of a unit: its indicator rounded up, never below the least, so that nobody is safe from being drawn."""
    return policy.unknown_weight if indicator is None else max(policy.least_weight, ceil(indicator))


def check_frame(frame: Frame) -> list[Problem]:
    faults = []
    if not 1 <= frame.size <= len(frame.weights):
        message = gettext_noop("Số đơn vị cần rút phải từ 1 đến %(most)s.")
        faults.append(Problem("audit_list.size", message, "size", {"most": len(frame.weights)}))
    if any(value < 1 for value in frame.weights.values()):
        message = gettext_noop("Trọng số của mỗi đơn vị phải là số nguyên dương.")
        faults.append(Problem("audit_list.weight", message, "units"))
    return faults


def seed_hash(seed: str) -> str:
    """What binds a seed before it is shown. Raises `Invalid` for what is not 64 hexadecimal digits."""
    if not _SEED.fullmatch(seed):
        raise Invalid("audit_list.seed", gettext_noop("Hạt giống phải gồm 64 chữ số thập lục phân."))
    return hashlib.sha256(seed.encode()).hexdigest()


def minus_log2(seed: str, words: str, unit: str) -> int:
    """L of a unit in units of 2^-64: minus log2((2h + 1) / 2^257), h being SHA-256 of ``seed|words|unit``; always above 0.

    The logarithm is taken bit by bit: the mantissa is squared, and each time it passes 2 the next bit is 1.
    """
    hashed = int.from_bytes(hashlib.sha256(f"{seed}|{words}|{unit}".encode()).digest())
    number = 2 * hashed + 1
    whole = number.bit_length() - 1
    mantissa = (number << _MANTISSA_BITS) >> whole
    fraction = 0
    for _ in range(FRACTION_BITS):
        mantissa = (mantissa * mantissa) >> _MANTISSA_BITS
        passed = mantissa >> (_MANTISSA_BITS + 1)
        mantissa >>= passed
        fraction = (fraction << 1) | passed
    return ((_HASH_BITS + 1) << FRACTION_BITS) - ((whole << FRACTION_BITS) | fraction)


def draw(frame: Frame, seed: str, words: str) -> tuple[Place, ...]:
    """The list in the order of the drawing. It depends on seed, words, codes and weights alone, not on any order."""
    places = [Place(code, value, minus_log2(seed, words, code)) for code, value in frame.weights.items()]
    return tuple(sorted(places, key=lambda place: (place.key, place.unit))[: frame.size])


def parcel(frame: Frame, seed: str, words: str, places: Iterable[Place]) -> dict[str, Any]:
    """The file from which anybody draws again, without us."""
    return {
        "frame": frame.to_data(),
        "frame_digest": frame.digest,
        "seed_hash": seed_hash(seed),
        "seed": seed,
        "words": words,
        "drawn": [place.to_data() for place in places],
    }


def check_parcel(data: Mapping[str, Any], *, frame_digest: str, bound_hash: str) -> dict[str, bool]:
    """What holds of such a file, against the two digests that were published before the drawing."""
    frame = Frame.of(data["frame"])
    seed, words = str(data["seed"]), str(data["words"])
    again = [place.to_data() for place in draw(frame, seed, words)]
    return {
        "frame": frame.digest == frame_digest,
        "seed": hashlib.sha256(seed.encode()).hexdigest() == bound_hash,
        "drawn": again == list(data["drawn"]),
    }
