"""The workbench in the demo: what leads have looked at, their filters, and whom companies do not want to meet."""

from accounts.saving import save_filter
from companies.enums import NeedState
from companies.models import Need
from companies.versions import keep_version
from demo.people import Cast
from matchmaking.enums import IntroductionState
from matchmaking.exclusions.services import exclude
from matchmaking.models import Introduction
from matchmaking.news import note_look

NOT_LOOKED_AT = 6  # needs whose proposals are new to the leads
FILTERS = (
    ("needs", "Offen und von mir", "responsible=mine"),
    ("pipeline", "Lange im selben Stand", "age=30&of=needs"),
    ("introductions", "Antwort des Anbieters offen", "state=awaiting_provider"),
)
ADDED_LATER = "Betroffen sind inzwischen alle drei Standorte. Die jetzige Software wird nur noch ein Jahr gepflegt."


def tell_workbench(cast: Cast) -> None:
    """Leads have looked at most lists of proposals; two companies have named somebody they do not want to meet: one
    before anybody was asked, one while a provider is being asked, on which the lead has to decide. A third has added
    something to its need."""
    needs = list(Need.objects.open_for_matching().order_by("-qualified_at", "-pk"))
    for need in needs[NOT_LOOKED_AT:]:
        for lead in (cast.lead, cast.lead2):
            note_look(need, lead)
    for page, name, query in FILTERS:
        save_filter(cast.lead, page, name, query)
    for state in (IntroductionState.SUGGESTED, IntroductionState.AWAITING_PROVIDER):
        case = Introduction.objects.filter(state=state).order_by("score", "pk").first()
        if case is not None:
            exclude(
                case.need.organisation,
                case.offer.organisation,
                actor=cast.lead,
                note="Es gab vor Jahren einen Auftrag, der im Streit endete.",
            )
    _add_to_a_need()


def _add_to_a_need() -> None:
    need = Need.objects.filter(state=NeedState.IN_QUALIFICATION, language="de").order_by("pk").first()
    if need is not None:
        need.description = f"{need.description}\n\n{ADDED_LATER}"
        need.save(update_fields=["description", "updated_at"])
        keep_version(need, actor=need.created_by, by_company=True)
