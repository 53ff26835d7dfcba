from django.urls import path

from accounts import absence_views as absences
from accounts import filter_views as filters
from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("notifications/", views.notifications, name="notifications"),
    path("devices/", views.devices, name="devices"),
    path("devices/sign-out-others/", views.sign_out_others, name="sign_out_others"),
    path("absences/", absences.absence_list, name="absences"),
    path("absences/<int:pk>/remove/", absences.absence_remove, name="absence_remove"),
    path("filters/", filters.filters, name="filters"),
    path("filters/save/", filters.filter_save, name="filter_save"),
    path("filters/<int:pk>/rename/", filters.filter_rename, name="filter_rename"),
    path("filters/<int:pk>/open-with/", filters.filter_open_with, name="filter_open_with"),
    path("filters/<int:pk>/delete/", filters.filter_delete, name="filter_delete"),
    path("devices/<slug:session>/sign-out/", views.sign_out_device, name="sign_out_device"),
]
