"""Who goes up: nobody who failed, nobody twice, and of a dossier that stays only those whom its level cannot award."""

from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.awards.forwarding import Standing, going_up, may_go

STANDING = st.builds(
    Standing,
    st.uuids().map(str),
    st.sampled_from(("pending", "pass", "fail", "lower", "higher")),
    st.sampled_from((None, True, False)),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=60)
@given(st.lists(STANDING, max_size=8))
def test_a_part_is_within_the_whole_and_whoever_stays_can_be_awarded_here(rows: list[Standing]) -> None:
    whole, part = going_up(rows, whole=True), going_up(rows, whole=False)
    assert set(part) <= set(whole) == {one.line for one in rows if may_go(one)}
    for one in rows:
        if one.outcome in ("fail", "pending") or one.recommended is False or one.taken:
            assert one.line not in whole
        elif one.line not in part:
            assert one.ours
            assert one.outcome != "higher"
