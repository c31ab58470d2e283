"""The OpenAPI description of the API says of every operation what it does."""

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.api.access.table import TABLE

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


def operations(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    }


def test_every_operation_says_what_it_does(schema: dict[str, Any]) -> None:
    silent = [
        name
        for name, operation in operations(schema).items()
        if not operation.get("description", operation.get("summary"))
    ]
    assert silent == []


def test_no_two_operations_have_one_name(schema: dict[str, Any]) -> None:
    names = [operation["operationId"] for operation in operations(schema).values()]
    assert sorted(set(names)) == sorted(names)


def test_the_schema_describes_every_address_that_machines_have(schema: dict[str, Any]) -> None:
    described = len(operations(schema))
    there = {(row.route, row.method) for row in TABLE if row.mouth == "api"} - {
        ("api:schema", "get"),
        ("api:docs", "get"),
        ("api:redoc", "get"),
    }
    assert described == len(there)
