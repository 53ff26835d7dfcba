from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BoardConfig(AppConfig):
    name = "board"

    def ready(self) -> None:
        from board import effects, findable, occasions, personal_data, retention, timers  # noqa: F401 - importing registers
        from core.merging import How, merge_rule

        personal_data.register()
        findable.register()
        merge_rule(
            "board.Interest.organisation",
            How.MOVE_UNLESS_TWIN,
            _("Interest in needs on the board"),
            twin=("need",),
            among=Q(state="open"),
            url_name="board:interest_list",
        )
