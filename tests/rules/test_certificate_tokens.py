"""The code of a certificate: read however it was typed, of 130 bits, and the same as long as its key is."""

from uuid import UUID

from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates import tokens

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
codes = st.text(ALPHABET, min_size=26, max_size=26)


@settings(max_examples=60)
@given(code=codes, blanks=st.lists(st.sampled_from(["", " ", "-", "\u00a0", "\n"]), min_size=26, max_size=26))
def test_a_code_is_read_in_groups_in_small_letters_and_from_a_whole_address(code: str, blanks: list[str]) -> None:
    typed = "".join(sign + blank for sign, blank in zip(code, blanks, strict=True))
    before = st.sampled_from(["", "HTTPS://THIDUA.EXAMPLE.VN/V/", "https://thidua.example.vn/v/", "http://x/verify/"])
    for start in before.elements:
        assert tokens.normalised(start + typed) == code
        assert tokens.normalised((start + typed).lower()) == code
    assert tokens.TOKEN.fullmatch(code)


@settings(max_examples=60)
@given(typed=st.text(max_size=80))
def test_whatever_is_typed_becomes_a_short_plain_code(typed: str) -> None:
    code = tokens.normalised(typed)
    assert len(code) <= 64
    assert code == tokens.normalised(code)
    assert code.isalnum() or not code


def test_digits_that_the_alphabet_has_not_are_read_as_the_letters_they_look_like() -> None:
    assert tokens.normalised("o0-i1-b8") == "OOIIBB"


@settings(max_examples=60)
@given(award=st.uuids(), other=st.uuids(), issue=st.integers(1, 9))
def test_a_code_tells_its_key_by_trying_and_changes_with_award_issue_and_key(
    award: UUID, other: UUID, issue: int
) -> None:
    with override_settings(SECRET_KEY="one", SECRET_KEY_FALLBACKS=[]):
        code = tokens.token_of(str(award), issue)
        assert tokens.TOKEN.fullmatch(code)
        assert code == tokens.token_of(str(award), issue) != tokens.token_of(str(award), issue + 1)
        assert tokens.key_version(code, str(award), issue) == tokens.version_of("one")
        assert award == other or tokens.key_version(code, str(other), issue) is None
    with override_settings(SECRET_KEY="two", SECRET_KEY_FALLBACKS=["one"]):
        assert tokens.token_of(str(award), issue) != code
        assert tokens.key_version(code, str(award), issue) == tokens.version_of("one")
    with override_settings(SECRET_KEY="two", SECRET_KEY_FALLBACKS=[]):
        assert tokens.key_version(code, str(award), issue) is None


def test_the_printed_address_needs_only_the_small_kind_of_qr_code() -> None:
    with override_settings(PUBLIC_URL="https://thidua.example.vn:8443"):
        assert tokens.printed_address("A" * 26) == f"HTTPS://THIDUA.EXAMPLE.VN:8443/V/{'A' * 26}"
        assert tokens.address_of("A" * 26) == f"https://thidua.example.vn:8443/V/{'A' * 26}"
