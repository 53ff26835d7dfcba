from django.http import Http404


def offer_list(request, **kwargs):
    raise Http404


def offer_create(request, **kwargs):
    raise Http404


def provider_edit(request, **kwargs):
    raise Http404


def offer_detail(request, **kwargs):
    raise Http404


def offer_edit(request, **kwargs):
    raise Http404


def offer_submit(request, **kwargs):
    raise Http404


def offer_suspend(request, **kwargs):
    raise Http404


def offer_reconfirm(request, **kwargs):
    raise Http404


def offer_archive(request, **kwargs):
    raise Http404
