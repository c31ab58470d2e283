"""Documents of records as Word and PDF, and the office's own templates: tried, versioned, and never more than a list of places."""

import io
import re
import zipfile
from typing import Any

import pytest
from docx import Document

from emulation import files
from emulation.commendation import ballot_counts, ballots, council_sessions, document_templates, documents
from emulation.commendation.document_templates import shipped
from emulation.commendation.papers.registry import KINDS
from emulation.models import Attachment, Decision, DocumentTemplate, Nomination, PaymentList, SessionItem
from emulation.rules.awards import money
from emulation.rules.awards.wording import day_words
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed
from kernel.models import LedgerEntry
from tests.world import NOW, OTHER, OWN, Town, World

TODAY = NOW.date()


def text_of(data: bytes) -> str:
    """All words of a Word document, tables too."""
    body = Document(io.BytesIO(data)).element.body
    return re.sub(r"\s+", " ", " ".join(node.text or "" for node in body.iter() if node.tag.endswith("}t")))


def words_of(value: Any) -> str:
    if isinstance(value, str):
        return value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return " ".join(words_of(part) for part in parts)


def with_text(data: bytes, *paragraphs: str) -> bytes:
    document = Document(io.BytesIO(data))
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def handed_in(data: bytes, by: Actor) -> str:
    return str(files.store(data, name="mau.docx", purpose="document_template", by=by, at=NOW).pk)


def taken(code: str, data: bytes, by: Actor) -> DocumentTemplate:
    return document_templates.take(code, handed_in(data, by), by=by, at=NOW)


def both(code: str, record: str, by: Actor, **given: str) -> tuple[str, str]:
    """The words of the Word file and of the blocks for the drawn page."""
    made = documents.as_word(code, record, given, by=by, on=TODAY)
    return text_of(made), words_of(documents.as_drawn(code, record, given, by=by, on=TODAY).blocks)


@pytest.fixture
def town(world: World) -> Town:
    return world.home


@pytest.fixture
def office(town: Town) -> Actor:
    return town.actors["standing_officer"]


def test_a_dossier_becomes_its_letter_its_lists_and_a_report_for_each_nominee(town: Town, office: Actor) -> None:
    dossier = Nomination.objects.get(pk=town.nominations[OWN, "appraised"])
    shelf = documents.shelf("nomination", str(dossier.pk), by=office, on=TODAY)
    assert [kind.code for kind in shelf.kinds] == ["submission", "nominees", "proposal"]
    for words in both("submission", str(dossier.pk), office, signer_name="Lê Thị Ước"):
        for said in (
            f"01/{OWN}", day_words(dossier.letter_on), "01 tập thể, 01 cá nhân", "Giấy khen", dossier.title, "Lê Thị Ước",
            "thành tích đột xuất năm 2019", "Căn cứ Luật Thi đua, khen thưởng",
        ):  # fmt: skip
            assert said in words, said
    collective, person = (id_ for _, id_, _ in shelf.below)
    titles = [
        documents.shelf("nomination-line", id_, by=office, on=TODAY).kinds[0].code for id_ in (collective, person)
    ]
    assert titles == ["report-deed", "report-deed"]
    for words in both("report-deed", person, office):
        assert "Tôi đã tham gia chữa cháy" in words and "từ 01/04/2019 đến 02/04/2019" in words
    with pytest.raises(Missing):
        documents.as_word("report-person", person, {}, by=office, on=TODAY)


def test_a_decision_is_printed_with_its_list_and_register_numbers(town: Town, office: Actor) -> None:
    decision = Decision.objects.get(pk=town.signed)
    awards = list(decision.awards.select_related("register_entry"))
    for words in both("decision", town.signed, office):
        assert "215/QĐ-UBND" in words and "Điều 3." in words and "Hủy bỏ" not in words
        for award in awards:
            assert f"{award.salutation} {award.recipient_name}" in words
            assert f"{award.register_entry.number}/{award.register_entry.year}" in words


def test_a_payment_list_shows_how_each_sum_was_computed_and_the_total_in_words(town: Town) -> None:
    accountant = town.actors["accountant"]
    row = PaymentList.objects.get(pk=town.payment_list)
    bonuses = list(row.bonuses.all())
    for words in both("payments", town.payment_list, accountant):
        for bonus in bonuses:
            multiple = f"{bonus.multiple.normalize():f}".replace(".", ",")
            assert f"{multiple} × {money.figures(bonus.base_salary)}" in words
        assert f"{money.in_words(row.total)}." in words and f"Cộng ({len(bonuses)})" in words
    with pytest.raises(Missing):
        documents.as_drawn("payments", town.payment_list, {}, by=town.actors["unit_head"], on=TODAY)


def test_a_session_s_minutes_tell_every_vote_with_its_arithmetic_and_no_secret_voter(town: Town) -> None:
    secretary, session = town.actors["council_secretary"], town.council["open"]
    assert documents.shelf("session", session, by=secretary, on=TODAY).kinds == []
    for item in SessionItem.objects.filter(session=session).exclude(state="closed"):
        if item.state == "waiting":
            ballots.open_item(str(item.pk), by=secretary, at=NOW)
        ballot_counts.close_item(str(item.pk), by=secretary, at=NOW)
    council_sessions.close(session, by=secretary, at=NOW)
    council_sessions.minute(session, proceedings="Họp đủ.\nThảo luận kỹ.", by=secretary, at=NOW)
    for words in both("minutes", session, secretary):
        assert "Thảo luận kỹ." in words and "tư vấn" in words
        assert "2/3 tổng số thành viên, làm tròn lên là 6 người" in words
    for words in both("tally", session, secretary):
        assert "làm tròn lên là 8 phiếu đồng ý" in words and "bỏ phiếu kín" in words and "%" in words
        assert "Đồng ý 0, không đồng ý 1, không có ý kiến 0." in words
        assert "%(" not in words and "RCP-SEC-RET" not in words


def test_a_campaign_is_reported_on_and_an_award_is_asked_for_again(town: Town, office: Actor) -> None:
    for words in both("review", town.running, office):
        assert "Báo cáo".upper() in words and "Đã chấm điểm, khóa sổ 1/" in words
    award = Decision.objects.get(pk=town.signed).awards.filter(person__isnull=False).first()
    assert award is not None and award.person is not None
    kinds = [kind.code for kind in documents.shelf("award", str(award.pk), by=office, on=TODAY).kinds]
    assert kinds == ["exchange-petition", "exchange-list", "exchange-certificate"]
    for words in both("exchange-petition", str(award.pk), office, act="reissue", reason="Bị mất khi chuyển nhà"):
        assert "cấp lại" in words and "Bị mất khi chuyển nhà" in words and "215/QĐ-UBND ngày" in words
    with pytest.raises(Invalid):
        documents.as_word("exchange-petition", str(award.pk), {"act": "steal"}, by=office, on=TODAY)


def test_a_document_is_seen_by_whoever_may_see_its_record(town: Town, world: World) -> None:
    own, other = town.nominations[OWN, "draft"], town.nominations[OTHER, "draft"]
    unit = town.actors["unit_officer"]
    assert documents.as_word("submission", own, {}, by=unit, on=TODAY)
    with pytest.raises(Missing):
        documents.as_word("submission", other, {}, by=unit, on=TODAY)
    with pytest.raises(Missing):
        documents.as_drawn("decision", town.drafted, {}, by=unit, on=TODAY)
    with pytest.raises(Missing):
        documents.as_word("decision", town.signed, {}, by=world.away.actors["standing_officer"], on=TODAY)
    with pytest.raises(Invalid) as no:
        documents.as_word("submission", own, {"signer_name": "x" * 501, "unknown": "y"}, by=unit, on=TODAY)
    assert [problem.path for problem in no.value.problems] == ["signer_name"]


def test_hostile_words_of_a_record_stay_words(town: Town, office: Actor) -> None:
    line = Nomination.objects.get(pk=town.nominations[OWN, "draft"]).lines.first()
    assert line is not None
    hostile = "{{ 7*7 }} {% for a in b %} <w:p/> & \x07\x0b\x00 ]]> “ngoặc”".replace("\x00", "")
    type(line).objects.filter(pk=line.pk).update(citation=hostile)
    drawn, page = both("submission", town.nominations[OWN, "draft"], office)
    for words in (drawn, page):
        assert "{{ 7*7 }} {% for a in b %} <w:p/> &" in words and "]]> “ngoặc”" in words


HOSTILE = {
    "a call": "{{ title.upper() }}",
    "an attribute of Python": "{{ title.__class__.__mro__ }}",
    "a subscript": "{{ lines[0] }}",
    "arithmetic": "{{ 'a' * 1000000000 }}",
    "a range": "{% for one in range(9) %}x{% endfor %}",
    "a loop over everything in a loop": "{% for a in lines %}{% for b in lines %}x{% endfor %}{% endfor %}",
    "a filter that is none of ours": "{{ title|attr('x') }}",
    "an import": "{% import 'x' as y %}",
    "a macro": "{% macro m() %}x{% endmacro %}",
    "a variable of its own": "{% set x = title %}{{ x }}",
    "a text that is joined": "{{ title ~ title }}",
    "a test": "{% if title is defined %}x{% endif %}",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_template_that_does_more_than_naming_places_is_refused(what: str, office: Actor) -> None:
    with pytest.raises(Invalid) as no:
        document_templates.try_out(with_text(shipped("proposal"), HOSTILE[what]), KINDS["proposal"])
    assert {problem.code for problem in no.value.problems} <= {
        "document_template.refused", "document_template.unknown_placeholder",
    }  # fmt: skip


def test_an_unknown_place_is_named_with_all_others_that_are_wrong(office: Actor) -> None:
    wrong = with_text(
        shipped("proposal"), "Số {{ so_van_ban }}", "{% for one in counts %}{{ one.tong }}{% endfor %}", "{{ head.x }}"
    )
    with pytest.raises(Invalid) as no:
        document_templates.try_out(wrong, KINDS["proposal"])
    assert [problem.params["placeholder"] for problem in no.value.problems] == ["so_van_ban", "one.tong", "head.x"]
    with pytest.raises(Invalid) as no:
        document_templates.try_out(with_text(shipped("proposal"), "{% for one in counts %}"), KINDS["proposal"])
    assert [problem.code for problem in no.value.problems] == ["document_template.unreadable"]


def test_a_template_that_fetches_something_from_outside_is_refused(office: Actor) -> None:
    out = io.BytesIO()
    link = (
        b'<Relationship Id="rId99" Type="http://x/relationships/attachedTemplate" '
        b'Target="http://a.example/t.dotm" TargetMode="External"/>'
    )
    with zipfile.ZipFile(io.BytesIO(shipped("proposal"))) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            made.writestr(name, content.replace(b"</Relationships>", link + b"</Relationships>"))
    with pytest.raises(Invalid) as no:
        document_templates.try_out(out.getvalue(), KINDS["proposal"])
    assert [problem.code for problem in no.value.problems] == ["document_template.outside"]


def test_an_office_changes_a_template_and_goes_back(town: Town, world: World, office: Actor) -> None:
    dossier = town.nominations[OWN, "appraised"]
    own = with_text(document_templates.current(town.code, KINDS["proposal"]), "Mẫu riêng của {{ unit|upper }}")
    first = taken("proposal", own, office)
    assert taken("proposal", own, office) == first
    second = taken("proposal", with_text(own, "Bản hai"), office)
    assert [first.version, second.version] == [1, 2]
    made = text_of(documents.as_word("proposal", dossier, {}, by=office, on=TODAY))
    assert "Mẫu riêng của" in made and "Bản hai" in made and "{{" not in made
    away = world.away.actors["standing_officer"]
    theirs = documents.as_word("proposal", world.away.nominations[OWN, "appraised"], {}, by=away, on=TODAY)
    assert "Mẫu riêng" not in text_of(theirs)
    document_templates.retire("proposal", by=office, at=NOW)
    assert document_templates.retire("proposal", by=office, at=NOW) is None
    assert "Mẫu riêng" not in text_of(documents.as_word("proposal", dossier, {}, by=office, on=TODAY))
    told = LedgerEntry.objects.filter(type__startswith="emulation.document_template.", payload__kind="proposal")
    assert [(row.type.split(".")[2], row.payload["version"]) for row in told.order_by("id")] == [
        ("taken", 1),
        ("taken", 2),
        ("retired", 2),
    ]
    kept = Attachment.objects.filter(record_type="document_template", record__in=[first.pk, second.pk])
    assert kept.count() == 2


def test_only_who_keeps_the_templates_changes_them_and_only_by_own_files(town: Town, office: Actor) -> None:
    clerk, admin = town.actors["clerk"], town.actors["administrator"]
    file = handed_in(shipped("proposal"), office)
    for act in (
        lambda: document_templates.take("proposal", file, by=clerk, at=NOW),
        lambda: document_templates.retire("proposal", by=clerk, at=NOW),
        lambda: list(document_templates.of(clerk)),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(Missing):
        document_templates.take("proposal", file, by=admin, at=NOW)
    with pytest.raises(Missing):
        document_templates.take("no-such-kind", file, by=office, at=NOW)
