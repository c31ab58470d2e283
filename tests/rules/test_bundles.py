"""Bundles: computed again byte for byte by anybody, whatever was changed in them is found, and nobody can blow them up."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation import bundles
from emulation.bundles import INPUTS, MANIFEST, MEMBERS, README, RESULT, SCHEME, About, content, replay_bytes, write
from emulation.rules.campaigns import MonthScore
from emulation.rules.ranking import Ranking, rank_campaign, rank_table
from emulation.rules.revisions import Place, changes, renamed, subjects_of
from emulation.rules.schemes import Scheme
from emulation.rules.scores import score_sheet
from kernel.text import canonical_json, digest
from tests.rules.builders import full_sheet, preset, scheme_data, sheets
from tests.rules.builders import leaf as leaf_data
from tests.rules.builders import scheme as scheme_of

PERSON = preset("hanoi-3814-person")
CLONE = Path(__file__).parents[2]
SALT = "8c9f2f0e-0000-4000-8000-000000000001"


def people(*shares: str) -> Ranking:
    """A table of people, two to a unit; the last one is disqualified and the first one was away."""
    codes = [f"CB{n:02}" for n in range(len(shares))]
    return rank_table(
        PERSON,
        {code: full_sheet(PERSON, share) for code, share in zip(codes, shares, strict=True)},
        groups={code: {"cluster": "CUM-1", "unit": f"P{n // 2:02}"} for n, code in enumerate(codes)},
        vetoes={codes[-1]: ["V1"]},
        absent=codes[:1],
    )


TABLE = people("0.5", "0.9", "0.8", "0.8", "0.95", "0.4")
ABOUT = About({"id": "1", "campaign": "VHCS", "month": "2019-05", "revision": 1, "subjects": "people"})


def packed(ranking: Ranking = TABLE, of: Scheme = PERSON, salt: str = "") -> bytes:
    return write(ABOUT, of.to_data(), content(of, ranking, salt=salt))


def taken_apart(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put_together(members: Mapping[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, member in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), member, compression)
    return file.getvalue()


def signed_anew(members: Mapping[str, bytes]) -> bytes:
    """What a careful forger makes: every digest of the manifest fits what is in the bundle now."""
    shas = {name: hashlib.sha256(member).hexdigest() for name, member in members.items() if name != MANIFEST}
    manifest = {name: value for name, value in json.loads(members[MANIFEST]).items() if name != "digest"}
    manifest |= {"members": shas, "inputs_digest": shas[INPUTS], "result_digest": shas[RESULT]}
    manifest["scheme"] = {**manifest["scheme"], "digest": shas[SCHEME]}
    text = canonical_json({**manifest, "digest": digest(manifest)})
    said = {**members, MANIFEST: text.encode()}
    return bundles._packed({name: said[name] for name in MEMBERS})


BUNDLE = packed()
PARTS = taken_apart(BUNDLE)


def test_a_bundle_holds_the_scheme_the_inputs_and_the_result_under_their_own_digests() -> None:
    assert tuple(PARTS) == MEMBERS
    shas = {name: hashlib.sha256(member).hexdigest() for name, member in PARTS.items()}
    assert (shas[SCHEME], shas[INPUTS], shas[RESULT]) == (PERSON.digest, TABLE.inputs_digest, TABLE.result_digest)
    assert replay_bytes(BUNDLE).lines[-1] == "KHỚP: tính lại ra đúng từng byte."
    assert replay_bytes(BUNDLE).exit_code == 0


@given(st.data())
def test_every_table_is_computed_again_and_packed_the_same_however_its_rows_come(data: st.DataObject) -> None:
    drawn = data.draw(st.dictionaries(st.text("abcđ", min_size=1, max_size=3), sheets(PERSON, gaps=True), max_size=5))
    groups = {code: {"cluster": "C", "unit": code[0]} for code in drawn}
    shuffled = dict(data.draw(st.permutations(list(drawn.items()))))
    one, other = (rank_table(PERSON, table, groups=groups) for table in (drawn, shuffled))
    assert packed(one) == packed(other)
    for salt in ("", SALT):
        report = replay_bytes(packed(one, salt=salt))
        assert report.ok, report.lines


def test_a_campaigns_ranking_is_computed_again_from_its_bundle() -> None:
    scored = {
        code: MonthScore.of(score_sheet(PERSON, full_sheet(PERSON, s))) for code, s in (("a", "0.9"), ("b", "0.7"))
    }
    year = {code: {"2019-01": score, "2019-02": None} for code, score in scored.items()}
    ranking = rank_campaign(PERSON, year, groups={code: {"cluster": "C", "unit": code} for code in year})
    for salt in ("", SALT):
        assert replay_bytes(packed(ranking, salt=salt)).ok


@given(st.integers(0, len(BUNDLE) - 1), st.integers(1, 255))
def test_any_byte_of_the_file_that_is_changed_is_found(place: int, mask: int) -> None:
    data = bytearray(BUNDLE)
    data[place] ^= mask
    report = replay_bytes(bytes(data))
    assert not report.ok
    assert report.exit_code in (bundles.DIFFERS, bundles.UNREADABLE)


@given(st.sampled_from(MEMBERS), st.data())
def test_any_byte_of_a_member_that_is_changed_is_found_and_the_member_named(name: str, data: st.DataObject) -> None:
    member = bytearray(PARTS[name])
    member[data.draw(st.integers(0, len(member) - 1))] ^= data.draw(st.integers(1, 255))
    report = replay_bytes(bundles._packed({**PARTS, name: bytes(member)}))
    assert not report.ok
    assert any(name in line for line in report.lines)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] if not isinstance(value, dict | list) else [p for key, v in inner for p in leaves(v, (*path, key))]


def changed(value: Any, path: tuple[Any, ...]) -> Any:
    """The same value with another leaf at the path: a digit more, the other truth, another text."""
    holder = value
    for key in path[:-1]:
        holder = holder[key]
    old = holder[path[-1]]
    holder[path[-1]] = (not old) if isinstance(old, bool) else old + 1 if isinstance(old, int) else f"{old or ''}1"
    return value


@given(st.sampled_from([INPUTS, RESULT, SCHEME]), st.data())
def test_any_field_that_is_changed_is_found_even_if_every_digest_is_made_to_fit(name: str, data: st.DataObject) -> None:
    value = json.loads(PARTS[name])
    path = data.draw(st.sampled_from(leaves(value)))
    forged = canonical_json(changed(value, path)).encode()
    report = replay_bytes(signed_anew({**PARTS, name: forged}))
    assert not report.ok
    assert report.exit_code == bundles.DIFFERS
    assert any(finding.path for finding in report.findings)


@given(st.data())
def test_any_field_of_the_manifest_that_is_changed_is_found(data: st.DataObject) -> None:
    value = json.loads(PARTS[MANIFEST])
    path = data.draw(st.sampled_from(leaves(value)))
    report = replay_bytes(bundles._packed({**PARTS, MANIFEST: canonical_json(changed(value, path)).encode()}))
    assert not report.ok


def test_a_forged_score_is_named_by_its_subject_and_figure() -> None:
    result = json.loads(PARTS[RESULT])
    line = next(line for line in result["lines"] if line["subject"] == "CB02")
    was, line["total"] = line["total"], "99.99"
    report = replay_bytes(signed_anew({**PARTS, RESULT: canonical_json(result).encode()}))
    assert [(f.path, f.params["stored"], f.params["computed"]) for f in report.findings] == [
        (f"{RESULT}:lines[CB02].total", "99.99", was)
    ]
    assert f"lines[CB02].total: trong gói là 99.99, tính lại là {was}." in report.lines[-2]


def test_a_whole_other_ranking_under_the_same_names_is_what_only_the_ledgers_digest_tells_apart() -> None:
    """A bundle proves that its result follows from its inputs; that these were the inputs is proved by the ledger."""
    other = replay_bytes(packed(people("0.5", "0.9", "0.8", "0.7", "0.95", "0.4")))
    assert other.ok
    told = {fact.path: fact.params["value"] for fact in other.facts}
    assert told["inputs_digest"] != TABLE.inputs_digest


# People


def test_people_are_called_by_pseudonyms_and_so_are_their_units() -> None:
    parts = taken_apart(packed(salt=SALT))
    text = b"".join(parts[name] for name in (INPUTS, RESULT, MANIFEST)).decode()
    for told in ("CB0", "P00", "P01", "P02"):
        assert told not in text
    assert "CUM-1" in text
    names = {bundles.pseudonym(SALT, code): line for code, line in TABLE.by_subject.items()}
    lines = {line["subject"]: line for line in json.loads(parts[RESULT])["lines"]}
    assert set(lines) == set(names)
    for name, line in names.items():
        assert lines[name]["total"] == (None if line.total is None else str(line.total))
        assert lines[name]["reason"] == (line.reason or "")
    assert len({line["within"]["unit"]["group"] for line in lines.values() if line["within"]}) == 3


@given(st.text(min_size=1), st.text(min_size=1), st.text(min_size=1))
def test_a_pseudonym_depends_on_person_and_salt_alone(salt: str, other: str, subject: str) -> None:
    assert bundles.pseudonym(salt, subject) == bundles.pseudonym(salt, subject)
    assert (bundles.pseudonym(salt, subject) == bundles.pseudonym(other, subject)) == (salt == other)


def test_a_code_of_a_person_that_is_also_one_of_a_criterion_is_renamed_only_as_a_person() -> None:
    of = scheme_of(leaf_data("A1"), leaf_data("B1"))
    table = rank_table(of, {"A1": {"A1": Decimal(3), "B1": Decimal(4)}, "B1": {"A1": Decimal(5), "B1": Decimal(1)}})
    parts = taken_apart(packed(table, of, SALT))
    sheets_ = json.loads(parts[INPUTS])["sheets"]
    assert sheets_[bundles.pseudonym(SALT, "A1")] == {"A1": "3", "B1": "4"}
    assert replay_bytes(packed(table, of, SALT)).ok


def test_named_groups_with_another_share_keep_their_meaning_under_other_names() -> None:
    quota = {"code": "Q", "grade": "A", "share": "0.25", "exceptional_share": "0.5", "within": ["unit"]}
    grades = [{"code": c, "at_least": n, "title": {"vi": c}} for c, n in (("A", "5"), ("B", "0"))]
    data = scheme_data(leaf_data("X"), grades=grades, quotas=[{**quota, "denominator": {"base": "rated"}}])
    of = scheme_of(*data["components"], grades=grades, quotas=data["quotas"])
    table = {f"CB{n}": {"X": Decimal(10 - n)} for n in range(4)}
    groups = {code: {"unit": "P01", "cluster": "C"} for code in table}
    ranking = rank_table(of, table, groups=groups, exceptional=["P01"])
    assert [line.grade for line in ranking.lines] == ["A", "A", "B", "B"]
    report = replay_bytes(packed(ranking, of, SALT))
    assert report.ok, report.lines
    assert b"P01" not in taken_apart(packed(ranking, of, SALT))[INPUTS]


# What is no bundle


def bomb(_: bytes) -> bytes:
    return put_together({**PARTS, INPUTS: b"0" * 50_000_000}, zipfile.ZIP_DEFLATED)


def with_member(name: str, member: bytes) -> Callable[[bytes], bytes]:
    return lambda _: put_together({**PARTS, name: member})


REFUSED: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("nothing", lambda _: b"", "bundle.no_archive"),
    ("no archive", lambda _: b"PK\x03\x04 and what not" * 20, "bundle.no_archive"),
    ("cut off", lambda data: data[: len(data) // 2], "bundle.no_archive"),
    ("a bomb", bomb, "bundle.compressed"),
    ("a member too many", with_member("../../etc/passwd", b"x"), "bundle.members"),
    ("a member too few", lambda _: put_together({k: v for k, v in PARTS.items() if k != README}), "bundle.members"),
    ("another order", lambda _: put_together(dict(reversed(PARTS.items()))), "bundle.members"),
]


@pytest.mark.parametrize(("made", "code"), [(made, code) for _, made, code in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_cannot_be_a_bundle_is_refused_before_it_is_read(made: Callable[[bytes], bytes], code: str) -> None:
    report = replay_bytes(made(BUNDLE))
    assert [finding.code for finding in report.findings] == [code]
    assert report.exit_code == bundles.UNREADABLE


def test_a_file_beyond_the_limit_is_not_taken_in() -> None:
    assert replay_bytes(BUNDLE, limit=len(BUNDLE)).ok
    assert [f.code for f in replay_bytes(BUNDLE, limit=len(BUNDLE) - 1).findings] == ["bundle.too_large"]


@pytest.mark.parametrize(
    "member",
    [b"", b"{", b"NaN", b"1.5", b'{"a":1,"a":2}', b'{"a": 1}', b'"\\ud800"', b"\xff", b"[" * 100_000, b"9" * 5_000],
)
@pytest.mark.parametrize("name", [INPUTS, RESULT, SCHEME, MANIFEST])
def test_json_that_is_none_or_not_canonical_is_refused(name: str, member: bytes) -> None:
    report = replay_bytes(bundles._packed({**PARTS, name: member}))
    assert not report.ok
    assert "bundle.not_canonical" in {finding.code for finding in report.findings}


@pytest.mark.parametrize("member", [b"null", b"[]", b"{}", b'"x"', b"7", b'{"kind":"table"}', b'{"lines":[{}]}'])
@pytest.mark.parametrize("name", [INPUTS, RESULT, SCHEME, MANIFEST])
def test_json_that_is_something_else_is_found(name: str, member: bytes) -> None:
    assert replay_bytes(bundles._packed({**PARTS, name: member})).exit_code == bundles.DIFFERS


def test_a_bundle_of_another_engine_is_not_called_wrong_but_told_apart() -> None:
    result = {**json.loads(PARTS[RESULT]), "engine": "0"}
    manifest = {**json.loads(PARTS[MANIFEST]), "engine": "0"}
    parts = {**PARTS, RESULT: canonical_json(result).encode(), MANIFEST: canonical_json(manifest).encode()}
    assert [finding.code for finding in replay_bytes(signed_anew(parts)).findings] == ["bundle.engine"]


def test_a_file_is_checked_from_the_command_line_without_settings(tmp_path: Path) -> None:
    def run(path: Path) -> tuple[int, str]:
        command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(CLONE)!r});"
                   "from emulation.bundles import main; code = main(sys.argv[1:]);"
                   "assert not any(name.split('.')[0] == 'django' for name in sys.modules); sys.exit(code)"]  # fmt: skip
        done = subprocess.run([*command, str(path)], capture_output=True, text=True, env={}, cwd=tmp_path, check=False)
        return done.returncode, done.stdout + done.stderr

    path = tmp_path / "ranking.zip"
    path.write_bytes(BUNDLE)
    code, said = run(path)
    assert (code, "KHỚP: tính lại ra đúng từng byte." in said) == (0, True), said
    path.write_bytes(BUNDLE[:-100])
    assert run(path)[0] == bundles.UNREADABLE
    path.write_bytes(bundles._packed({**PARTS, README: b"x"}))
    assert run(path)[0] == bundles.DIFFERS
    assert run(tmp_path / "nowhere.zip")[0] == bundles.UNREADABLE


# What differs between two revisions


def places(ranking: Ranking) -> dict[str, Place]:
    return {
        line.subject: Place(line.subject, str(line.total), line.grade, line.rank, None, None, str(line.reason or ""))
        for line in ranking.lines
    }


@given(st.data())
def test_the_differences_are_those_that_were_made_and_nothing_without_any(data: st.DataObject) -> None:
    table = data.draw(st.dictionaries(st.sampled_from("abcde"), sheets(PERSON), min_size=1))
    before = rank_table(PERSON, table)
    assert changes((places(before), places(before)), (before.inputs, before.inputs)) == ()
    who = data.draw(st.sampled_from(sorted(table)))
    own = data.draw(sheets(PERSON))
    after = rank_table(PERSON, {**table, who: own})
    found = {
        change.subject: change for change in changes((places(before), places(after)), (before.inputs, after.inputs))
    }
    touched = {f"sheets.{code}" for code in own if own[code] != table[who][code]}
    assert {line.path for change in found.values() for line in change.inputs} == touched
    assert {code for code, change in found.items() if change.inputs} == ({who} if touched else set())
    moved = {code for code in table if places(before)[code] != places(after)[code]}
    assert {code for code, change in found.items() if change.moved} == moved


def test_who_comes_and_who_goes_is_told_with_everything_that_was_theirs() -> None:
    before, after = people("0.5", "0.9", "0.8"), people("0.5", "0.9")
    found = {c.subject: c for c in changes((places(before), places(after)), (before.inputs, after.inputs))}
    assert found["CB02"].after is None
    assert all(line.after is None for line in found["CB02"].inputs)
    assert {line.path for line in found["CB01"].inputs} == {"vetoes[0]"}


def kept(_: str, group: str) -> str:
    return group


@given(st.permutations(["CB00", "CB01", "CB02", "CB03", "CB04", "CB05"]))
def test_renaming_there_and_back_changes_nothing(order: list[str]) -> None:
    there = dict(zip(sorted(subjects_of(TABLE.inputs)), (f"x{code}" for code in order), strict=True))
    back = {new: old for old, new in there.items()}
    assert canonical_json(renamed(renamed(TABLE.inputs, there, kept), back, kept)) == canonical_json(TABLE.inputs)
