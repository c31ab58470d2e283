"""Which address shows which page."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from web import (
    acts,
    boards,
    bookings,
    campaigns,
    certificates,
    corrections,
    evaluations,
    fairness,
    home,
    operations,
    publications,
    rankings,
    rulings,
    sign_in,
    surveys,
)

app_name = "web"
urlpatterns = [
    path("", home.show, name="home"),
    path("login/", sign_in.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", set_language, name="language"),
    path("campaigns/<uuid:campaign>/", campaigns.show, name="campaign"),
    path("campaigns/<uuid:campaign>/acts/<slug:act>/", acts.of_campaign, name="campaign-act"),
    path("campaigns/<uuid:campaign>/months/<str:month>/", campaigns.show_month, name="month"),
    path("campaigns/<uuid:campaign>/months/<str:month>/close/", acts.close_month, name="month-close"),
    path("campaigns/<uuid:campaign>/months/<str:month>/survey/", surveys.show, name="survey-results"),
    path("campaigns/<uuid:campaign>/months/<str:month>/units/<str:unit>/", campaigns.show_unit, name="unit-month"),
    path(
        "campaigns/<uuid:campaign>/months/<str:month>/units/<str:unit>/workbook.xlsx",
        campaigns.download_workbook,
        name="workbook",
    ),
    path("campaigns/<uuid:campaign>/fairness/", fairness.show, name="fairness"),
    path("campaigns/<uuid:campaign>/corrections/", corrections.listed, name="corrections"),
    path("campaigns/<uuid:campaign>/bookings/", bookings.listed, name="bookings"),
    path("bookings/<uuid:booking>/", bookings.show, name="booking"),
    path("campaigns/<uuid:campaign>/board/", boards.show, name="board"),
    path("campaigns/<uuid:campaign>/ranking/", rankings.show, name="ranking"),
    path("campaigns/<uuid:campaign>/rulings/new/", rulings.decide, name="ruling-decide"),
    path("rulings/<uuid:ruling>/lift/", rulings.lift, name="ruling-lift"),
    path("rankings/<uuid:ranking>/acts/<slug:act>/", publications.act, name="ranking-act"),
    path("rankings/<uuid:ranking>/changes/", publications.changes, name="ranking-changes"),
    path("rankings/<uuid:ranking>/verification/", publications.verification, name="ranking-verification"),
    path("rankings/<uuid:ranking>/bundle.zip", publications.bundle, name="bundle"),
    path("standings/<uuid:standing>/", rankings.explain, name="standing"),
    path("standings/<uuid:standing>/explanation.<slug:kind>", rankings.explanation_file, name="standing-file"),
    path("evaluations/<uuid:evaluation>/", evaluations.show, name="evaluation"),
    path("evaluations/<uuid:evaluation>/correction/", corrections.propose, name="correct"),
    path("corrections/<uuid:correction>/", corrections.show, name="correction"),
    path("certificates/", certificates.show, name="certificates"),
    path("certificates/<uuid:certificate>/paper.pdf", certificates.paper, name="certificate-paper"),
    path("verify/", certificates.ask, name="verify"),
    path("verify/<str:token>", certificates.verify, name="certificate-verify"),
    path("operations/", operations.show, name="operations"),
    path("operations/<int:delivery>/retry/", operations.retry, name="delivery-retry"),
    path("operations/<int:delivery>/discard/", operations.discard, name="delivery-discard"),
]
