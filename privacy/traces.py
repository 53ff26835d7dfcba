"""What a person is recognised by in texts, and taking it out of them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.models import Contact
from privacy.people import Person

MARK = "[…]"  # stands where a person was mentioned
_SHORTEST_NAME = 3  # shorter names occur in too many words


@dataclass(frozen=True)
class Traces:
    """`telling` values name the person wherever they stand; `names` are single names, which do so only in texts of
    cases the person had a part in."""

    telling: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, person: Person) -> "Traces":
        """Return the traces of `person`, without values that somebody else bears as well: a central phone number, a
        mailbox of a department, a namesake. What is theirs must stay."""
        contact = person.contact
        given, family = contact.given_name.strip(), contact.family_name.strip()
        telling = [address for address in person.addresses if not _others(person, Q(email__iexact=address))]
        if given and family and not _others(person, Q(given_name__iexact=given, family_name__iexact=family)):
            telling += [f"{given} {family}", f"{family}, {given}", f"{family} {given}"]
        if contact.phone.strip() and not _others(person, Q(phone=contact.phone)):
            telling += {contact.phone.strip(), contact.phone.replace(" ", "")}
        names = [name for name in (given, family) if len(name) >= _SHORTEST_NAME]
        return cls(tuple(dict.fromkeys(telling)), tuple(names))

    def scrubber(self, *, with_names: bool = False) -> Callable[[Any], Any]:
        """Return a function that takes the person out of a text, or of all texts of a document."""
        patterns = [re.escape(value) for value in sorted(self.telling, key=len, reverse=True)]
        if with_names:
            patterns += [rf"\b{re.escape(name)}\b" for name in self.names]
        if not patterns:
            return lambda value: value
        expression = re.compile("|".join(patterns), re.IGNORECASE)

        def scrub(value: Any) -> Any:
            if isinstance(value, str):
                return expression.sub(MARK, value)
            if isinstance(value, list):
                return [scrub(each) for each in value]
            if isinstance(value, dict):
                return {scrub(name): scrub(each) for name, each in value.items()}
            return value

        return scrub


def _others(person: Person, same: Q) -> bool:
    return Contact.objects.filter(same, erased_at=None).exclude(pk=person.contact.pk).exists()
