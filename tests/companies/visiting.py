"""What somebody without an account types and clicks, for tests."""

import re

from django.conf import settings
from django.test import Client
from django.urls import reverse

from companies.models import Need, NeedDraft
from mail.links import sign_links
from mail.models import OutboxMessage
from regions.models import Municipality

URL = "companies:register_{}".format
ADDRESS = "hanna.wieland@wieland-fraesteile.example"
ABOUT = {
    "description": "Unsere alten Drehmaschinen melden keinen Stillstand. Die Stückzahlen tippen wir ab.",
    "title": "",
}
FRAME = {"goal": "Wir sehen am Bildschirm, was steht.", "systems": "", "time_frame": "quarter", "budget": "unknown"}
SEND = {"confidentiality": "anonymous", "agrees": "on"}


def company(**changed) -> dict:
    place = Municipality.objects.get(name="Lippstadt")
    typed = {
        "org_name": "Wieland Frästeile GmbH",
        "org_place": f"m-{place.pk}",
        "postcode": "59555",
        "website": "www.wieland-fraesteile.example",
        "size_class": "small",
        "sector": "",
        "given_name": "Hanna",
        "family_name": "Wieland",
        "email": ADDRESS,
        "phone": "02941 123",
    }
    return typed | changed


def take(client: Client, step: str, typed: dict, button: str = "next", **options):
    return client.post(reverse(URL(step)), {"step": f"register_{step}", button: "1", **typed}, **options)


def walk(client: Client, **changed) -> None:
    """Fill in all steps but the last."""
    for step, typed in (("need", ABOUT), ("frame", FRAME), ("company", company(**changed))):
        assert take(client, step, typed).status_code == 302


def send(client: Client, **typed):
    page = client.get(reverse(URL("send")))
    return take(client, "send", {"opened": page.context["form"]["opened"].value(), **SEND, **typed}, follow=True)


def mailed(kind: str) -> OutboxMessage:
    return OutboxMessage.objects.filter(kind=kind).latest("pk")


def link_in(message: OutboxMessage) -> str:
    found = re.search(rf"{re.escape(settings.BASE_URL)}(/l/\S+?/)", sign_links(message.body_text))
    return found[1]


def handed_in(client: Client, **changed) -> Need:
    walk(client, **changed)
    send(client)
    Client().post(link_in(mailed("need_draft.confirm")))
    return Need.objects.latest("pk")


def filled(draft: NeedDraft) -> NeedDraft:
    draft.refresh_from_db()
    draft.content |= {"confidentiality": ["anonymous"]}
    draft.save()
    return draft
