from django.urls import path

from matchmaking.exclusions.urls import urlpatterns as exclusions
from matchmaking.learning.urls import urlpatterns as learning
from matchmaking.lexicon.urls import urlpatterns as lexicon
from matchmaking.views import cases, moderation, runs, several, shortlist

app_name = "matchmaking"
urlpatterns = [
    path("needs/<int:pk>/proposals/", moderation.proposals, name="proposals"),
    path("needs/<int:pk>/proposals/add/", moderation.introduction_add, name="introduction_add"),
    path("needs/<int:pk>/proposals/several/", several.several, name="several"),
    path("needs/<int:pk>/runs/new/", runs.run_request, name="run_request"),
    path("set-aside/", shortlist.snoozed, name="snoozed"),
    path("runs/", runs.run_list, name="run_list"),
    path("runs/<int:pk>/", runs.run_detail, name="run_detail"),
    path("runs/<int:pk>/status/", runs.run_status, name="run_status"),
    path("runs/<int:pk>/retry/", runs.run_retry, name="run_retry"),
    path("organisations/<int:org>/requests/", cases.request_list, name="request_list"),
    path("introductions/", cases.introduction_list, name="introduction_list"),
    path("introductions/<int:pk>/", cases.introduction_detail, name="introduction_detail"),
    path("introductions/<int:pk>/answer/", cases.introduction_answer, name="introduction_answer"),
    path("introductions/<int:pk>/logo/", cases.introduction_logo, name="introduction_logo"),
    path(
        "introductions/<int:pk>/attachments/<int:attachment>/",
        cases.introduction_attachment,
        name="introduction_attachment",
    ),
    path(
        "introductions/<int:pk>/withdraw-consent/",
        cases.introduction_withdraw_consent,
        name="introduction_withdraw_consent",
    ),
    path(
        "introductions/<int:pk>/record-meeting/",
        cases.introduction_record_meeting,
        name="introduction_record_meeting",
    ),
    path("introductions/<int:pk>/shortlist/", moderation.introduction_shortlist, name="introduction_shortlist"),
    path("introductions/<int:pk>/move/", shortlist.introduction_move, name="introduction_move"),
    path(
        "introductions/<int:pk>/change-reason/",
        shortlist.introduction_change_reason,
        name="introduction_change_reason",
    ),
    path("introductions/<int:pk>/wake/", shortlist.introduction_wake, name="introduction_wake"),
    path("introductions/<int:pk>/dismiss/", moderation.introduction_dismiss, name="introduction_dismiss"),
    path(
        "introductions/<int:pk>/undo-dismissal/",
        moderation.introduction_undo_dismissal,
        name="introduction_undo_dismissal",
    ),
    path("introductions/<int:pk>/snooze/", moderation.introduction_snooze, name="introduction_snooze"),
    path("introductions/<int:pk>/ask-company/", moderation.introduction_ask_company, name="introduction_ask_company"),
    path(
        "introductions/<int:pk>/answer-question/",
        moderation.introduction_answer_question,
        name="introduction_answer_question",
    ),
    path(
        "introductions/<int:pk>/make-obsolete/",
        moderation.introduction_make_obsolete,
        name="introduction_make_obsolete",
    ),
    path("introductions/<int:pk>/start-pilot/", moderation.introduction_start_pilot, name="introduction_start_pilot"),
    path(
        "introductions/<int:pk>/start-follow-up/",
        moderation.introduction_start_follow_up,
        name="introduction_start_follow_up",
    ),
    path(
        "introductions/<int:pk>/record-success/",
        moderation.introduction_record_success,
        name="introduction_record_success",
    ),
    path(
        "introductions/<int:pk>/record-no-success/",
        moderation.introduction_record_no_success,
        name="introduction_record_no_success",
    ),
    *exclusions,
    *learning,
    *lexicon,
]
