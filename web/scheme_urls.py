"""Which address shows which page of schemes, of their drafts and of the drafts of campaigns."""

from django.urls import path

from web import campaign_drafts, scheme_drafts, scheme_trials, schemes

paths = [
    path("campaigns/new/", campaign_drafts.begin, name="campaign-new"),
    path("campaigns/<uuid:campaign>/draft/<slug:step>/", campaign_drafts.step, name="campaign-draft"),
    path("schemes/", schemes.listed, name="schemes"),
    path("schemes/new/", schemes.begin, name="scheme-new"),
    path("schemes/drafts/<uuid:draft>/", scheme_drafts.tree, name="scheme-draft"),
    path("schemes/drafts/<uuid:draft>/nodes/<str:place>/", scheme_drafts.node, name="scheme-node"),
    path("schemes/drafts/<uuid:draft>/rules/", scheme_drafts.rules, name="scheme-rules"),
    path("schemes/drafts/<uuid:draft>/publish/", scheme_drafts.publish, name="scheme-publish"),
    path("schemes/drafts/<uuid:draft>/tryout/", scheme_trials.show, name="scheme-tryout"),
    path("schemes/trials/<uuid:trial>/", scheme_trials.trial, name="scheme-trial"),
    path("schemes/drafts/<uuid:draft>/file.<str:form>", scheme_drafts.file, name="scheme-draft-file"),
    path("schemes/<str:code>/<int:version>/", schemes.show, name="scheme"),
    path("schemes/<str:code>/<int:version>/file.<str:form>", schemes.file, name="scheme-file"),
]
