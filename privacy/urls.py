from django.urls import path

from privacy.views import notice

app_name = "privacy"
urlpatterns = [
    path("record/", notice.show_record, name="record"),
    path("record/markdown/", notice.download_markdown, name="record_markdown"),
    path("record/csv/", notice.download_csv, name="record_csv"),
]
