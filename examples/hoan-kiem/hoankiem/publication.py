"""The final rankings are published, made official, handed out as bundles that anybody computes again, and looked at."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hoankiem.awards import final
from hoankiem.client import wait_until
from hoankiem.story import Story, username

ROOT = Path(__file__).resolve().parents[3]
SUBJECTS = ("units", "people")


def publish(story: Story, folder: Path) -> None:
    """The standing officer publishes, the authority makes official; then the bundles are computed again without the platform."""
    officer, head = story.caller(username(story, "standing_officer")), story.caller(username(story, "authority"))
    folder.mkdir(parents=True, exist_ok=True)
    for subjects in SUBJECTS:
        ranking = officer.get(f"{story.campaign}/rankings", final="true", subjects=subjects)["results"][0]
        address = f"rankings/{ranking['id']}"
        if ranking["state"] == "provisional":
            officer.post(f"{address}/publish", {})
        if ranking["state"] != "final":
            head.post(f"{address}/finalise", {})
        bundle = folder / f"xep-hang-{subjects}.zip"
        bundle.write_bytes(officer.download(f"{address}/bundle"))
        _replay(story, bundle)


def _replay(story: Story, bundle: Path) -> None:
    """By the stand-alone verifier; a bundle of which one byte was changed must be found out."""
    code, said = _verdict(bundle)
    story.check(code == 0, f"{bundle.name} is computed again to the same bytes: {said}")
    forged = bundle.with_suffix(".forged")
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    forged.write_bytes(data)
    code, _ = _verdict(forged)
    forged.unlink()
    story.check(code != 0, f"a forged {bundle.name} is found out")
    print(f"  {bundle.name}: {said}", flush=True)


def _verdict(file: Path) -> tuple[int, str]:
    """Exit code and last line of the verifier, which needs no database and no settings."""
    command = [sys.executable, "-m", "emulation.bundles", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    lines = (done.stdout or done.stderr).strip().splitlines()
    return done.returncode, lines[-1] if lines else ""


def look(story: Story) -> None:
    """How sure the first places are, and which units' figures look inflated: advice, which moves nobody."""
    officer = story.caller(username(story, "standing_officer"))
    ranking = officer.get(f"{story.campaign}/rankings", final="true", subjects="units")["results"][0]
    study: dict[str, Any] = wait_until(
        "the study of the ranking", lambda: officer.get(f"rankings/{ranking['id']}/certainty"), seconds=60
    )
    names = {line["subject"]: line["name"] for line in final(story, "units")}
    first = [names[place["subject"]] for place in study["places"] if place["may_be_first"]]
    story.check(1 <= len(first) <= len(study["places"]), "somebody may be first")
    print(f"  có thể đứng đầu ({study['replications']} lần tính lại): {', '.join(first)}")
    report = officer.get(f"{story.campaign}/fairness")
    suspects = sorted(
        (unit for unit in report["units"] if unit["indicator"] is not None),
        key=lambda unit: (-float(unit["indicator"]), unit["unit"]),
    )[:3]
    shown = ", ".join(f"{unit['name']} ({unit['indicator']})" for unit in suspects)
    print(f"  chỉ báo thổi điểm cao nhất: {shown}", flush=True)
    _heads(story, report)


def double_score(story: Story) -> None:
    """An inspection team scores a few staff once more, beside what their heads gave."""
    inspector, sample = story.caller(username(story, "inspector")), story.read("inspections.json")
    address = f"{story.campaign}/months/{sample['month']}/double-scores"
    if inspector.get(address, page_size=1)["count"] == 0:
        inspector.post(address, {"team": sample["team"], "lines": sample["lines"]})


def _heads(story: Story, report: dict[str, Any]) -> None:
    """What the report says of the heads: the lenient one is told from those who score as the team does."""
    sample = story.read("inspections.json")
    advice = {one["unit"]: one for one in report["advice"]}
    story.check(sorted(advice) == sorted(sample["units"]), f"there is advice on every unit: {sorted(advice)}")
    lenient = {
        reading["subject"]
        for unit in report["units"]
        for part in unit["parts"]
        for reading in part["readings"]
        if part["kind"] == "leniency" and reading["beyond"]
    }
    story.check(lenient == {sample["lenient"]}, f"the lenient head alone is flagged: {sorted(lenient)}")
    told = "; ".join(
        f"{code} {one['difference']} ± {float(one['error']):.2f} điểm{' (vượt giới hạn)' if code in lenient else ''}"
        for code, one in sorted(advice.items())
    )
    print(f"  thủ trưởng chấm hơn đoàn kiểm tra, {len(sample['lines'])} người chấm lại: {told}", flush=True)
