"""Text is drawn as it stands or refused: nothing in it is ever read as markup, as a path or as PDF."""

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.paper import Paper
from kernel.errors import Invalid
from tests.paper.readers import PERSON, render, text_lines, with_text

LITERAL = [
    "Nguyễn Văn A </b> & <i>B",
    '<img src="/etc/hostname"/>',
    "<img src='http://127.0.0.1:9/x.png'/>",
    '<a href="javascript:alert(1)">A</a>',
    "<para><font color=\"[[[getattr(pow,Word('__globals__'))]]]\">x</font></para>",
    "( ) \\ ) Tj ET Q (",
    "\\350\\251 \\n \\) (((",
    "%PDF-1.7 endstream endobj",
    "&lt;b&gt; &amp; &#60;",
    "%(name)s {0} ${x} $(id)",
]
REFUSED = {
    "a null byte": "Nguyễn\x00An",
    "a line feed": "Nguyễn\nAn",
    "an escape": "Nguyễn \x1b[31m An",
    "a right-to-left override": "Nguyễn \u202eAn",
    "a right-to-left mark": "Nguyễn \u200fAn",
    "an isolate": "\u2067Nguyễn\u2069 An",
    "a zero width space": "Nguyễn\u200b An",
    "a soft hyphen": "Nguyễn\xadAn",
    "a byte order mark": "\ufeffNguyễn An",
    "a Hebrew letter": "Nguyễn א An",
    "an Arabic letter": "Nguyễn ا An",
    "an Arabic digit": "Nguyễn ٣ An",
    "a private character": "Nguyễn \ue000 An",
    "a lone surrogate": "Nguyễn \ud800 An",
    "an unassigned point": "Nguyễn \u0378 An",
    "a line separator": "Nguyễn\u2028An",
}


@pytest.mark.parametrize("text", LITERAL)
def test_markup_in_a_name_is_drawn_letter_by_letter(text: str) -> None:
    pdf = render(replace(PERSON, recipient_name=text))
    assert "".join(f"Bà {text}".split()) in "".join("".join(text_lines(pdf)).split())
    assert (
        b"/URI" not in pdf and b"/Annots" not in pdf and b"/Image" not in pdf.replace(b"/ImageB /ImageC /ImageI", b"")
    )


@pytest.mark.parametrize("text", LITERAL)
def test_markup_in_a_citation_is_drawn_letter_by_letter(text: str) -> None:
    lines = text_lines(render(replace(PERSON, citation=text)))
    assert "".join(text.split()) in "".join("".join(lines).split())


@pytest.mark.parametrize("text", REFUSED.values(), ids=list(REFUSED))
def test_a_character_that_is_not_seen_or_turns_the_line_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        render(replace(PERSON, recipient_name=text))
    (problem,) = refusal.value.problems
    assert (problem.code, problem.path) == ("character_refused", "recipient_name")
    assert "U+" in problem.text()


@pytest.mark.parametrize("name", [item.name for item in fields(Paper) if item.type in (str, "str")])
def test_no_field_lets_a_control_character_through(name: str) -> None:
    with pytest.raises(Invalid):
        render(with_text(name, f"{getattr(PERSON, name)}\x07"))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.text(max_size=60), st.sampled_from(["recipient_name", "citation", "unit_name", "place", "decision_number"]))
def test_any_text_at_all_is_printed_or_refused_and_nothing_else_happens(text: str, name: str) -> None:
    try:
        pdf = render(with_text(name, text))
    except Invalid as refusal:
        assert refusal.problems and {problem.path for problem in refusal.problems} == {name}
        return
    read = "".join("".join(text_lines(pdf)).split())
    assert all(part in read for part in text.split())


@pytest.mark.parametrize("size", [2_001, 100_000, 2_000_000])
def test_a_text_over_its_length_is_refused_before_anything_is_measured(size: int) -> None:
    with pytest.raises(Invalid) as refusal:
        render(replace(PERSON, citation="x" * size))
    assert [problem.code for problem in refusal.value.problems] == ["too_long"]
