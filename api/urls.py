"""The addresses of version 1."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerView
from rest_framework.permissions import AllowAny

from api import (
    campaigns,
    certainty,
    certificates,
    decisions,
    evaluations,
    fairness,
    imports,
    operations,
    organisation,
    rankings,
    schemes,
    sign_in,
    surveys,
)

app_name = "api"
CAMPAIGN = "campaigns/<uuid:campaign_id>"
MONTH = f"{CAMPAIGN}/months/<str:month>"
UNIT_MONTH = f"{CAMPAIGN}/units/<str:unit>/months/<str:month>"

urlpatterns = [
    path("schema", SpectacularAPIView.as_view(permission_classes=[AllowAny]), name="schema"),
    path("docs", SpectacularSwaggerView.as_view(url_name="api:schema", permission_classes=[AllowAny]), name="docs"),
    path(
        "docs/redoc", SpectacularRedocView.as_view(url_name="api:schema", permission_classes=[AllowAny]), name="redoc"
    ),
    path("auth/token", sign_in.TokenView.as_view(), name="token"),
    path("me", sign_in.MeView.as_view(), name="me"),
    path("units", organisation.UnitsView.as_view(), name="units"),
    path("units/reorganisations", organisation.ReorganisationsView.as_view(), name="reorganisations"),
    path("people", organisation.PeopleView.as_view(), name="people"),
    path("people/<str:person>/transfers", organisation.TransfersView.as_view(), name="transfers"),
    path("accounts", organisation.AccountsView.as_view(), name="accounts"),
    path("accounts/<str:username>/grants", organisation.GrantsView.as_view(), name="grants"),
    path("notices", organisation.NoticesView.as_view(), name="notices"),
    path("imports", imports.ImportsView.as_view(), name="imports"),
    path("imports/forms/<str:kind>", imports.ListFormView.as_view(), name="list-form"),
    path("imports/<uuid:import_id>", imports.ImportView.as_view(), name="import"),
    path("imports/<uuid:import_id>/annotated", imports.ImportAnnotatedView.as_view(), name="import-annotated"),
    path("imports/<uuid:import_id>/commit", imports.ImportCommitView.as_view(), name="import-commit"),
    path("imports/<uuid:import_id>/discard", imports.ImportDiscardView.as_view(), name="import-discard"),
    path("schemes", schemes.SchemesView.as_view(), name="schemes"),
    path("schemes/<str:code>/versions/<int:version>", schemes.SchemeView.as_view(), name="scheme"),
    path("campaigns", campaigns.CampaignsView.as_view(), name="campaigns"),
    path(CAMPAIGN, campaigns.CampaignView.as_view(), name="campaign"),
    path(f"{CAMPAIGN}/launch", campaigns.LaunchView.as_view(), name="launch"),
    path(f"{CAMPAIGN}/suspend", campaigns.SuspendView.as_view(), name="suspend"),
    path(f"{CAMPAIGN}/resume", campaigns.ResumeView.as_view(), name="resume"),
    path(f"{CAMPAIGN}/close", campaigns.CloseView.as_view(), name="close"),
    path(f"{CAMPAIGN}/conclude", campaigns.ConcludeView.as_view(), name="conclude"),
    path(f"{CAMPAIGN}/cancel", campaigns.CancelView.as_view(), name="cancel"),
    path(f"{CAMPAIGN}/reviews", campaigns.ReviewsView.as_view(), name="reviews"),
    path(f"{CAMPAIGN}/blockers", campaigns.BlockersView.as_view(), name="blockers"),
    path(f"{CAMPAIGN}/months", campaigns.MonthsView.as_view(), name="months"),
    path(f"{MONTH}/close", campaigns.MonthCloseView.as_view(), name="month-close"),
    path(f"{MONTH}/survey-results", surveys.SurveyResultsView.as_view(), name="survey-results"),
    path(f"{CAMPAIGN}/evaluations", evaluations.EvaluationsView.as_view(), name="evaluations"),
    path(UNIT_MONTH, evaluations.UnitEvaluationView.as_view(), name="unit-evaluation"),
    path(f"{UNIT_MONTH}/workbook", evaluations.WorkbookView.as_view(), name="workbook"),
    path(f"{UNIT_MONTH}/submit", evaluations.SubmitView.as_view(), name="submit"),
    path(f"{UNIT_MONTH}/confirm", evaluations.ConfirmView.as_view(), name="confirm"),
    path(f"{UNIT_MONTH}/appraise", evaluations.AppraiseView.as_view(), name="appraise"),
    path(f"{UNIT_MONTH}/return", evaluations.ReturnView.as_view(), name="return"),
    path(
        f"{CAMPAIGN}/people/<str:person>/months/<str:month>",
        evaluations.PersonEvaluationView.as_view(),
        name="person-evaluation",
    ),
    path(f"{CAMPAIGN}/survey-answers", surveys.SurveyAnswersView.as_view(), name="survey-answers"),
    path(f"{CAMPAIGN}/fairness", fairness.FairnessView.as_view(), name="fairness"),
    path(f"{MONTH}/double-scores", fairness.DoubleScoresView.as_view(), name="double-scores"),
    path(f"{CAMPAIGN}/rankings", rankings.RankingsView.as_view(), name="rankings"),
    path("rankings/<uuid:ranking_id>/standings", rankings.StandingsView.as_view(), name="standings"),
    path("rankings/<uuid:ranking_id>/certainty", certainty.CertaintyView.as_view(), name="certainty"),
    path("standings/<uuid:standing_id>/explanation", rankings.ExplanationView.as_view(), name="explanation"),
    path("award-types", decisions.AwardTypesView.as_view(), name="award-types"),
    path("decisions", decisions.DecisionsView.as_view(), name="decisions"),
    path("decisions/<uuid:decision_id>", decisions.DecisionView.as_view(), name="decision"),
    path("decisions/<uuid:decision_id>/sign", decisions.SignView.as_view(), name="sign"),
    path("decisions/<uuid:decision_id>/discard", decisions.DiscardView.as_view(), name="decision-discard"),
    path("certificates", certificates.CertificatesView.as_view(), name="certificates"),
    path("certificates/<uuid:certificate_id>", certificates.CertificateView.as_view(), name="certificate"),
    path("certificates/<uuid:certificate_id>/pdf", certificates.CertificatePaperView.as_view(), name="certificate-pdf"),
    path("ledger/entries", operations.EntriesView.as_view(), name="entries"),
    path("ledger/heads", operations.HeadsView.as_view(), name="heads"),
    path("operations/status", operations.StatusView.as_view(), name="status"),
    path("operations/deliveries", operations.DeliveriesView.as_view(), name="deliveries"),
    path("operations/deliveries/<int:delivery_id>/retry", operations.DeliveryRetryView.as_view(), name="retry"),
    path("operations/deliveries/<int:delivery_id>/discard", operations.DeliveryDiscardView.as_view(), name="discard"),
]
