"""States of a request for erasure."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow

ERASURE = Workflow(
    name="erasure",
    initial="waiting",
    terminal=frozenset({"done", "withdrawn"}),
    transitions=dict(
        [
            arrow("withdraw", "waiting", "withdrawn", "person", _("Withdraw")),
            arrow("erase", "waiting", "done", "system", _("Erase")),
        ]
    ),
    fulfilled=frozenset({"done"}),
)
