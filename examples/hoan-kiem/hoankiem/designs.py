"""The design of the certificates: adopted by the clerk, published by the chair, each certificate tried before signing."""

from typing import Any

from hoankiem.client import Refused
from hoankiem.story import Story, local, username

CODE, DAY = "giay-khen-hoa-sen", "2020-01-01"


def choose(story: Story) -> None:
    """People's certificates have the lotus from January on; a layout that says too little is told so, place by place."""
    clerk = story.caller(username(story, "clerk"))
    head = story.caller(username(story, "authority"))
    if clerk.get("certificate-template-uses")["results"]:
        return
    story.at(local("2020-01-17", 9))
    template = clerk.post(
        "certificate-templates", {"preset": "lotus-person", "code": CODE, "title": "Giấy khen cá nhân"}
    )
    (draft,) = template["versions"]
    boxes = [box for box in draft["layout"]["boxes"] if box["key"] != "register"]
    try:
        clerk.put(f"certificate-templates/{template['id']}", {"layout": {**draft["layout"], "boxes": boxes}})
        story.check(False, "a certificate without its register number is refused")
    except Refused as refusal:
        story.check(refusal.status == 422, "a certificate without its register number is refused")
    drawn = clerk.download(f"certificate-template-versions/{draft['id']}/preview")
    story.check(drawn.startswith(b"%PDF-"), "a design is seen with the longest names before it is published")
    seen = _moved(story, template["id"], draft)
    head.post(f"certificate-template-versions/{draft['id']}/publish", {"seen": seen})
    head.post("certificate-template-uses", {"template": template["id"], "subject": "person", "in_effect_from": DAY})


def _moved(story: Story, template: str, draft: dict[str, Any]) -> str:
    """The name half a millimetre higher, tried before it is saved; who saw the old text cannot publish the new one. Its mark."""
    clerk, head = (story.caller(username(story, role)) for role in ("clerk", "authority"))
    boxes = [{**box, "y": box["y"] - 0.5} if box["key"] == "name" else box for box in draft["layout"]["boxes"]]
    layout = {**draft["layout"], "boxes": boxes}
    tried = clerk.post("certificate-layouts/trial", {"layout": layout, "texts": "own"})
    story.check(tried["good"] and "name" in tried["sizes"], "a moved box finds room for the authority's longest names")
    written = clerk.put(f"certificate-templates/{template}", {"layout": layout, "seen": draft["mark"]})
    try:
        head.post(f"certificate-template-versions/{draft['id']}/publish", {"seen": draft["mark"]})
        story.check(False, "nobody publishes a layout that they have not seen")
    except Refused as refusal:
        story.check(refusal.status == 409, "nobody publishes a layout that they have not seen")
    return str(written["mark"])


def try_out(story: Story, decision: str) -> None:
    """Nobody's certificate stops at the printer."""
    clerk = story.caller(username(story, "clerk"))
    found = clerk.get(f"decisions/{decision}/preflight")
    awards = clerk.get(f"decisions/{decision}")["awards"]
    story.check(found["good"] and found["count"] == len(awards), "every certificate of the draft can be printed")
