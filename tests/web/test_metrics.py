"""Who may read the figures of the work: this machine, or who has the token; for others the address is not there."""

import pytest
from django.test import Client, override_settings


@pytest.mark.django_db
def test_figures_of_the_work_are_for_this_machine_or_for_who_has_the_token() -> None:
    near = {"REMOTE_ADDR": "127.0.0.1"}
    assert b"thidua_database_up 1.0" in Client().get("/metrics", **near).content  # type: ignore[arg-type]
    proxied = {**near, "HTTP_X_FORWARDED_PROTO": "https"}
    for told in ({"REMOTE_ADDR": "172.18.0.1"}, proxied):
        assert Client().get("/metrics", **told).status_code == 404  # type: ignore[arg-type]
    with override_settings(METRICS_TOKEN="s3cret"):
        asked = {
            name: Client().get("/metrics", headers={"Authorization": name}, **proxied)
            for name in ("Bearer s3cret", "Bearer x", "")
        }  # type: ignore[arg-type]
    assert {name: answer.status_code for name, answer in asked.items()} == {
        "Bearer s3cret": 200,
        "Bearer x": 404,
        "": 404,
    }
