from django.urls import path

from startups.views import offers, provider, review

app_name = "startups"
urlpatterns = [
    path("organisations/<int:org>/offers/", offers.offer_list, name="offer_list"),
    path("organisations/<int:org>/offers/new/", offers.offer_create, name="offer_create"),
    path("organisations/<int:org>/provider/", provider.provider_edit, name="provider_edit"),
    path("offers/", review.offer_queue, name="offer_queue"),
    path("offers/<int:pk>/", offers.offer_detail, name="offer_detail"),
    path("offers/<int:pk>/edit/", offers.offer_edit, name="offer_edit"),
    path("offers/<int:pk>/submit/", offers.offer_submit, name="offer_submit"),
    path("offers/<int:pk>/suspend/", offers.offer_suspend, name="offer_suspend"),
    path("offers/<int:pk>/reconfirm/", offers.offer_reconfirm, name="offer_reconfirm"),
    path("offers/<int:pk>/archive/", offers.offer_archive, name="offer_archive"),
    path("offers/<int:pk>/teaser/", review.offer_teaser, name="offer_teaser"),
    path("offers/<int:pk>/publish/", review.offer_publish, name="offer_publish"),
    path("offers/<int:pk>/return/", review.offer_return, name="offer_return"),
    path("offers/<int:pk>/reject/", review.offer_reject, name="offer_reject"),
    path("offers/<int:pk>/revision/accept/", review.revision_accept, name="revision_accept"),
    path("offers/<int:pk>/revision/decline/", review.revision_decline, name="revision_decline"),
]
