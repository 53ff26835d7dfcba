from django.http import Http404


def request_list(request, **kwargs):
    raise Http404


def introduction_list(request, **kwargs):
    raise Http404


def introduction_detail(request, **kwargs):
    raise Http404


def introduction_answer(request, **kwargs):
    raise Http404


def introduction_withdraw_consent(request, **kwargs):
    raise Http404


def introduction_record_meeting(request, **kwargs):
    raise Http404
