from django.http import Http404


def proposals(request, **kwargs):
    raise Http404


def introduction_add(request, **kwargs):
    raise Http404


def introduction_shortlist(request, **kwargs):
    raise Http404


def introduction_dismiss(request, **kwargs):
    raise Http404


def introduction_undo_dismissal(request, **kwargs):
    raise Http404


def introduction_snooze(request, **kwargs):
    raise Http404


def introduction_ask_company(request, **kwargs):
    raise Http404


def introduction_answer_question(request, **kwargs):
    raise Http404


def introduction_make_obsolete(request, **kwargs):
    raise Http404


def introduction_start_pilot(request, **kwargs):
    raise Http404


def introduction_start_follow_up(request, **kwargs):
    raise Http404


def introduction_record_success(request, **kwargs):
    raise Http404


def introduction_record_no_success(request, **kwargs):
    raise Http404
