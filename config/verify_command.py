"""`thidua verify`: one certificate's PDF against the signed decision, on any computer, without database or network."""

import argparse
from collections.abc import Callable
from pathlib import Path

from certificates.checking import check, typed_root
from certificates.signatures import trust_of
from config.clock import system_clock
from config.scoring_command import content_of
from config.terminal import Output
from kernel.errors import Problem
from kernel.text import gettext_noop


def arguments(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument("certificate", type=Path, metavar="FILE.pdf", help=say(gettext_noop("tệp PDF của giấy")))
    parser.add_argument("--decision", type=Path, metavar="DECISION.pdf", help=say(gettext_noop("quyết định đã ký số")))
    parser.add_argument(
        "--trust", type=Path, metavar="ROOTS.pem", help=say(gettext_noop("chứng thư gốc được tin cậy (PEM)"))
    )
    parser.add_argument(
        "--root", metavar="HEX", default="", help=say(gettext_noop("mã gốc in trên bản giấy của quyết định"))
    )
    parser.add_argument("--count", type=int, metavar="N", default=0, help=say(gettext_noop("số giấy của quyết định")))


def run(chosen: argparse.Namespace, out: Output) -> int:
    """0 where it holds, 1 where it does not or not all could be checked; what cannot be read is refused (2)."""
    report = check(
        content_of(chosen.certificate),
        decision=content_of(chosen.decision) if chosen.decision else None,
        trust=trust_of(content_of(chosen.trust)) if chosen.trust else None,
        typed=typed_root(chosen.root, chosen.count) if chosen.root else None,
        now=system_clock(),
    )
    for fact in report.facts:
        out.line(_text(fact, out))
    for finding in report.findings:
        out.line(f"  ✗ {_text(finding, out)}")
    out.line(_text(report.verdict, out))
    return report.exit_code


def _text(problem: Problem, out: Output) -> str:
    """Names of fields are texts of ours too."""
    params = dict(problem.params)
    if "field" in params:
        params["field"] = out.say(str(params["field"]), {})
    return out.say(problem.message, params)
