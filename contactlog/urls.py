from django.urls import path

from contactlog.views import handover, lists, log

app_name = "contactlog"
urlpatterns = [
    path("organisations/<int:org>/contacts/", log.log, name="log"),
    path("organisations/<int:org>/contacts/new/", log.add, name="add"),
    path("organisations/<int:org>/contacts/<int:pk>/", log.entry, name="entry"),
    path("organisations/<int:org>/contacts/<int:pk>/edit/", log.edit, name="edit"),
    path("organisations/<int:org>/contacts/<int:pk>/withdraw/", log.withdraw, name="withdraw"),
    path("organisations/<int:org>/contacts/<int:pk>/restore/", log.restore, name="restore"),
    path("organisations/<int:org>/contacts/<int:pk>/done/", log.step_done, name="step_done"),
    path("organisations/<int:org>/contacts/<int:pk>/not-done/", log.step_open, name="step_open"),
    path("organisations/<int:org>/owner/", log.owner, name="owner"),
    path("contacts/steps/", lists.steps, name="steps"),
    path("contacts/silent/", lists.silent, name="silent"),
    path("handover/", handover.handover, name="handover"),
    path("handover/<int:pk>/", handover.handover_detail, name="handover_detail"),
    path("handover/<int:pk>/back/", handover.handover_back, name="handover_back"),
]
