"""Scheme files: JSON and TOML say the same, numbers stay as typed, shorthands come out in full."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.schemes import parse_scheme
from emulation.tables.definitions import read_scheme, scheme_data
from emulation.tables.outlines import outline
from kernel.errors import Invalid

TOML = """
title = "Thử"
[[components]]
code = "A"
max = 20.50
weight = 0.1
[[components]]
code = "P"
aggregate = "trimmed_mean"
panel = 3
mark = { max = 10, missing = "renormalise" }
"""


def test_numbers_of_toml_and_json_are_what_was_typed() -> None:
    node = read_scheme(TOML.encode(), "thử nghiệm.toml").nodes["A"]
    assert (node.maximum, node.weight) == (Decimal("20.50"), Decimal("0.1"))
    document = b'{"components": [{"code": "A", "max": 0.1000000000000000055511, "weight": 1e-2}]}'
    node = read_scheme(document, "x.json").nodes["A"]
    assert (node.maximum, node.weight) == (Decimal("0.1000000000000000055511"), Decimal("0.01"))


def test_what_is_left_out_comes_from_the_file_or_the_code() -> None:
    scheme = read_scheme(TOML.encode(), "Thử nghiệm 2.toml")
    assert (scheme.code, scheme.version, scheme.title.vi) == ("thu-nghiem-2", 1, "Thử")
    assert scheme.nodes["A"].title.vi == "A"


def test_a_panel_is_its_judges() -> None:
    scheme = read_scheme(TOML.encode(), "x.toml")
    assert [leaf.code for leaf in scheme.nodes["P"].children] == ["P.J1", "P.J2", "P.J3"]
    assert {(leaf.maximum, leaf.missing, leaf.not_applicable) for leaf in scheme.nodes["P"].children} == {
        (Decimal(10), "renormalise", "refuse")
    }


def test_copies_have_codes_of_their_own_all_the_way_down() -> None:
    inner = {"code": "goe", "panel": ["J1", "J2"], "aggregate": "mean"}
    data: dict[str, Any] = {
        "components": [{"code": "E", "title": {"vi": "Bài"}, "copies": 2, "children": [{"code": "base"}, inner]}]
    }
    scheme = read_scheme(json.dumps(data).encode(), "x.json")
    assert list(scheme.nodes) == [
        "E1", "E1.base", "E1.goe", "E1.goe.J1", "E1.goe.J2", "E2", "E2.base", "E2.goe", "E2.goe.J1", "E2.goe.J2",
    ]  # fmt: skip
    assert scheme.nodes["E2"].title.vi == "Bài 2"


def test_the_full_form_reads_back_to_the_same_scheme() -> None:
    scheme = read_scheme(TOML.encode(), "x.toml")
    assert parse_scheme(scheme.to_data()) == scheme
    assert read_scheme(json.dumps(scheme.to_data()).encode(), "y.json") == scheme


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"{", "x.json", "scheme_file.not_json"),
        (b"[" * 100_000, "x.json", "scheme_file.not_json"),
        (b"a = ", "x.toml", "scheme_file.not_toml"),
        (b"a = 1\na = 2", "x.toml", "scheme_file.not_toml"),
        (b"[]", "x.json", "scheme_file.not_an_object"),
        (b'{"code": "x", "code": "y"}', "x.json", "scheme_file.field_repeated"),
        (b'{"components": [{"code": "A", "copies": 0}]}', "x.json", "scheme.invalid"),
        (b'{"components": [{"code": "A", "panel": "many"}]}', "x.json", "scheme.invalid"),
        (b'{"components": [{"code": "A", "max": NaN}]}', "x.json", "scheme.invalid"),
        (b"components = [{code = 'A', max = inf}]", "x.toml", "scheme.invalid"),
    ],
)
def test_what_is_no_scheme_is_refused_with_the_reason(content: bytes, name: str, code: str) -> None:
    with pytest.raises(Invalid) as found:
        read_scheme(content, name)
    assert found.value.code == code


def test_a_tree_of_any_depth_is_refused_and_not_stumbled_over() -> None:
    deep = '{"code":"a","children":[' * 300 + "]}" * 300
    with pytest.raises(Invalid):
        read_scheme(('{"components":[' + deep + "]}").encode(), "x.json")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 300) | st.text(max_size=5) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["code", "title", "components", "children", "copies", "panel", "mark", "max"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON_VALUES)
def test_no_document_at_all_makes_the_reader_stumble(document: Any) -> None:
    try:
        scheme = parse_scheme(scheme_data(json.dumps(document).encode(), "x.json"))
    except Invalid as refusal:
        assert refusal.text()
    else:
        assert outline(scheme)


def test_the_outline_shows_weights_shares_and_sums() -> None:
    text = outline(
        read_scheme(b'{"components": [{"code": "A", "max": 30, "weight": 2}, {"code": "B", "max": 40}]}', "x.json")
    )
    assert "A (60.00 %): max=30, weight=2" in text
    assert "B (40.00 %): max=40" in text
    assert "điểm tối đa của tổng: 100" in text
    assert "Tổng trọng số cấp một: 3" in text
