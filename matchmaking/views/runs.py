from django.http import Http404


def run_request(request, **kwargs):
    raise Http404


def run_list(request, **kwargs):
    raise Http404


def run_detail(request, **kwargs):
    raise Http404


def run_status(request, **kwargs):
    raise Http404
