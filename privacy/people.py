"""One person, however many rows stand for them: contact, account, addresses."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from accounts.models import Contact, User
from core.personal import Holding

NOWHERE = "erased.invalid"  # RFC 2606: no such domain will ever exist


@dataclass(frozen=True)
class Person:
    """A contact with its account, where there is one, and all addresses that lead to the person."""

    contact: Contact
    user: User | None
    addresses: tuple[str, ...]

    @classmethod
    def of(cls, contact: Contact) -> "Person":
        user = contact.user
        known = {contact.email, *([user.email] if user else [])}
        known |= set(EmailAddress.objects.filter(user=user).values_list("email", flat=True)) if user else set()
        return cls(
            contact,
            user,
            tuple(sorted({address.casefold() for address in known if address and not address.endswith(NOWHERE)})),
        )

    @property
    def rows(self) -> list:
        """The rows that stand for the person."""
        return [self.contact, *([self.user] if self.user else [])]

    def rows_in(self, holding: Holding):
        """Return what `holding` says about the person."""
        return holding.rows_of(self.rows, self.addresses)
