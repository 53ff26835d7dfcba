"""Show what the engine learns from decisions, and what malicious ones can spoil; no database."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from matchmaking.bench.collection import read_gold
from matchmaking.engine import load_resources

_UNUSABLE_INPUT = 2
_HEAD = f"{'':42}{'planted':>9}{'gold':>8}{'cost':>9}{'worst':>8}"


class Command(BaseCommand):
    help = (
        "Plant a preference on the gold set, let leads decide with errors and position bias, learn from it, and "
        "print nDCG@10 by the preference (on needs nobody decided on) and on the gold set. Needs no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--gold", metavar="DIR", default=str(settings.BASE_DIR / "tests" / "gold"))
        parser.add_argument("--seeds", type=int, default=10, metavar="N", help="runs to average over (default 10)")
        parser.add_argument("--decisions", type=int, default=300, metavar="N", help="honest ones (default 300)")
        parser.add_argument("--malicious", type=int, default=20, metavar="N", help="on top of them (default 20)")
        parser.add_argument("--noise", type=float, default=0.15, metavar="X", help="share of errors (default .15)")
        parser.add_argument("--json", metavar="FILE", help="write all figures")

    def handle(self, *, gold, seeds, decisions, malicious, noise, **options):
        # SciPy takes a while to import: only who simulates waits for it.
        from matchmaking.engine.learning_simulation import PlantedMarket, simulate

        if min(seeds, decisions) < 1 or malicious < 0 or not 0 <= noise <= 1:
            raise CommandError("the numbers must be above 0, --noise from 0 to 1", returncode=_UNUSABLE_INPUT)
        try:
            graded = read_gold(gold)
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"the gold set cannot be read: {error}", returncode=_UNUSABLE_INPUT) from error
        market = PlantedMarket(graded.needs, graded.offers, graded.grades, load_resources())
        found = simulate(market, seeds=seeds, decisions=decisions, malicious=malicious, noise=noise)
        if options["json"]:
            Path(options["json"]).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        self.stdout.write(render(found))


def render(found):
    """Return the figures of `simulate` as a table."""
    lines = [_HEAD]
    lines += [_row(name, found[name]) for name in ("fixed", "planted", "cold start")]
    for name, figures in found["variants"].items():
        lines += ["", _row(name, figures["learnt"]), _row("  worst run", figures["worst learnt"])]
        for attack, spoilt in figures["attacks"].items():
            lines.append(_row(f"  attacked: {attack}", spoilt) + f"{spoilt['cost']:9.4f}{spoilt['worst cost']:8.4f}")
    learnt = found["variants"]["robust"]["multipliers"]
    lines += ["", "multipliers, robust: " + ", ".join(f"{name} {factor:.2f}" for name, factor in learnt.items())]
    lines.append(", ".join(f"{name}: {value}" for name, value in found["verdicts"].items()))
    return "\n".join(lines)


def _row(name, figures):
    return f"{name:42}{figures['planted']:9.4f}{figures['gold']:8.4f}"
