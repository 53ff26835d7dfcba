from django.urls import path

from landscape.views import directory, own, profile

app_name = "landscape"
urlpatterns = [
    path("landscape/", directory.directory, name="directory"),
    path("landscape/<slug:slug>/", profile.profile, name="profile"),
    path("landscape/<slug:slug>/logo/<str:size>/", profile.logo, name="logo"),
    path("landscape/<slug:slug>/offers/<slug:offer>/", profile.offer, name="offer"),
    path("organisations/<int:org>/landscape/", own.own, name="own"),
    path("organisations/<int:org>/landscape/preview/", own.preview, name="preview"),
    path("organisations/<int:org>/landscape/choose/", own.choose, name="choose"),
    path("organisations/<int:org>/landscape/confirm/", own.confirm, name="confirm"),
    path("organisations/<int:org>/landscape/take-down/", own.take_down, name="take_down"),
    path("organisations/<int:org>/landscape/put-back/", own.put_back, name="put_back"),
]
