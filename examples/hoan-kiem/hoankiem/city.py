"""The city works on the platform too: it takes in the district's dossiers, decides one, and that stands in the history below."""

import os
import subprocess
import sys

from hoankiem import ROOT
from hoankiem.client import Refused, wait_until
from hoankiem.levels import appraised
from hoankiem.story import Story, local, username

CODE, NAME, ADMIN = "ha-noi", "Ủy ban nhân dân thành phố Hà Nội", "quantri.hn"
UNIT, TITLE = "P04", "Đề nghị Bằng khen của thành phố cho tập thể"
DEED = {"title": "Sơ tán 120 hộ dân trong đêm cháy", "first_day": "2019-12-02", "last_day": "2019-12-03"}
ROLES = {"thuongtruc.hn": ("standing_officer", "clerk"), "chutich.hn": ("authority",)}
UNITS = """Mã đơn vị,Tên đơn vị,Loại đơn vị,Mã đơn vị cấp trên,Từ ngày
HN,Thành phố Hà Nội,city,,2008-08-01
HK,Quận Hoàn Kiếm,district,HN,2008-08-01
"""


def decide(story: Story) -> None:
    """Sent up without a level that takes it in: refused. Then the city opens, takes it in with all that the district has on
    record, and decides; the answer is an award in the ward's history, without a number of the district's register."""
    office, chair = story.caller(username(story, "standing_officer")), story.caller(username(story, "authority"))
    if any(row["title"] == TITLE for row in office.pages("nominations", year=2019)):
        return
    story.at(local("2020-01-21", 15))
    founded = _founded(story)
    dossier = f"nominations/{appraised(story, office, UNIT, TITLE, DEED)}"
    cover = {"authority": CODE, "letter_number": "13/TTr-UBND", "letter_on": "2020-01-21"}
    try:
        chair.post(f"{dossier}/forward_part", cover)
        story.check(False, "nobody sends a dossier to a level that does not take it in")
    except Refused as refusal:
        story.check("nomination.no_superior" in str(refusal), f"a level that takes nothing in: {refusal}")
        print(f"    từ chối: {refusal.document['problems'][0]['message']}", flush=True)
    story.check(founded.wait() == 0, "the city is opened by the operator's command")
    _open(story)
    sent = chair.post(f"{dossier}/forward_part", cover)["forwardings"][0]
    _decided(story)
    heard = f"forwardings/{sent['id']}"
    wait_until("the city's answer", lambda: office.get(heard)["state"] == "answered_above")
    given = [one for one in office.get(f"honours/collective/{UNIT}")["honours"] if one["given_by"] == NAME]
    story.check(
        [(one["award_type"], one["register"], one["state"]) for one in given] == [("BK_TINH", "", "valid")],
        f"the city's award stands in the ward's history: {given}",
    )
    print(f"    {NAME} quyết định số {office.get(heard)['decision_number']}; lịch sử của phường ghi ngay", flush=True)


def _founded(story: Story) -> "subprocess.Popen[bytes]":
    """The operator's command, running while the district still writes its dossier."""
    command = [sys.executable, "manage.py", "found_authority", CODE, "--name", NAME, "--admin", ADMIN]
    seat = ["--head-title", "Chủ tịch Ủy ban nhân dân thành phố", "--place", "Hà Nội"]
    environment = {**os.environ, "ADMIN_PASSWORD": story.password}
    return subprocess.Popen([*command, *seat], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def _open(story: Story) -> None:
    """The city's log-ins, the district as a unit of its own, and whose dossiers it takes in."""
    admin = story.caller(ADMIN)
    for name, roles in ROLES.items():
        grants = [{"role": role, "scope": "authority", "code": ""} for role in roles]
        admin.post("accounts", {"username": name, "password": story.password, "name": name, "grants": grants})
    address = f"imports/{admin.upload('units', 'don-vi.csv', UNITS.encode('utf-8-sig'))['id']}"
    wait_until("the check of the city's units", lambda: admin.get(address)["state"] != "uploaded")
    admin.post(f"{address}/commit", {})
    wait_until("the city's units", lambda: admin.get(address)["state"] == "committed")
    office = story.caller("thuongtruc.hn")
    level = {"level": "province", "valid_from": "2008-08-01", "legal_basis": "Nghị quyết 15/2008/QH12"}
    office.post("authority-levels", level)
    below = {"subordinate": story.read("authority.json")["code"], "unit": "HK", "valid_from": "2020-01-01"}
    office.post("subordinates", {**below, "legal_basis": "Quyết định phân cấp quản lý"})


def _decided(story: Story) -> None:
    office, chair = (story.caller(name) for name in ROLES)
    row = wait_until("the dossier to arrive", lambda: next(iter(office.get("nominations")["results"]), None))
    (line,) = office.post(f"nominations/{row['id']}/receive", {})["lines"]
    own = story.read("authority.json")["name"]
    story.check(line["certified"]["source"] == own, f"what the district has on record came along: {line['certified']}")
    office.post(f"nominations/{row['id']}/appraise", {"outcomes": [{"line": line["id"], "outcome": "pass"}]})
    heading = {"title": "Tặng Bằng khen", "signatory_name": "Nguyễn Văn Thành", "signatory_title": "CHỦ TỊCH"}
    made = office.post("decisions/from-dossiers", {**heading, "decided_on": "2020-01-21", "lines": [line["id"]]})
    office.post(f"decisions/{made['id']}/number", {"decided_on": "2020-01-21"})
    chair.post(f"decisions/{made['id']}/sign")
