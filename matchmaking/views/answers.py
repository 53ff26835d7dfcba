"""What a side answers, carried out and confirmed in words: the same in the portal and by a link in a mail."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Contact
from matchmaking import faces, forms
from matchmaking.models import Introduction
from matchmaking.services import keys


def answer(introduction: Introduction, side: str, data: dict, *, actor, by_link: Contact | None = None) -> None:
    """Carry out the cleaned `data` of a SideAnswerForm for `side`; `actor` and `by_link` as in `keys`."""
    who = {"actor": actor, "by_link": by_link}
    if data["decision"] == forms.SideAnswerForm.QUESTION:
        keys.ask_question(introduction, text=data["question"], **who)
    elif data["decision"] == forms.SideAnswerForm.NO:
        decline = keys.company_declines if side == faces.COMPANY else keys.provider_declines
        decline(introduction, reason=data["reason"], note=data["note"], **who)
    else:
        agree = keys.company_agrees if side == faces.COMPANY else keys.provider_agrees
        agree(introduction, language=get_language(), **who)


def thanks(decision: str, side: str) -> str:
    """Return what the person reads who has answered in the portal."""
    if decision == forms.SideAnswerForm.QUESTION:
        return _("Your question is with the project lead. The time limit stands still until you have the answer.")
    if decision == forms.SideAnswerForm.NO:
        return _("Noted. The other side does not learn your name or your reason.")
    if side == faces.COMPANY:
        return _("Thank you. We are now asking the provider, still without your name.")
    return _("Both sides have agreed. Here are the contact data; you have also received them by e-mail.")
