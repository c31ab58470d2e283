"""Which address shows which page of the council."""

from django.urls import path

from web import ballots, council_lists, councils

paths = [
    path("councils/", council_lists.listed, name="councils"),
    path("council-sessions/<uuid:session>/", councils.session, name="council-session"),
    path("council-sessions/<uuid:session>/live.json", councils.live, name="council-live"),
    path("council-sessions/<uuid:session>/minutes/", councils.minutes, name="council-minutes"),
    path("council-items/<uuid:item>/", ballots.item, name="council-item"),
    path("recount/<uuid:item>/", ballots.recount, name="council-recount"),
]
