from django.urls import path

from privacy.views import notice, own, staff

app_name = "privacy"
urlpatterns = [
    path("own/", own.own, name="own"),
    path("own/copy/", own.request_copy, name="copy_request"),
    path("own/copies/<uuid:key>/", own.download_copy, name="copy_download"),
    path("own/consents/", own.consents, name="consents"),
    path("own/consents/<int:pk>/withdraw/", own.withdraw_consent, name="consent_withdraw"),
    path("own/reads/", own.reads, name="reads"),
    path("own/erasure/", own.erase, name="erasure"),
    path("own/erasure/withdraw/", own.withdraw_erasure, name="erasure_withdraw"),
    path("record/", notice.show_record, name="record"),
    path("record/markdown/", notice.download_markdown, name="record_markdown"),
    path("record/csv/", notice.download_csv, name="record_csv"),
    path("erasures/", staff.erasure_queue, name="erasure_queue"),
    path("erasures/request/", staff.request_erasure, name="erasure_request"),
    path("retention/", staff.retention, name="retention"),
    path("incidents/", staff.incident_list, name="incidents"),
    path("incidents/new/", staff.incident_create, name="incident_create"),
    path("incidents/<int:pk>/", staff.incident, name="incident"),
    path("incidents/<int:pk>/close/", staff.incident_close, name="incident_close"),
]
