"""Agreements for whoever works for one of their sides."""

from django.db.models import QuerySet

from regions.models import CooperationAgreement


def agreements_for(user) -> QuerySet[CooperationAgreement]:
    """Return all agreements for project leads, and those that opened the own region for region leads."""
    agreements = CooperationAgreement.objects.select_related("partner_region").order_by("title")
    return agreements if user.is_project_lead else agreements.filter(partner_region__in=user.led_region_ids)
