"""A survey of a campaign with everything that hangs on it, made through the acts, for the worlds in which tests act."""

from datetime import date, datetime

from emulation import service_registers, survey_access, survey_forms
from emulation.rules.survey_codes import code_of
from emulation.service_registers import Entry
from emulation.survey_access import About
from kernel.actors import Actor

CODES = [code_of(bytes([n + 100]) * 8) for n in range(1, 7)]


def survey_of(campaign: str, town: str, *, office: Actor, chair: Actor, at: datetime, until: date) -> dict[str, str]:
    """Ids by what they are: an open version of the ten service standards, the draft of the next, codes, points. Tokens and
    codes carry the authority, because they are one room for all."""
    entries = [Entry("Q-1", f"Quầy 1 {town}", "P01")]
    service_registers.keep(entries, [Entry("KHAI-SINH", "Đăng ký khai sinh")], by=office, at=at)
    first = survey_forms.take_template(campaign, "mot-cua", "ten-service-standards", by=office, at=at)
    survey_forms.begin(str(first.pk), by=chair, at=at)
    draft = survey_forms.write(campaign, "mot-cua", {**first.definition, "paper_twice": False}, by=office, at=at)
    survey = str(first.survey_id)
    codes = CODES if office.authority == "hoan-kiem" else [code_of(f"{town}{n}".encode()) for n in range(6)]
    batch = survey_access.issue(
        survey, About("P01", "Q-1"), kind="code", label="Đợt 1", codes=codes, until=until, by=office, at=at
    )
    points = {
        kind: survey_access.open_point(
            survey, About("P01"), kind=kind, token=f"{kind}{office.authority[:6]}", by=office, at=at
        )
        for kind in ("qr", "kiosk")
    }
    return {
        "survey": survey,
        "open": str(first.pk),
        "draft": str(draft.pk),
        "batch": str(batch.pk),
        "qr": str(points["qr"].pk),
        "kiosk": points["kiosk"].token,
    }
