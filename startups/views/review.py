from django.http import Http404


def offer_queue(request, **kwargs):
    raise Http404


def offer_teaser(request, **kwargs):
    raise Http404


def offer_publish(request, **kwargs):
    raise Http404


def offer_return(request, **kwargs):
    raise Http404


def offer_reject(request, **kwargs):
    raise Http404


def revision_accept(request, **kwargs):
    raise Http404


def revision_decline(request, **kwargs):
    raise Http404
