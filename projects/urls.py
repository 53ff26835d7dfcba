from django.urls import path

from projects.views import packs, pages, registers

app_name = "projects"
urlpatterns = [
    path("", pages.project_list, name="list"),
    path("<slug:slug>/", pages.overview, name="overview"),
    path("<slug:slug>/indicators/<int:pk>/rows/", pages.indicator, name="indicator"),
    path("<slug:slug>/report/", pages.report, name="report"),
    path("<slug:slug>/hours/", pages.hours, name="hours"),
    path("<slug:slug>/packs/", packs.pack_list, name="pack_list"),
    path("<slug:slug>/packs/<int:number>/", packs.pack, name="pack"),
    path("<slug:slug>/packs/<int:number>/file/<str:form>/", packs.pack_file, name="pack_file"),
    path("<slug:slug>/registers/<slug:register>/", registers.register, name="register"),
    path("<slug:slug>/registers/<slug:register>/new/", registers.entry_new, name="entry_new"),
    path("<slug:slug>/registers/<slug:register>/<int:pk>/", registers.entry_edit, name="entry_edit"),
    path("<slug:slug>/registers/<slug:register>/<int:pk>/remove/", registers.entry_remove, name="entry_remove"),
    path("<slug:slug>/registers/<slug:register>/<int:pk>/restore/", registers.entry_restore, name="entry_restore"),
]
