"""`thidua` as somebody at a terminal has it: without a database, settings or services."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.command_line import COMMANDS, main
from emulation.workbooks.books import open_book

CLONE = Path(__file__).resolve().parents[2]
PAPI = CLONE / "examples" / "papi"
WHAT_IF = CLONE / "examples" / "what-if"
TABLE = "Tên;A;B;Tổng;Hạng\nAn;9;8;17;1\nBình;9,5;4;13,6;2\n"
SCHEME = '[[components]]\ncode = "A"\nmax = 10\n[[components]]\ncode = "B"\nmax = 10\n'

OPTIONS = {
    "missing-figures": ["--previous", str(WHAT_IF / "missing-figures-before.csv")],
    "goalposts-and-geometric-mean": ["--decimal", "."],
}
WRONG = {"wrong-sums"}


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    scheme, table = tmp_path / "thu.toml", tmp_path / "bang.csv"
    scheme.write_text(SCHEME, encoding="utf-8")
    table.write_text(TABLE, encoding="utf-8")
    return str(scheme), str(table)


@pytest.mark.parametrize("scheme", sorted(WHAT_IF.glob("*.toml")), ids=lambda path: path.stem)
def test_every_example_prints_what_follows_from_its_parts(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = scheme.with_suffix(".csv")
    code = main(["score", str(scheme), str(table), "--audit", *OPTIONS.get(scheme.stem, [])])
    said = capsys.readouterr()
    assert (code, said.err) == (1 if scheme.stem in WRONG else 0, ""), said.out
    assert f"{scheme.stem}.toml" in (WHAT_IF / "README.md").read_text("utf-8")


def test_the_example_of_wrong_sums_says_what_happened(capsys: pytest.CaptureFixture[str]) -> None:
    main(["score", str(WHAT_IF / "wrong-sums.toml"), str(WHAT_IF / "wrong-sums.csv"), "--audit"])
    said = capsys.readouterr().out
    assert "có thể đã cộng thiếu" in said
    assert "có thể nhầm phần trăm" in said
    assert "Đối chiếu tổng điểm: 6, khớp 2, trong sai số 0, sai 4." in said


@pytest.mark.parametrize("year", ["2011", "2012", "2013"])
@pytest.mark.parametrize(
    ("scheme", "more", "summary"),
    [
        ("papi-dimensions", ["--where", "level=dimension", "--where", "level=total"], "khớp 63, trong sai số 0, sai 0"),
        ("papi", ["--tolerance", "parts"], "sai 0"),
    ],
)
def test_papi_audits_clean(
    year: str, scheme: str, more: list[str], summary: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ["--subject", "province_vi", "--where", f"year={year}", *more]
    assert main(["score", str(PAPI / f"{scheme}.json"), str(PAPI / "papi_2011_2013.csv"), "--audit", *wanted]) == 0
    said = capsys.readouterr().out
    totals = next(line for line in said.splitlines() if line.startswith("Đối chiếu tổng điểm: 63"))
    assert summary in totals
    assert "Đối chiếu thứ hạng: 63, khớp 63, trong sai số 0, sai 0." in said


def test_a_figure_of_papi_that_was_changed_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (PAPI / "papi_2011_2013.csv").read_text("utf-8")
    false = tmp_path / "false.csv"
    false.write_text(text.replace("36.40502\n", "36.40602\n"), encoding="utf-8")
    wanted = ["--subject", "province_vi", "--where", "year=2011", "--tolerance", "parts"]
    assert main(["score", str(PAPI / "papi.json"), str(false), "--audit", *wanted]) == 1
    assert "Hà Nội: tổng điểm in 36.40602" in capsys.readouterr().out


def test_the_exit_code_says_agreed_disagreed_or_unusable(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    scheme, table = files
    assert main(["score", scheme, table]) == 0
    assert main(["score", scheme, table, "--audit"]) == 1
    assert main(["score", scheme, table, "--audit", "--tolerance", "0,1"]) == 0
    for unusable in (
        [], ["mark"], ["score"], ["score", scheme], ["score", scheme, "nowhere.csv"], ["score", table, table],
        ["score", scheme, scheme], ["score", scheme, table, "--subject", "Z"], ["score", scheme, table, "--group", "x"],
        ["score", scheme, table, "--explain", "Chi"], ["score", scheme, table, "--out", "x.pdf"],
        ["score", scheme, table, "--out", table], ["score", scheme, table, "--out", "/nowhere/x.csv"],
        ["score", scheme, table, "--delimiter", "ab"], ["score", scheme, table, "--tolerance", "x", "--audit"],
        ["replay"], ["replay", table],
    ):  # fmt: skip
        assert main(unusable) == 2, unusable
    said = capsys.readouterr()
    assert "Traceback" not in said.err + said.out


def test_faults_are_said_in_vietnamese_with_row_and_column(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    scheme, table = files
    Path(table).write_text("Tên;A;B\nAn;9;tám\nBình;11;1\n", encoding="utf-8")
    assert main(["score", scheme, table]) == 2
    assert "C2: Dòng 2, cột “B”: “tám” không phải là số" in capsys.readouterr().err
    Path(table).write_text("Tên;A;B\nAn;9;8\nBình;11;1\n", encoding="utf-8")
    assert main(["score", scheme, table]) == 2
    assert "B3 (Bình): Điểm của A là 11, vượt điểm tối đa 10." in capsys.readouterr().err


def test_the_explanation_is_the_tree_of_contributions(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", *files, "--explain", "binh"]) == 0
    assert capsys.readouterr().out == "Bình: 13.50\n  A: 9.5/10\n  B: 4/10\nHạng 2 trên 2\n"


def test_results_are_written_by_the_suffix(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for suffix in ("csv", "xlsx", "json"):
        assert main(["score", *files, "--audit", "--out", str(tmp_path / f"out.{suffix}")]) == 1
    lines = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "Hạng,Đối tượng,Tổng điểm,A,B,Lý do không xếp hạng,Tổng đã in,Hạng đã in,Đối chiếu"
    assert lines[1] == "1,An,17.00,9,8,,17,1,"
    book = open_book((tmp_path / "out.xlsx").read_bytes())
    assert [sheet.name for sheet in book.sheets] == ["Xếp hạng", "Các thành phần", "Lưu ý"]
    assert book.sheets[0].cell(2, 2).value == "An"
    found = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert found["audit"]["checked"]["total"] == {"equal": 1, "within": 0, "wrong": 1}
    assert len(found["result_digest"]) == 64


def test_what_was_written_can_be_read_and_audited_again(files: tuple[str, str], tmp_path: Path) -> None:
    for suffix in ("csv", "xlsx"):
        out = tmp_path / f"again.{suffix}"
        assert main(["score", *files, "--out", str(out)]) == 0
        assert main(["score", files[0], str(out), "--audit"]) == 0


def test_nothing_in_a_result_becomes_a_formula(files: tuple[str, str], tmp_path: Path) -> None:
    Path(files[1]).write_text('Tên;A;B\n=HYPERLINK("x");9;8\n-2;1;1\n', encoding="utf-8")
    out = tmp_path / "out.csv"
    assert main(["score", *files, "--out", str(out)]) == 0
    assert "\"'=HYPERLINK(" in out.read_text("utf-8-sig")


def test_a_scheme_is_shown_and_written_in_full(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    full = tmp_path / "full.json"
    assert main(["score", files[0], "--scheme-check", "--out", str(full)]) == 0
    assert "A (50.00 %): max=10" in capsys.readouterr().out
    assert main(["score", str(full), files[1]]) == 0


def test_other_counts_of_ranks_may_be_asked_for(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    Path(files[1]).write_text("Tên;A;B\nAn;1;1\nBình;1;1\nChi;0;0\n", encoding="utf-8")
    shown = {}
    for ranks in ("competition", "dense", "fractional"):
        assert main(["score", *files, "--ranks", ranks]) == 0
        rows = capsys.readouterr().out.splitlines()[1:4]
        shown[ranks] = [row.split()[0] for row in rows]
    assert shown == {"competition": ["1", "1", "3"], "dense": ["1", "1", "2"], "fractional": ["1.5", "1.5", "3"]}


def test_every_command_has_its_help_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("vi", "en"):
        for command in COMMANDS:
            with pytest.raises(SystemExit) as ended:
                main(["--language", language, command, "--help"])
            assert ended.value.code == 0
            assert "--language" in capsys.readouterr().out


def test_it_runs_with_an_empty_environment(files: tuple[str, str]) -> None:
    """As the script does: no settings, no services, any working folder, a pipe that closes early."""
    command = [sys.executable, "-P", "-m", "config.command_line", "score", *files]
    environment = {"PYTHONPATH": str(CLONE), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        command, cwd=Path(files[0]).parent, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "An" in done.stdout
    ascii_only = subprocess.run(
        command, env=environment | {"PYTHONIOENCODING": "ascii"}, capture_output=True, text=True, check=False
    )
    assert ascii_only.returncode == 0
    closed = subprocess.run(
        f"{' '.join(command)} | true", shell=True, env=environment, capture_output=True, text=True, check=False
    )
    assert (closed.returncode, closed.stderr) == (0, "")
