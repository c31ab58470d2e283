"""Bundles: a published ranking as one file that anybody can compute again, with no database and no settings.

A bundle is a ZIP of five members that are stored as they are: the scheme, the inputs and the result as canonical JSON (so
that the SHA-256 of a member is the digest that stands in the ledger), a manifest, and a text for people. There is exactly one
file for one content: whatever byte is changed is found. People stand in it under pseudonyms.

    python -m emulation.bundles ranking.zip
"""

import argparse
import hashlib
import hmac
import io
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from emulation.rules.ranking import ENGINE_VERSION, Line, Ranking, replay
from emulation.rules.revisions import differing, flat, renamed, subjects_of
from emulation.rules.schemes import Scheme, parse_scheme
from kernel.errors import Problem, Refusal
from kernel.text import canonical_json, digest, gettext_noop

FORMAT, FORMAT_VERSION = "thidua-ranking-bundle", 1
README, INPUTS, MANIFEST, RESULT, SCHEME = "README.txt", "inputs.json", "manifest.json", "result.json", "scheme.json"
MEMBERS = (README, INPUTS, MANIFEST, RESULT, SCHEME)
DIGEST = "digest"
FILE_LIMIT = 256 * 1024 * 1024
SHOWN = 20
OPEN_GROUPINGS = frozenset({"cluster"})
"""Groupings whose groups are large enough to be named beside a person's pseudonym; all others get pseudonyms too."""

HOLDS, DIFFERS, UNREADABLE = 0, 1, 2
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OverflowError)
_UNCOMPUTABLE = (Refusal, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)

EXPLANATION = """\
THI ĐUA - BẢNG XẾP HẠNG ĐÃ CÔNG BỐ, ĐỂ TÍNH LẠI

Tệp này đủ để bất kỳ ai tính lại bảng xếp hạng đến từng chữ số:
  scheme.json    bộ tiêu chí
  inputs.json    toàn bộ số liệu đưa vào tính, đã chốt
  result.json    kết quả: điểm, hạng, xếp loại và diễn giải của từng dòng
  manifest.json  dấu SHA-256 của các phần trên và vị trí của lần công bố trong sổ cái
Kiểm tra:  thidua replay TỆP.zip   hoặc   python -m emulation.bundles TỆP.zip
Không cần cơ sở dữ liệu. SHA-256 của ba tệp JSON (sha256sum) chính là dấu ghi trong manifest.json và trong sổ cái của cơ quan;
hãy đối chiếu với sổ cái hoặc với dấu in trên bảng công bố.
Không có dữ liệu cá nhân: cá nhân mang bí danh riêng của bảng này, đơn vị của họ cũng vậy; ai muốn biết bí danh của mình thì
hỏi cơ quan. Tập thể giữ nguyên mã và tên.

THI DUA - A PUBLISHED RANKING, TO BE COMPUTED AGAIN

This file is all that anybody needs to compute the ranking again, to the last digit:
  scheme.json    the scoring scheme
  inputs.json    everything that went in, frozen
  result.json    the result: score, ranks, grade and explanation of every line
  manifest.json  the SHA-256 of these parts and the place of the publication in the ledger
Check it:  thidua replay FILE.zip   or   python -m emulation.bundles FILE.zip
No database is needed. The SHA-256 of the three JSON files (sha256sum) are the digests in manifest.json and in the ledger of
the authority; compare them with the ledger or with those printed beside the published table.
There are no personal data: people have pseudonyms made for this table alone, and so have their units; the authority can tell
everybody their own. Units as subjects keep code and name.
"""


# What goes into a bundle


def pseudonym(salt: str, subject: str) -> str:
    """What a person is called in the bundles of one ranking; without its salt nobody can tell who that is."""
    return f"p-{hmac.new(salt.encode(), subject.encode(), hashlib.sha256).hexdigest()[:16]}"


def _group_name(salt: str, grouping: str, group: str) -> str:
    if grouping in OPEN_GROUPINGS:
        return group
    return f"g-{hmac.new(salt.encode(), f'{grouping}/{group}'.encode(), hashlib.sha256).hexdigest()[:12]}"


@dataclass(frozen=True)
class Content:
    """Inputs and result of a ranking as they are handed out, each as its canonical text."""

    inputs: str
    result: str

    @property
    def inputs_digest(self) -> str:
        return _sha(self.inputs.encode())

    @property
    def result_digest(self) -> str:
        return _sha(self.result.encode())


def content(scheme: Scheme, ranking: Ranking, *, salt: str = "") -> Content:
    """What a bundle says of a ranking; with a ``salt`` under pseudonyms, computed again from the renamed inputs.

    Raises `ValueError` should that lead to another result: then the renaming did not understand the inputs.
    """
    if not salt:
        return Content(canonical_json(ranking.inputs), canonical_json(ranking.to_data()))
    names = {subject: pseudonym(salt, subject) for subject in subjects_of(ranking.inputs)}
    if len(set(names.values())) != len(names):
        raise ValueError("two people have one pseudonym")
    inputs = renamed(ranking.inputs, names, lambda grouping, group: _group_name(salt, grouping, group))
    again = replay(scheme, inputs)
    if {names[line.subject]: _gist(line) for line in ranking.lines} != {
        line.subject: _gist(line) for line in again.lines
    }:
        raise ValueError("the ranking under pseudonyms is another one")
    return Content(canonical_json(again.inputs), canonical_json(again.to_data()))


def _gist(line: Line) -> tuple[object, ...]:
    places = {name: (spot.rank, spot.tied, spot.of) for name, spot in line.within.items()}
    return line.exact, line.grade, line.grade_by_points, line.contested, line.rank, places, line.reason


@dataclass(frozen=True)
class About:
    """What the manifest tells beside the digests: which ranking it is, the steps of its publication, and units' names."""

    ranking: Mapping[str, Any]
    steps: Sequence[Mapping[str, Any]] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    official: Mapping[str, str] = field(default_factory=dict)


def write(about: About, scheme: Mapping[str, Any], said: Content) -> bytes:
    """The file. The same content gives the same bytes, on every machine: nothing is compressed and nothing is dated."""
    texts = {README: EXPLANATION, SCHEME: canonical_json(scheme), INPUTS: said.inputs, RESULT: said.result}
    members = {name: text.encode() for name, text in texts.items()}
    manifest = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "engine": json.loads(said.result)["engine"],
        "ranking": dict(about.ranking),
        "scheme": {"code": scheme["code"], "version": scheme["version"], "digest": _sha(members[SCHEME])},
        "inputs_digest": said.inputs_digest,
        "result_digest": said.result_digest,
        "official": dict(about.official),
        "steps": [dict(step) for step in about.steps],
        "names": dict(about.names),
        "members": {name: _sha(member) for name, member in members.items()},
    }
    members[MANIFEST] = canonical_json({**manifest, DIGEST: digest(manifest)}).encode()
    return _packed(members)


def _packed(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name in MEMBERS:
            info = zipfile.ZipInfo(name, _BEGINNING)
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, members[name])
    return file.getvalue()


def _sha(content_: bytes) -> str:
    return hashlib.sha256(content_).hexdigest()


# Computing a bundle again


@dataclass(frozen=True)
class Report:
    """What a check found. ``facts`` say what was checked, ``findings`` what does not hold; both are messages to translate."""

    facts: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] = ()
    readable: bool = True

    @property
    def ok(self) -> bool:
        return not self.findings

    @property
    def exit_code(self) -> int:
        if self.ok:
            return HOLDS
        return DIFFERS if self.readable else UNREADABLE

    @property
    def verdict(self) -> Problem:
        if self.ok:
            return Problem("bundle.holds", gettext_noop("KHỚP: tính lại ra đúng từng byte."))
        message = gettext_noop("KHÔNG KHỚP: %(count)d điểm không đúng.")
        return Problem("bundle.differs", message, "", {"count": len(self.findings)})

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(said.text() for said in (*self.facts, *self.findings, self.verdict))


def replay_file(path: Path | str) -> Report:
    """Compute a bundle again and say what differs; nothing in it is trusted."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except OSError as error:
        return _refused(
            "bundle.no_file", gettext_noop("Không đọc được tệp: %(why)s."), why=error.strerror or str(error)
        )
    return replay_bytes(data)


def replay_bytes(data: bytes, *, limit: int = FILE_LIMIT) -> Report:
    if len(data) > limit:
        message = gettext_noop("Tệp lớn hơn %(limit)d byte nên không đọc.")
        return _refused("bundle.too_large", message, limit=limit)
    try:
        members = _unpacked(data)
    except Refusal as refusal:
        return Report(findings=(Problem(refusal.code, refusal.message, "", refusal.params),), readable=False)
    except _UNREADABLE as error:
        return _refused(
            "bundle.no_archive", gettext_noop("Tệp không phải là gói ZIP đọc được: %(why)s."), why=str(error)
        )
    findings = [*_file_faults(data, members)]
    parsed: dict[str, Any] = {}
    for name in (MANIFEST, SCHEME, INPUTS, RESULT):
        try:
            parsed[name] = _canonical(members[name])
        except (ValueError, RecursionError, TypeError) as error:
            message = gettext_noop("%(member)s không phải là JSON ở dạng chuẩn: %(why)s.")
            findings.append(_fault("bundle.not_canonical", message, name, why=str(error)))
    if len(parsed) < len(MEMBERS) - 1:
        return Report(findings=tuple(findings), readable=False)
    try:
        findings += _manifest_faults(parsed[MANIFEST], members)
        findings += _replay_faults(parsed, members)
        return Report(_facts(parsed[MANIFEST]), tuple(findings))
    except RecursionError:
        return _refused("bundle.too_deep", gettext_noop("Nội dung của gói lồng nhau quá sâu."))


def _refused(code: str, message: str, **params: Any) -> Report:
    return Report(findings=(Problem(code, message, "", params),), readable=False)


def _fault(code: str, message: str, member: str, **params: Any) -> Problem:
    return Problem(code, message, member, {"member": member, **params})


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The members of an archive that can be one of ours. What is compressed is none: so nothing can blow up."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        if tuple(info.filename for info in infos) != MEMBERS:
            raise Refusal(
                "bundle.members",
                gettext_noop("Gói phải có đúng các phần %(members)s, theo thứ tự đó."),
                members=", ".join(MEMBERS),
            )
        stored = all(info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1 for info in infos)
        if not stored or sum(info.file_size for info in infos) > len(data):
            raise Refusal("bundle.compressed", gettext_noop("Các phần của gói phải được lưu nguyên, không nén."))
        return {info.filename: archive.read(info) for info in infos}


def _canonical(member: bytes) -> Any:
    text = member.decode()
    value = json.loads(text)
    if canonical_json(value) != text:
        raise ValueError("another spelling of the same value")
    return value


def _file_faults(data: bytes, members: Mapping[str, bytes]) -> Iterator[Problem]:
    if members[README] != EXPLANATION.encode():
        yield _fault("bundle.explanation", gettext_noop("%(member)s không phải là bản gốc."), README)
    if _packed(members) != data:
        yield Problem("bundle.packing", gettext_noop("Vỏ ngoài của gói không đúng như khi lập."))


def _manifest_faults(manifest: Any, members: Mapping[str, bytes]) -> Iterator[Problem]:
    told = manifest if isinstance(manifest, dict) else {}
    if (told.get("format"), told.get("format_version")) != (FORMAT, FORMAT_VERSION):
        yield _fault("bundle.format", gettext_noop("%(member)s: không phải định dạng mà bộ máy này đọc."), MANIFEST)
    if told.get(DIGEST) != digest({name: value for name, value in told.items() if name != DIGEST}):
        yield _fault("bundle.manifest", gettext_noop("%(member)s đã bị sửa: dấu của chính nó không khớp."), MANIFEST)
    listed = told.get("members")
    actual = {name: _sha(member) for name, member in members.items() if name != MANIFEST}
    for name, expected in actual.items():
        if not isinstance(listed, dict) or listed.get(name) != expected:
            yield _fault("bundle.member", gettext_noop("%(member)s không khớp với dấu trong manifest.json."), name)
    scheme = told.get("scheme")
    digests = (
        scheme.get("digest") if isinstance(scheme, dict) else None,
        told.get("inputs_digest"),
        told.get("result_digest"),
    )
    if digests != (actual[SCHEME], actual[INPUTS], actual[RESULT]):
        yield _fault(
            "bundle.digests", gettext_noop("%(member)s: ba dấu chính không phải của các phần trong gói."), MANIFEST
        )


def _replay_faults(parsed: Mapping[str, Any], members: Mapping[str, bytes]) -> Iterator[Problem]:
    """Compute again, and compare every byte; then say which lines are others."""
    manifest, result = parsed[MANIFEST], parsed[RESULT]
    told = [part.get("engine") if isinstance(part, dict) else None for part in (manifest, result)]
    if told != [ENGINE_VERSION, ENGINE_VERSION]:
        message = gettext_noop(
            "Gói do bộ máy %(theirs)s lập, đây là bộ máy %(ours)s: hãy tính lại bằng đúng bộ máy đó."
        )
        yield Problem("bundle.engine", message, RESULT, {"theirs": told[1] or told[0], "ours": ENGINE_VERSION})
        return
    try:
        scheme = parse_scheme(parsed[SCHEME])
        again = replay(scheme, parsed[INPUTS])
        computed = {SCHEME: scheme.to_data(), INPUTS: again.inputs, RESULT: again.to_data()}
        texts = {name: canonical_json(value) for name, value in computed.items()}
    except _UNCOMPUTABLE as error:
        message = gettext_noop("Không tính lại được từ scheme.json và inputs.json: %(why)s.")
        yield Problem("bundle.uncomputable", message, INPUTS, {"why": f"{type(error).__name__}: {error}"})
        return
    if isinstance(manifest, dict) and manifest.get("scheme") != {
        "code": scheme.code, "version": scheme.version, "digest": scheme.digest,
    }:  # fmt: skip
        yield _fault("bundle.scheme", gettext_noop("%(member)s nói về một bộ tiêu chí khác."), MANIFEST)
    for name, text in texts.items():
        if text.encode() != members[name]:
            yield from _differences(name, parsed[name], json.loads(text))


def _differences(member: str, stored: Any, computed: Any) -> Iterator[Problem]:
    found = differing(flat(stored), flat(computed))
    message = gettext_noop("%(member)s, %(path)s: trong gói là %(stored)s, tính lại là %(computed)s.")
    for line in found[:SHOWN]:
        values = {"stored": line.before, "computed": line.after}
        shown = {name: "–" if value is None else value for name, value in values.items()}
        yield Problem("bundle.value", message, f"{member}:{line.path}", {"member": member, "path": line.path, **shown})
    if len(found) > SHOWN:
        more = {"member": member, "count": len(found) - SHOWN}
        yield Problem("bundle.more", gettext_noop("%(member)s: còn %(count)d giá trị khác nữa."), member, more)
    if not found:
        yield _fault("bundle.order", gettext_noop("%(member)s: thứ tự các dòng khác khi tính lại."), member)


def _facts(manifest: Any) -> tuple[Problem, ...]:
    told = flat(manifest) if isinstance(manifest, dict) else {}
    asked = (
        (gettext_noop("Bảng xếp hạng %(value)s"), "ranking.id"),
        (gettext_noop("Phong trào: %(value)s"), "ranking.campaign"),
        (gettext_noop("Kỳ: %(value)s"), "ranking.month"),
        (gettext_noop("Lần tính: %(value)s"), "ranking.revision"),
        (gettext_noop("Bộ tiêu chí SHA-256: %(value)s"), "scheme.digest"),
        (gettext_noop("Số liệu vào SHA-256: %(value)s"), "inputs_digest"),
        (gettext_noop("Kết quả SHA-256: %(value)s"), "result_digest"),
        (gettext_noop("Số thứ tự trong sổ cái: %(value)s"), "steps[0].sequence"),
        (gettext_noop("Dấu chuỗi trong sổ cái: %(value)s"), "steps[0].hash"),
    )
    return tuple(
        Problem("bundle.fact", message, path, {"value": told[path]}) for message, path in asked if told.get(path)
    )


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m emulation.bundles", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bundle", type=Path, help="the bundle of a published ranking")
    report = replay_file(parser.parse_args(argv).bundle)
    sys.stdout.write("\n".join(report.lines) + "\n")
    return report.exit_code


if __name__ == "__main__":
    raise SystemExit(main())
