"""The explanation of a figure in a ranking, computed again from what was frozen."""

from typing import Any

from emulation import rankings
from emulation.models import Standing
from emulation.rules import ranking as engine
from emulation.rules.nodes import CARRY
from emulation.rules.schemes import Scheme
from emulation.rules.scores import score_sheet
from emulation.rules.sheets import sheet_from_data
from emulation.schemes import scheme_of


def _months(standing: Standing) -> dict[str, engine.MonthScore | None]:
    return {m: engine.MonthScore.from_data(d) if d else None for m, d in standing.inputs["months"].items()}


def explain(standing: Standing) -> dict[str, Any]:
    """Every figure behind a standing down to its lines, computed again from the frozen inputs."""
    version, inputs = rankings.version_of(standing.ranking.campaign, standing.ranking.subjects), standing.inputs
    if version is None:
        return {}
    scheme = scheme_of(version)
    if standing.ranking.month_id is None:
        derived = engine.derive(scheme, _months(standing), vetoes=inputs["vetoes"])
        return {**derived.to_data(), "inherited": inputs["inherited"]}
    source = {name: inputs[name] for name in ("evaluation", "revision", "survey") if name in inputs}
    return {**_explained(scheme, standing), "absent": bool(inputs.get("absent")), "source": source}


def _explained(scheme: Scheme, standing: Standing) -> dict[str, Any]:
    """A month's figure: of the sheet alone, or of the whole table where the scheme measures against it or carries forward."""
    inputs = standing.inputs
    beyond = scheme.relative or any(leaf.missing == CARRY for leaf in scheme.leaves.values())
    again = rankings.replay(standing.ranking) if beyond and not inputs.get("absent") else None
    if again is not None:
        return dict(again.by_subject[standing.subject].explanation)
    sheet = {} if beyond else sheet_from_data(inputs["sheet"])
    return score_sheet(scheme, sheet, vetoes=inputs["vetoes"], complete=False).to_data()
