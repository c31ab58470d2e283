"""Addresses about what awards are judged by: rules, verdicts, and facts on record."""

from django.urls import path

from api import award_rules, decision_lives, decisions, eligibility, forwardings, merit_records, nominations

FORWARDING = "forwardings/<uuid:forwarding_id>"

paths = [
    path("award-rules", award_rules.AwardRulesView.as_view(), name="award-rules"),
    path("award-rules/<uuid:rule_id>/end", award_rules.AwardRuleEndView.as_view(), name="award-rule-end"),
    path("base-salaries", award_rules.BaseSalariesView.as_view(), name="base-salaries"),
    path("recipient-categories", award_rules.RecipientCategoriesView.as_view(), name="recipient-categories"),
    path("eligibility", eligibility.EligibilityView.as_view(), name="eligibility"),
    path(
        "nominations/<uuid:nomination_id>/verdicts",
        eligibility.NominationVerdictsView.as_view(),
        name="nomination-verdicts",
    ),
    path(
        "nominations/<uuid:nomination_id>/favourable-rules",
        eligibility.FavourableView.as_view(),
        name="favourable-rules",
    ),
    path("nomination-lines/<uuid:line_id>/override", eligibility.OverrideView.as_view(), name="eligibility-override"),
    path("initiatives", merit_records.InitiativesView.as_view(), name="initiatives"),
    path(
        "initiatives/<uuid:initiative_id>/withdraw",
        merit_records.InitiativeWithdrawView.as_view(),
        name="initiative-withdraw",
    ),
    path("disciplines", merit_records.DisciplinesView.as_view(), name="disciplines"),
    path("disciplines/<uuid:discipline_id>/end", merit_records.DisciplineEndView.as_view(), name="discipline-end"),
    path(
        "disciplines/<uuid:discipline_id>/withdraw",
        merit_records.DisciplineWithdrawView.as_view(),
        name="discipline-withdraw",
    ),
    path("nominations/<uuid:nomination_id>/lines", nominations.NominationLinesView.as_view(), name="nomination-lines"),
    path(
        "decisions/<uuid:decision_id>/revoked-above",
        decision_lives.RevokedAboveView.as_view(),
        name="decision-revoked-above",
    ),
    path("decisions/<uuid:decision_id>/awards", decisions.DecisionAwardsView.as_view(), name="decision-awards"),
    path(FORWARDING, forwardings.ForwardingView.as_view(), name="forwarding"),
    path(f"{FORWARDING}/package", forwardings.ForwardingPackageView.as_view(), name="forwarding-package"),
    path(f"{FORWARDING}/come-back", forwardings.ForwardingReturnView.as_view(), name="forwarding-come-back"),
    path(f"{FORWARDING}/hear", forwardings.ForwardingAnswerView.as_view(), name="forwarding-hear"),
    path("superiors", forwardings.SuperiorsView.as_view(), name="superiors"),
    path("subordinates", forwardings.SubordinatesView.as_view(), name="subordinates"),
    path("subordinates/<uuid:subordination_id>/end", forwardings.SubordinateEndView.as_view(), name="subordinate-end"),
]
