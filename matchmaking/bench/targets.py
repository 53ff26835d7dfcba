"""What the engine has to reach, and whether a run shows it."""

from .registry import OURS
from .speed import summarise

_GIB = 2**30


def check_targets(speed, sizes, ours="ours"):
    """Return [{"target", "measured", "met"}], in words; "met" is None where the run does not tell."""
    systems = {name: summarise(figures, sizes) for name, figures in speed["systems"].items()}
    own = speed["systems"].get(ours, {})
    points = systems.get(ours, {"points": {}})["points"]

    def figure(size):
        return own.get(size, {}) if own.get(size, {}).get("finished") else {}

    rows = []

    def add(target, value, text, met):
        rows.append({"target": target, "measured": "not measured" if value is None else text, "met": met})

    total = points[10_000]["total"] if figure(10_000) else None
    add("10,000 x 10,000 with analysis in at most 15 s", total, f"{total or 0:.1f} s", total and total <= 15)
    peak = figure(10_000).get("peak")
    add("... and at most 1 GiB", peak, f"{(peak or 0) / _GIB:.2f} GiB", peak and peak <= _GIB)
    for size, wanted, target in (
        (10_000, 1, "scoring not slower than the fastest peer at 10,000"),
        (200_000, 4, "scoring at least 4 times as fast at 200,000"),
    ):
        ratio, name, extrapolated = fastest_peer(systems, ours, size) if figure(size) else (None, "", False)
        text = f"{mark(extrapolated)}{ratio or 0:.2f} times as fast as {name}"
        add(target, ratio, text, ratio and ratio >= wanted)
    for size in sorted(own):
        share = figure(size).get("overlap", {}).get("overlap@5")
        if share is not None:
            add(f"overlap@5 with exact ranking of at least .96 at {size:,}", share, f"{share:.3f}", share >= 0.96)
    slope, quiet = (systems.get(ours, {}).get(key) for key in ("growth", "cpu_growth"))
    text = f"{slope or 0:.2f}" + ("" if quiet is None else f" (processor time {quiet:.2f})")
    add("scoring grows with an exponent of at most 1.35", slope, text, slope and slope <= 1.35)
    median = figure(200_000).get("new_need", {}).get("median_ms")
    add("a new need against 200,000 offers in at most 20 ms", median, f"{median or 0:.1f} ms", median and median <= 20)
    return [row | {"met": None if row["measured"] == "not measured" else bool(row["met"])} for row in rows]


def fastest_peer(systems, ours, size):
    """Return (its scoring time divided by ours, its name, whether it is extrapolated) or (None, "", False)."""
    found = [
        (summary["points"][size]["score"], name, summary["points"][size]["extrapolated"])
        for name, summary in systems.items()
        if name not in OURS and size in summary["points"]
    ]
    if not found or size not in systems[ours]["points"]:
        return None, "", False
    seconds, name, extrapolated = min(found)
    return seconds / systems[ours]["points"][size]["score"], name, extrapolated


def mark(extrapolated):
    """Return the sign before a figure that was not measured but worked out."""
    return "~" if extrapolated else ""
