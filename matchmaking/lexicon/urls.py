"""Addresses of the lexicon; `matchmaking/urls.py` takes them in."""

from django.urls import path

from matchmaking.lexicon import views

urlpatterns = [
    path("lexicon/", views.lexicon, name="lexicon"),
    path("lexicon/export/", views.lexicon_export, name="lexicon_export"),
    path("lexicon/try/", views.lexicon_try, name="lexicon_try"),
    path("lexicon/drafts/", views.lexicon_drafts, name="lexicon_drafts"),
    path("lexicon/drafts/publish/", views.lexicon_publish, name="lexicon_publish"),
    path("lexicon/drafts/preview/", views.lexicon_preview_request, name="lexicon_preview_request"),
    path("lexicon/previews/<int:pk>/", views.lexicon_preview, name="lexicon_preview"),
    path("lexicon/versions/", views.lexicon_versions, name="lexicon_versions"),
    path("lexicon/versions/<int:number>/use/", views.lexicon_use, name="lexicon_use"),
    path("lexicon/runs/new/", views.lexicon_run, name="lexicon_run"),
    path("lexicon/new/", views.lexicon_new, name="lexicon_new"),
    path("lexicon/concepts/<slug:concept>/", views.lexicon_concept, name="lexicon_concept"),
    path("lexicon/concepts/<slug:concept>/edit/", views.lexicon_edit, name="lexicon_edit"),
    path("lexicon/concepts/<slug:concept>/restore/<int:number>/", views.lexicon_restore, name="lexicon_restore"),
    path("lexicon/concepts/<slug:concept>/close/", views.lexicon_close, name="lexicon_close"),
]
