"""How texts for people come out of here: Vietnamese as they stand, or through the translation that the caller hands in."""

from collections.abc import Callable, Mapping

from kernel.errors import Problem

Say = Callable[[str, Mapping[str, object]], str]
"""Puts a message id into the reader's language and its values into their places."""


def vietnamese(message: str, params: Mapping[str, object]) -> str:
    return message % params if params else message


def said(problem: Problem, say: Say) -> str:
    """A problem with its place in front, where it has one."""
    text = say(problem.message, problem.params)
    return f"{problem.path}: {text}" if problem.path else text


def one_line(text: str) -> str:
    return " ".join(text.split())
