"""From a recorded event through relay, broker and a real worker to its effects: once, again after a failure, or given up."""

import time
from collections import Counter

import pytest
from redis import Redis

from tests.faults.stage import ISSUED, Stage
from tests.flows.conftest import LEASE_SECONDS

pytestmark = pytest.mark.timeout(300)

QUEUE, WINDOW = "deliveries", 100
OF = """from kernel_delivery d join kernel_ledgerentry e on e.id = d.entry_id
        where d.reaction = 'write_probe' and e.payload->>'probe' = %s"""


def effects(stage: Stage, name: str) -> Counter[str]:
    return Counter(text for (text,) in stage.ask("select probe from probe_effect where probe like %s", f"{name} %"))


def delivery(stage: Stage, probe: str) -> tuple[int, str, int, str]:
    """Its number, state, attempts and error."""
    ((number, state, attempts, error),) = stage.ask(f"select d.id, d.state, d.attempts, d.error {OF}", probe)
    return number, state, attempts, error


def settled(stage: Stage, name: str, entries: int) -> None:
    query = """select count(*) from kernel_delivery d join kernel_ledgerentry e on e.id = d.entry_id
                where d.state = 'done' and e.payload->>'probe' like %s"""
    stage.until(query, lambda found: found == 2 * entries, f"{name} %")


def fail_until_dead(stage: Stage, probe: str) -> list[float]:
    """Wait for five failed attempts without waiting for the pauses between them; answers those pauses in seconds."""
    pauses = []
    query = f"select d.attempts, d.error, extract(epoch from d.due_at - clock_timestamp())::float {OF}"
    last = ""
    for attempt in range(1, 6):
        ends = time.monotonic() + 120
        while True:
            rows = stage.ask(query, probe)
            if rows and rows[0][0] == attempt and rows[0][1] not in ("", last):
                break
            assert time.monotonic() < ends, f"{rows}\n{stage.logs()}"
            time.sleep(0.05)
        last = rows[0][1]
        pauses.append(rows[0][2])
        pull = (
            f"update kernel_delivery set due_at = clock_timestamp() where state = 'pending' and id = (select d.id {OF})"
        )
        stage.write(pull, probe)
    return pauses


def test_each_reaction_to_an_event_is_done_exactly_once(stage: Stage) -> None:
    stage.drive("probe", "once", 20)
    settled(stage, "once", 20)
    expected = {f"once {n}{echo}": 1 for n in range(1, 21) for echo in ("", " echoed")}
    assert effects(stage, "once") == expected


def test_an_event_that_is_rolled_back_causes_nothing(stage: Stage) -> None:
    stage.drive("probe", "rolled", 1)
    settled(stage, "rolled", 1)
    assert "rolled undone" not in effects(stage, "rolled")
    assert stage.count("select count(*) from kernel_ledgerentry where payload->>'probe' = 'rolled undone'") == 0


def test_a_signed_decision_becomes_certificates(stage: Stage) -> None:
    stage.drive("sign", 3)
    stage.until_done(ISSUED, 3)
    query = "select jsonb_array_length(payload->'certificates') from kernel_ledgerentry where type = %s"
    assert stage.ask(query, "certificates.chunk.issued.v1") == [(3,)]


def test_a_failing_reaction_waits_longer_each_time_is_dead_after_five_and_a_retry_revives_it(stage: Stage) -> None:
    stage.drive("probe", "failing", 1, "fail")
    pauses = fail_until_dead(stage, "failing 1")
    assert pauses[:4] == pytest.approx([2, 4, 8, 16], abs=1.9)
    number, state, attempts, error = delivery(stage, "failing 1")
    assert (state, attempts) == ("dead", 5)
    assert "RuntimeError: refused at" in error
    assert effects(stage, "failing") == {"failing 1 echoed": 1}
    stage.write("insert into probe_effect (probe) values ('failing 1 mended')")
    stage.drive("retry", number)
    settled(stage, "failing", 1)
    assert delivery(stage, "failing 1") == (number, "done", 1, "")
    assert effects(stage, "failing") == {"failing 1 echoed": 1, "failing 1 mended": 1, "failing 1": 1}


def test_a_discarded_delivery_stays_discarded_and_forged_messages_have_no_effect(stage: Stage) -> None:
    stage.drive("probe", "discarded", 1, "fail")
    fail_until_dead(stage, "discarded 1")
    number, state, _, _ = delivery(stage, "discarded 1")
    assert state == "dead"
    stage.drive("discard", number)
    assert delivery(stage, "discarded 1")[1] == "discarded"
    assert stage.count("select count(*) from kernel_ledgerentry where type = 'emulation.delivery.discarded.v1'") == 1

    stage.drive("probe", "finished", 1)
    settled(stage, "finished", 1)
    done, before = delivery(stage, "finished 1")[0], stage.processes.pid("worker")
    everything = stage.ask("select id, state, attempts from kernel_delivery order by id")
    rows = stage.count("select count(*) from probe_effect")
    stage.drive("forge", number, done, 999_999_999, 0)
    with Redis.from_url(stage.values["REDIS_URL"]) as broker:
        ends = time.monotonic() + 60
        while broker.llen(QUEUE) or broker.llen("nudges"):
            assert time.monotonic() < ends, stage.logs()
            time.sleep(0.1)
    stage.drive("probe", "afterwards", 3)
    settled(stage, "afterwards", 3)
    assert stage.processes.pid("worker") == before
    assert stage.ask("select id, state, attempts from kernel_delivery order by id")[: len(everything)] == everything
    assert stage.count("select count(*) from probe_effect") == rows + 6


def test_what_waits_in_the_broker_is_not_handed_out_again(stage: Stage) -> None:
    stage.processes.stop("worker", "relay")
    stage.drive("probe", "waiting", 200)
    stage.start_probed(workers=0)
    with Redis.from_url(stage.values["REDIS_URL"]) as broker:
        ends = time.monotonic() + 60
        while broker.llen(QUEUE) < WINDOW:
            assert time.monotonic() < ends, stage.logs()
            time.sleep(0.1)
        time.sleep(3 * LEASE_SECONDS)
        assert broker.llen(QUEUE) == WINDOW
    assert stage.count("select count(*) from kernel_delivery where state = 'pending' and sent_at is not null") == WINDOW
    stage.start_probed(relays=0)
    settled(stage, "waiting", 200)
    assert set(effects(stage, "waiting").values()) == {1}
    assert len(effects(stage, "waiting")) == 400
