"""`thidua`: what needs neither database nor settings — score a table, verify a certificate, call the API of a server."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, NoReturn

import django
from django.conf import settings
from django.utils import translation

from config import call_command, scoring_command, verify_command
from config.terminal import BAD_INPUT, Output, terminal
from emulation.bundles import replay_file
from emulation.tables.wording import said
from kernel.errors import Invalid, Problem, Refusal
from kernel.text import gettext_noop

HOME = Path(__file__).resolve().parent.parent
LANGUAGES = ("vi", "en")
_SHOWN = 50


@dataclass(frozen=True)
class Command:
    """A subcommand: what it is for, which arguments it takes, and what it does; ``run`` answers the exit code."""

    summary: str
    arguments: Callable[[argparse.ArgumentParser, Callable[[str], str]], None]
    run: Callable[[argparse.Namespace, Output], int]


def _replay_arguments(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help=say(gettext_noop("tệp của một lần công bố")))


def _replay(chosen: argparse.Namespace, out: Output) -> int:
    report = replay_file(chosen.bundle)
    for problem in (*report.facts, *report.findings, report.verdict):
        out.line(out.say(problem.message, problem.params))
    return report.exit_code


COMMANDS: Mapping[str, Command] = {
    "score": Command(
        gettext_noop("Xếp hạng một bảng điểm bất kỳ theo một bộ tiêu chí, và đối chiếu với những gì bảng đã in."),
        scoring_command.arguments,
        scoring_command.run,
    ),
    "replay": Command(
        gettext_noop("Tính lại một bảng xếp hạng đã công bố và so từng byte."), _replay_arguments, _replay
    ),
    "verify": Command(
        gettext_noop("Kiểm tra một giấy khen (PDF) với quyết định đã ký, không cần mạng."),
        verify_command.arguments,
        verify_command.run,
    ),
    "call": Command(
        gettext_noop("Làm một việc qua API của máy chủ (biến THIDUA_URL, THIDUA_TOKEN), từ cửa sổ lệnh hay tập lệnh."),
        call_command.arguments,
        call_command.run,
    ),
    "token": Command(
        gettext_noop("Đăng nhập lấy mã truy cập cho lệnh call."),
        call_command.token_arguments,
        call_command.run_token,
    ),
}


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a command as everything else is said."""

    def error(self, message: str) -> NoReturn:
        raise Invalid(
            "command.usage",
            gettext_noop("Lệnh chưa đúng: %(error)s. Xem cách dùng: %(program)s --help"),
            error=message,
            program=self.prog,
        )


def _parser(say: Callable[[str], str]) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="thidua", description=say(gettext_noop("Chấm điểm, xếp hạng và kiểm tra không cần cơ sở dữ liệu."))
    )
    _language(parser, say)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    for name, command in COMMANDS.items():
        summary = say(command.summary)
        one = commands.add_parser(name, help=summary, description=summary)
        _language(one, say)
        command.arguments(one, say)
        one.set_defaults(run=command.run)
    return parser


def _language(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument(
        "--language", choices=LANGUAGES, default=argparse.SUPPRESS, help=say(gettext_noop("ngôn ngữ của kết quả (vi)"))
    )


def _stated_language(arguments: Sequence[str]) -> str:
    """The language that the arguments ask for, needed before they are read; Vietnamese otherwise."""
    for argument, following in zip_longest(arguments, arguments[1:], fillvalue=""):
        name, equals, value = argument.partition("=")
        if name == "--language":
            stated = value if equals else following
            return stated if stated in LANGUAGES else LANGUAGES[0]
    return LANGUAGES[0]


def _get_ready() -> None:
    """Only the catalogues of texts are needed of Django."""
    if not settings.configured:
        folders = [str(HOME / package / "locale") for package in ("certificates", "config", "emulation", "kernel")]
        settings.configure(LANGUAGE_CODE=LANGUAGES[0], LOCALE_PATHS=folders, USE_I18N=True, USE_TZ=True)
        django.setup()


def _say(message: str, params: Mapping[str, Any]) -> str:
    text = translation.gettext(message)
    return text % params if params else text


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all is well, 1 when something that was checked does not hold, 2 for what cannot be used."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    _get_ready()
    out = terminal(_say)
    with translation.override(_stated_language(given)):
        try:
            chosen = _parser(lambda message: translation.gettext(message).replace("%", "%%")).parse_args(given)
            code: int = chosen.run(chosen, out)
            out.flush()
        except Refusal as refusal:
            _refused(refusal, out)
            return BAD_INPUT
        except BrokenPipeError:  # whoever read the output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return code


def _refused(refusal: Refusal, out: Output) -> None:
    out.error(_say(refusal.message, refusal.params))
    several = [problem for problem in refusal.problems if _text(problem, out) != _say(refusal.message, refusal.params)]
    for problem in several[:_SHOWN]:
        out.error(f"  {_text(problem, out)}")
    if len(several) > _SHOWN:
        out.error("  " + _say(gettext_noop("… và %(count)d lỗi nữa."), {"count": len(several) - _SHOWN}))


def _text(problem: Problem, out: Output) -> str:
    return said(problem, out.say)


if __name__ == "__main__":
    raise SystemExit(main())
