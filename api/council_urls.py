"""Which address of the API answers what of councils, their sessions and votes."""

from django.urls import path

from api import ballots, councils

COUNCIL_SESSION, COUNCIL_ITEM = "council-sessions/<uuid:session_id>", "council-items/<uuid:item_id>"
paths = [
    path("councils", councils.CouncilsView.as_view(), name="councils"),
    path("councils/<uuid:council_id>/members", councils.SeatsView.as_view(), name="council-seats"),
    path("councils/<uuid:council_id>/members/<str:username>/leave", councils.LeaveView.as_view(), name="council-leave"),
    path("councils/<uuid:council_id>/sessions", councils.ConveneView.as_view(), name="council-convene"),
    path("council-sessions", councils.SessionsView.as_view(), name="council-sessions"),
    path(COUNCIL_SESSION, councils.SessionView.as_view(), name="council-session"),
    path(f"{COUNCIL_SESSION}/nominations", councils.BringView.as_view(), name="council-bring"),
    path(
        f"{COUNCIL_SESSION}/nominations/<uuid:nomination_id>/take-off",
        councils.TakeOffView.as_view(),
        name="council-take-off",
    ),
    path(f"{COUNCIL_SESSION}/choices", councils.ChoicesView.as_view(), name="council-choices"),
    path(f"{COUNCIL_SESSION}/sheet", ballots.SheetView.as_view(), name="council-sheet"),
    path(f"{COUNCIL_SESSION}/items/open", ballots.OpenAllView.as_view(), name="council-open-all"),
    path(f"{COUNCIL_SESSION}/items/close", ballots.CloseAllView.as_view(), name="council-close-all"),
    path(f"{COUNCIL_SESSION}/attendance", councils.AttendanceView.as_view(), name="council-attendance"),
    path(f"{COUNCIL_SESSION}/<slug:act>", councils.SessionActView.as_view(), name="council-session-act"),
    path(COUNCIL_ITEM, ballots.ItemView.as_view(), name="council-item"),
    path(f"{COUNCIL_ITEM}/open", ballots.OpenItemView.as_view(), name="council-item-open"),
    path(f"{COUNCIL_ITEM}/close", ballots.CloseItemView.as_view(), name="council-item-close"),
    path(f"{COUNCIL_ITEM}/vote", ballots.VoteView.as_view(), name="council-vote"),
    path(f"{COUNCIL_ITEM}/opinions", ballots.OpinionView.as_view(), name="council-opinion"),
    path(f"{COUNCIL_ITEM}/recusals", ballots.RecusalView.as_view(), name="council-recusal"),
    path(f"{COUNCIL_ITEM}/tie", ballots.TieView.as_view(), name="council-tie"),
    path(f"{COUNCIL_ITEM}/recount", ballots.RecountView.as_view(), name="council-recount"),
]
