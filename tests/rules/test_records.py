"""Records of certificates and their trees: RFC 6962 to the letter, and any byte that somebody changes is found."""

import contextlib
import hashlib
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates import merkle, records
from certificates.merkle import holds, tree

INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Roots over the first one, two … of the inputs, as the reference implementation of RFC 6962 tests itself."""


@dataclass
class Said:
    """A certificate as records see it."""

    title: str = "GIẤY KHEN"
    authority_title: str = "Chủ tịch Ủy ban nhân dân phường Hoàn Kiếm"
    salutation: str = "Bà"
    recipient_name: str = "Nguyễn Thị Hường"
    position: str = "Chuyên viên"
    unit_name: str = "Phòng Văn hóa – Xã hội"
    citation: str = "Đã có thành tích <xuất sắc> & “sáng tạo”"
    decision_number: str = "128/QĐ-UBND"
    decided_on: date = date(2026, 3, 5)
    place: str = "Hà Nội"
    signatory_title: str = "CHỦ TỊCH"
    signatory_name: str = "Trần Văn An"
    book: str = "giay-khen"
    register_number: int = 12
    register_year: int = 2026
    salt: str = "00112233445566778899aabbccddeeff"
    leaf: str = ""
    proof: Any = None


def gathered(count: int) -> tuple[list[Said], bytes]:
    rows = [Said(register_number=number + 1, salt=f"{number:032x}") for number in range(count)]
    return rows, bytes.fromhex(records.gather(rows))


def test_trees_are_those_of_rfc_6962() -> None:
    leaves = [merkle.leaf(bytes.fromhex(text)) for text in INPUTS]
    assert tree([]).root == hashlib.sha256(b"").digest()
    for count, root in enumerate(ROOTS, start=1):
        grown = tree(leaves[:count])
        assert grown.root.hex() == root
        assert all(holds(leaves[place], place, count, grown.proofs[place], grown.root) for place in range(count))


@settings(max_examples=40)
@given(st.data())
def test_any_tampering_with_leaf_place_count_proof_or_root_is_found(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 40))
    place = data.draw(st.integers(0, count - 1))
    leaves = [merkle.leaf(bytes([number])) for number in range(count)]
    grown = tree(leaves)
    parts = {"leaf": leaves[place], "proof": grown.proofs[place], "root": grown.root}

    def stands(place: int = place, count: int = count, **changed: bytes) -> bool:
        now = {**parts, **changed}
        return holds(now["leaf"], place, count, now["proof"], now["root"])

    assert stands()
    flip = data.draw(st.integers(1, 255))
    for name, content in parts.items():
        if content:
            at = data.draw(st.integers(0, len(content) - 1))
            assert not stands(**{name: content[:at] + bytes([content[at] ^ flip]) + content[at + 1 :]})
    assert not any(stands(place=other) for other in range(-1, count + 2) if other != place)
    assert not stands(proof=parts["proof"] + leaves[0])
    assert not stands(proof=parts["proof"][:-1]) or count == 1
    assert not stands(count=0)


def test_a_place_is_proved_only_with_its_own_count_where_the_way_up_differs() -> None:
    leaves = [merkle.leaf(bytes([number])) for number in range(7)]
    grown = tree(leaves)
    assert not holds(leaves[6], 6, 8, grown.proofs[6], grown.root)
    assert not holds(leaves[6], 6, 6, grown.proofs[6], grown.root)


def test_the_record_has_one_spelling_and_leaves_out_what_a_new_copy_changes() -> None:
    content = records.canonical(Said())
    assert content.startswith('{"authority_title":"Chủ tịch Ủy ban'.encode())
    assert content == records.canonical(replace(Said(), leaf="ab", proof=b"1"))
    assert records.leaf(content) == merkle.leaf(content)
    for name, other in {"recipient_name": "Nguyễn Thị Hương", "salt": "ff" * 16, "register_number": 13}.items():
        assert records.canonical(replace(Said(), **{name: other})) != content  # type: ignore[arg-type]


@settings(max_examples=60)
@given(count=st.integers(1, 9), at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_any_changed_byte_of_the_evidence_is_found(count: int, at: int, flip: int) -> None:
    rows, root = gathered(count)
    content = records.evidence(rows[at % count], count)
    assert records.read(content).under(root, count)
    assert not {b"<", b">", b"&"} & {bytes([char]) for char in content}
    at %= len(content)
    changed = content[:at] + bytes([content[at] ^ flip]) + content[at + 1 :]
    with contextlib.suppress(records.Unreadable):
        assert not records.read(changed).under(root, count)


def test_evidence_without_a_tree_is_a_record_that_nothing_proves() -> None:
    _, root = gathered(3)
    found = records.read(records.evidence(Said(), 3))
    assert (found.count, found.under(root, 3)) == (0, False)
    assert found.record["recipient_name"] == "Nguyễn Thị Hường"


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"record":{}}', b"\xff", b'{"record":1}'])
def test_what_is_no_evidence_is_refused(content: bytes) -> None:
    with pytest.raises(records.Unreadable):
        records.read(content)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=100)
@given(st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), WORDS | st.integers(-(2**53) + 1, 2**53 - 1)))
def test_records_are_spelled_as_rfc_8785_spells_them(said: dict[str, Any]) -> None:
    assert records.spelled(said) == rfc8785.dumps(said)
