"""How an award is voted on, as the rules that are pinned to its dossier say."""

from datetime import date

from emulation.commendation import award_rules
from emulation.models import NominationLine, SessionItem
from emulation.rules.awards.ballots import CAST, TOTAL, Rule
from emulation.rules.awards.ballots import PRESENT as TAKING_PART
from emulation.rules.awards.rule_values import ABOVE, PRESENT, TOTAL_MEMBERS
from emulation.rules.awards.rule_values import CAST as BALLOTS_CAST
from kernel.errors import invalid_at
from kernel.text import gettext_noop

_DENOMINATORS = {TOTAL_MEMBERS: TOTAL, PRESENT: TAKING_PART, BALLOTS_CAST: CAST}


def rule_of(line: NominationLine, *, on: date) -> Rule | None:
    """The vote's rule for the award that the appraisal arrived at; none where the dossier's rules know of no vote on it."""
    asked = award_rules.rules_for(line.nomination, [line.final_award], on=on)[line.final_award].council
    if asked is None:
        return None
    return Rule(
        threshold=asked.threshold_pct,
        denominator=_DENOMINATORS[asked.denominator],
        secret=asked.secret,
        written=asked.written,
        quorum=asked.quorum,
        article=asked.basis.article,
        strict=asked.reach == ABOVE,
    )


def fewest_secret(item: SessionItem) -> int:
    """With how few voters a vote is still secret, as the rules say that are pinned to the dossier (of a choice among equals to
    the first one's). Raises `Invalid` where they say nothing."""
    line = item.line or next((one.line for one in item.candidates.order_by("number") if one.line), None)
    rules = award_rules.rules_for(line.nomination, [line.final_award], on=item.session.held_on) if line else {}
    procedure = rules[line.final_award].procedure if line else None
    if procedure is None:
        message = gettext_noop(
            "Chưa có quy định ít nhất bao nhiêu người thì được bỏ phiếu kín trong bộ quy định của hồ sơ."
        )
        raise invalid_at("session_item.no_secrecy_rule", message, "item")
    return procedure.fewest_secret
