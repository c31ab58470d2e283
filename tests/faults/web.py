"""A request that records: PUT /NUMBER drafts and signs the decision of that number, once however often it is sent."""

import json
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import django
from django.db import close_old_connections, connection

if TYPE_CHECKING:
    from emulation.models import Decision

django.setup()
acts = import_module("tests.faults.acts")
tables = import_module("emulation.models")


def put(number: str) -> "tuple[str, Decision]":
    known = tables.Decision.objects.filter(authority_id=acts.HOME, number=number).first()
    if known:
        return "200 OK", known
    return "201 Created", acts.decide(number, [f"CB{int(number):04d}"])


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """WSGI. Whatever is raised becomes the server's 500, and the client tries again."""
    try:
        status, decision = put(environ["PATH_INFO"].strip("/"))
        numbers = list(decision.awards.values_list("register_entry__number", flat=True))
    finally:
        close_old_connections()
        connection.close()
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps({"decision": str(decision.pk), "register_numbers": numbers}).encode()]
