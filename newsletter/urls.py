from django.urls import path

from mail.links import PREFIX
from newsletter.views import answers, archive, blocks, calls, issues, public, segments, staff

app_name = "newsletter"
urlpatterns = [
    path("newsletter/", public.subscribe, name="subscribe"),
    path("newsletter/sent/", public.sent, name="sent"),
    # below the prefix of secret links, which no log keeps
    path(f"{PREFIX}/newsletter/answer/<str:token>/", answers.answer, name="answer"),
    path(f"{PREFIX}/newsletter/<str:token>/", public.own, name="own"),
    path(f"{PREFIX}/newsletter/<str:token>/one-click/", public.one_click, name="one_click"),
    path("newsletter/readers/", staff.reader_list, name="reader_list"),
    path("newsletter/readers/<int:pk>/", staff.reader, name="reader"),
    path("newsletter/readers/<int:pk>/leave/", staff.reader_leave, name="reader_leave"),
    path("newsletter/readers/<int:pk>/bounce/", staff.reader_bounce, name="reader_bounce"),
    path("newsletter/calls/", calls.call_list, name="calls"),
    path("newsletter/calls/<int:pk>/", calls.call, name="call"),
    path("newsletter/calls/<int:pk>/step/", calls.call_step, name="call_step"),
    path("newsletter/issues/<int:pk>/figures/", staff.issue_figures, name="issue_figures"),
    path("newsletter/figures/", staff.figures, name="figures"),
    path("newsletter/archive/", archive.archive, name="archive"),
    path("newsletter/archive/<str:code>/", archive.archived, name="archived"),
    path("newsletter/issues/", issues.issue_list, name="issue_list"),
    path("newsletter/issues/new/", issues.issue_create, name="issue_create"),
    path("newsletter/issues/<int:pk>/", issues.issue, name="issue"),
    path("newsletter/issues/<int:pk>/status/", issues.issue_status, name="issue_status"),
    path("newsletter/issues/<int:pk>/edit/", issues.issue_edit, name="issue_edit"),
    path("newsletter/issues/<int:pk>/copy/", issues.issue_copy, name="issue_copy"),
    path("newsletter/issues/<int:pk>/add/<str:kind>/", blocks.block_add, name="block_add"),
    path("newsletter/issues/<int:pk>/preview/", issues.issue_preview, name="issue_preview"),
    path("newsletter/issues/<int:pk>/preview/<str:language>/", issues.issue_frame, name="issue_frame"),
    path("newsletter/issues/<int:pk>/test/", issues.issue_test, name="issue_test"),
    path("newsletter/issues/<int:pk>/send/", issues.issue_send, name="issue_send"),
    path("newsletter/issues/<int:pk>/take-back/", issues.issue_take_back, name="issue_take_back"),
    path("newsletter/issues/<int:pk>/drop/", issues.issue_drop, name="issue_drop"),
    path("newsletter/issues/<int:pk>/pause/", issues.issue_pause, name="issue_pause"),
    path("newsletter/issues/<int:pk>/go-on/", issues.issue_go_on, name="issue_go_on"),
    path("newsletter/issues/<int:pk>/stop/", issues.issue_stop, name="issue_stop"),
    path("newsletter/blocks/<int:pk>/edit/", blocks.block_edit, name="block_edit"),
    path("newsletter/blocks/<int:pk>/move/", blocks.block_move, name="block_move"),
    path("newsletter/blocks/<int:pk>/remove/", blocks.block_remove, name="block_remove"),
    path("newsletter/deliveries/<int:pk>/settle/", issues.delivery_settle, name="delivery_settle"),
    path("newsletter/segments/", segments.segment_list, name="segment_list"),
    path("newsletter/segments/new/", segments.segment_create, name="segment_create"),
    path("newsletter/segments/<int:pk>/edit/", segments.segment_edit, name="segment_edit"),
    path("newsletter/segments/<int:pk>/delete/", segments.segment_delete, name="segment_delete"),
]
