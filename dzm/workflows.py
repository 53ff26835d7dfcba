"""The transition tables as a page that people read; docs/workflow.md is its output."""

from django.db import models
from django.utils import translation

HEAD = """# States and transitions

Printed from the tables in the code by `./portal manage print_workflows`; a test keeps this page equal to them.
"company" and "provider" are the members of the organisation, "project_lead" is whoever moderates the case (also the
lead of the need's region), "system" is a timer. A target "=" keeps the state and only records something.
"""


def as_markdown(*kinds: type[models.Model]) -> str:
    """Return one section per model with its states (German label, terminal or not) and transitions."""
    return "\n".join([HEAD, *(_section(kind) for kind in kinds)])


def _section(kind: type[models.Model]) -> str:
    workflow = kind.workflow
    lines = [f"## {workflow.name.capitalize().replace('_', ' ')}", "", "| state | shown as | ends |", "|---|---|---|"]
    with translation.override("de"):
        for value, label in kind._meta.get_field(workflow.column).choices:
            lines.append(f"| {value} | {label} | {'yes' if value in workflow.terminal else ''} |")
    order = [value for value, _label in kind._meta.get_field(workflow.column).choices]
    lines += ["", "| transition | from | to | by |", "|---|---|---|---|"]
    for transition in workflow.transitions.values():
        sources = ", ".join(sorted(transition.sources, key=order.index))
        lines.append(
            f"| {transition.id} | {sources} | {transition.target or '='} | {', '.join(sorted(transition.by))} |"
        )
    return "\n".join(lines) + "\n"
