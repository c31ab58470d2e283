"""Addresses about what awards are judged by: rules, verdicts, and facts on record."""

from django.urls import path

from api import award_rules, eligibility, merit_records

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
]
