"""The embedded PostgreSQL and Valkey: the real ones, on their own data, surviving what a power cut does."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
import redis

from devstack import places
from devstack.places import StackError, lasting_places
from devstack.stack import Services


@pytest.fixture
def services() -> Iterator[Services]:
    with Services.throwaway() as started:
        yield started


def ask(url: str, query: LiteralString) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        (found,) = connection.execute(query).fetchone() or ("nothing",)
    return str(found)


def write(url: str, *queries: LiteralString) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for query in queries:
            connection.execute(query)


def test_postgres_is_18_speaks_utf8_and_lowercases_vietnamese(services: Services) -> None:
    assert ask(services.database_url, "show server_version_num").startswith("18")
    assert ask(services.database_url, "select lower('QUẬN ĐỐNG ĐA')") == "quận đống đa"
    assert ask(services.database_url, "show timezone") == "Asia/Ho_Chi_Minh"


def test_valkey_keeps_an_append_only_file_and_never_evicts(services: Services) -> None:
    with redis.Redis.from_url(services.redis_url) as client:
        assert client.config_get("appendonly")["appendonly"] == "yes"
        assert client.config_get("appendfsync")["appendfsync"] == "everysec"
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"


@pytest.mark.parametrize("mode", ["fast", "immediate", "kill"])
def test_postgres_comes_back_with_what_was_committed(services: Services, mode: str) -> None:
    write(services.database_url, "create table kept (n int)", "insert into kept values (7)")
    services.stop_postgres(mode)
    with pytest.raises(psycopg.OperationalError):
        ask(services.database_url, "select 1")
    services.start_postgres()
    assert ask(services.database_url, "select n from kept") == "7"


def test_a_killed_postgres_is_started_again_by_itself(services: Services) -> None:
    before = services.supervisor.pid("postgres")
    services.supervisor.kill("postgres")
    services.supervisor.until("postgres", lambda: services.supervisor.pid("postgres") not in (before, None))
    services.supervisor.until("postgres", services.postgres_answers)
    assert ask(services.database_url, "select 1") == "1"


def test_valkey_comes_back_with_its_data_or_empty_as_asked(services: Services) -> None:
    with redis.Redis.from_url(services.redis_url) as client:
        client.set("name", "Thi Đua")
        client.bgrewriteaof()
        services.kill_redis()
        services.start_redis()
        assert client.get("name") == "Thi Đua".encode()
        services.kill_redis()
        services.start_redis(empty=True)
        assert client.get("name") is None


def test_a_pid_file_that_names_a_stranger_does_not_hinder_the_start(services: Services) -> None:
    services.stop_postgres("kill")
    file = services.places.postgres / "postmaster.pid"
    lines = file.read_text().splitlines()
    file.write_text("\n".join([str(services.supervisor.pid("redis")), *lines[1:]]) + "\n")
    services.start_postgres()
    assert ask(services.database_url, "select 1") == "1"


def test_a_second_stack_on_the_same_data_is_refused_and_told_who_holds_it(services: Services) -> None:
    with pytest.raises(StackError, match=f"process {os.getpid()} is using the data"):
        Services(services.places).__enter__()
    assert ask(services.database_url, "select 1") == "1"


def test_what_is_given_is_used_and_not_started(services: Services) -> None:
    with Services.throwaway(database_url=services.database_url, redis_url=services.redis_url) as guest:
        assert guest.supervisor.names() == []
        assert ask(guest.create_database("guest"), "select current_database()") == "guest"


def test_throw_away_services_leave_neither_process_nor_file() -> None:
    with Services.throwaway() as started:
        pids = [started.supervisor.pid(name) for name in ("postgres", "redis")]
    assert not started.places.root.exists()
    for pid in pids:
        assert pid is not None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_the_sockets_are_closed_to_other_users(services: Services) -> None:
    for socket in services.places.sockets.iterdir():
        if socket.is_socket():
            assert socket.stat().st_mode & 0o077 == 0
    assert services.places.postgres.stat().st_mode & 0o777 == 0o700


def test_the_places_of_a_clone_are_found_again(tmp_path: Path) -> None:
    first, second, other = (lasting_places(tmp_path / name) for name in "aab")
    for found in (first, other):
        found.sockets.rmdir()
        found.root.rmdir()
    assert first == second
    assert first.root != other.root
    assert first.sockets != other.sockets


def test_a_folder_that_belongs_to_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(StackError, match="belongs to somebody else"):
        places.owned(tmp_path / "link", 0o700)


def test_a_signal_ends_a_server_in_order(services: Services) -> None:
    services.supervisor.stop("redis", number=signal.SIGTERM)
    assert services.supervisor.pid("redis") is None
    assert "bye bye" in (services.places.logs / "redis.log").read_text()
