from django.http import Http404
from django.urls import path


def _later(request, **kwargs):
    raise Http404


app_name = "companies"
urlpatterns: list = [path("needs/<int:pk>/", _later, name="need_detail")]
