"""Objects for tests, complete enough to be saved. Names are invented."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Absence, Contact, User
from companies.models import Need, NeedTeaser
from contactlog.models import ContactEntry
from matchmaking.models import Introduction
from organisations.enums import Kind, MemberRole, Verification
from organisations.models import Membership, Organisation
from regions.models import Municipality, Region
from startups.models import Offer, OfferTeaser, ProviderProfile


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    user = factory.SubFactory(UserFactory)
    given_name = "Kim"
    family_name = factory.Sequence(lambda n: f"Musterfrau{n}")
    email = factory.SelfAttribute("user.email")
    phone = "0221 4710 000"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Beispielwerk {n} GmbH")
    kind = Kind.COMPANY
    region = factory.LazyFunction(lambda: Region.objects.get(slug="soest"))
    municipality = factory.LazyAttribute(lambda o: Municipality.objects.filter(region=o.region).order_by("ags").first())
    size_class = "small"
    verification = Verification.VERIFIED
    verified_at = factory.LazyFunction(timezone.now)


class ProviderFactory(OrganisationFactory):
    kind = Kind.STARTUP
    region = factory.LazyFunction(lambda: Region.objects.get(slug="duesseldorf"))

    @factory.post_generation
    def profile(self, create, extracted, **kwargs):
        ProviderProfile.objects.create(organisation=self, capacity=4)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    contact = factory.SubFactory(ContactFactory)
    role = MemberRole.ADMIN
    is_active = True
    deactivated_at = factory.LazyAttribute(lambda o: None if o.is_active else timezone.now())


class NeedFactory(DjangoModelFactory):
    """A draft of an organisation with one member, unless told otherwise."""

    class Meta:
        model = Need
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory)
    contact = factory.LazyAttribute(
        lambda o: o.organisation.contacts.first() or MembershipFactory(organisation=o.organisation).contact
    )
    created_by = factory.SelfAttribute("contact.user")
    title = "Alte Drehmaschinen sollen Laufzeit und Stillstand melden"
    description = "Wir haben zwölf Drehmaschinen und schreiben Stillstände von Hand auf Zettel."
    goal = "Wir sehen am Bildschirm, welche Maschine steht."
    time_frame = "half_year"
    region = factory.SelfAttribute("organisation.region")
    municipality = factory.SelfAttribute("organisation.municipality")


class NeedTeaserFactory(DjangoModelFactory):
    class Meta:
        model = NeedTeaser

    need = factory.SubFactory(NeedFactory)
    version = 1
    title = "Maschinen sollen ihre Laufzeit melden"
    text = "Ein Betrieb der Metallverarbeitung möchte Laufzeit und Stillstand älterer Maschinen sehen."
    written_by = factory.SubFactory(UserFactory)
    checked_by = factory.SelfAttribute("written_by")
    checked_at = factory.LazyFunction(timezone.now)


class OfferFactory(DjangoModelFactory):
    """A draft of a provider with one member, unless told otherwise."""

    class Meta:
        model = Offer
        skip_postgeneration_save = True

    organisation = factory.SubFactory(ProviderFactory)
    contact = factory.LazyAttribute(
        lambda o: o.organisation.contacts.first() or MembershipFactory(organisation=o.organisation).contact
    )
    created_by = factory.SelfAttribute("contact.user")
    title = "Maschinendaten ohne Eingriff in die Steuerung"
    description = "Wir lesen Laufzeiten und Stillstände an Drehmaschinen jeden Alters aus, ohne die Steuerung."


class OfferTeaserFactory(DjangoModelFactory):
    class Meta:
        model = OfferTeaser

    offer = factory.SubFactory(OfferFactory)
    version = 1
    title = "Ein Anbieter liest Maschinen jeden Alters aus"
    text = "Liest Laufzeiten und Stillstände aus, ohne in die Steuerung einzugreifen."
    written_by = factory.SubFactory(UserFactory)
    checked_by = factory.SelfAttribute("written_by")
    checked_at = factory.LazyFunction(timezone.now)


class IntroductionFactory(DjangoModelFactory):
    class Meta:
        model = Introduction

    need = factory.SubFactory(NeedFactory)
    offer = factory.SubFactory(OfferFactory)


class ContactEntryFactory(DjangoModelFactory):
    """A call of the person who wrote it down."""

    class Meta:
        model = ContactEntry

    organisation = factory.SubFactory(OrganisationFactory)
    created_by = factory.SubFactory(UserFactory)
    written_by = factory.SelfAttribute("created_by")
    staff = factory.SelfAttribute("created_by")
    kind = "call"
    format = "phone"
    summary = "Die Halle wird im Frühjahr umgebaut."


class AbsenceFactory(DjangoModelFactory):
    """A week from today on."""

    class Meta:
        model = Absence

    user = factory.LazyAttribute(lambda o: ContactFactory().user)
    deputy = factory.LazyAttribute(lambda o: ContactFactory().user)
    first_day = factory.LazyFunction(timezone.localdate)
    last_day = factory.LazyAttribute(lambda o: o.first_day + timedelta(days=6))
    entered_by = factory.SelfAttribute("user")
