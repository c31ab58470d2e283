"""Which address shows which page of the halls and of everybody."""

from django.urls import path

from web import calibration, ceremonies, open_pages

paths = [
    path("rankings/<uuid:ranking>/ceremony/", ceremonies.show, name="ceremony"),
    path("rankings/<uuid:ranking>/calibration/", calibration.show, name="calibration"),
    path("public/", open_pages.start, name="open-start"),
    path("public/<slug:authority>/", open_pages.authority, name="open-authority"),
    path("public/<slug:authority>/results/<uuid:ranking>/", open_pages.results, name="open-results"),
    path("public/<slug:authority>/honours/", open_pages.honour_roll, name="open-honours"),
]
