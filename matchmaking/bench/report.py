"""The readable report: plain tables for a terminal."""

from .registry import OURS
from .speed import summarise
from .targets import mark

_MIB = 2**20
_GROWTHS = {"growth": "time", "cpu_growth": "processor time"}


def render(report):
    """Return the report of `bench_matching` as text."""
    parts = [_render_machine(report)]
    if report.get("quality"):
        parts += _render_quality(report["quality"])
    if report.get("nothing_fits"):
        parts.append(_render_nothing_fits(report["nothing_fits"]))
    if report.get("speed"):
        parts += _render_speed(report["speed"], report["sizes"])
        parts.append(_render_targets(report["targets"]))
    return "\n\n".join(parts) + "\n"


def table(head, rows):
    """Return lines of columns, the first to the left, the others to the right."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [
        "  ".join(cell.rjust(width) if column else cell.ljust(width) for column, (cell, width) in enumerate(pairs))
        for pairs in (list(zip(row, widths, strict=True)) for row in cells)
    ]
    return "\n".join(line.rstrip() for line in [lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _render_machine(report):
    lines = [f"{name}: {value}" for name, value in report["machine"].items()]
    lines += [f"NOT MEASURED, {name}: {reason}" for name, reason in report["missing"].items()]
    return "\n".join(lines)


def _render_quality(parts):
    names = list(parts[0]["systems"])
    rows = [
        [part["name"], part["needs"], part["offers"], *(f"{part['systems'][n]['ndcg@10']:.3f}" for n in names)]
        for part in parts
    ]
    yield "QUALITY, nDCG@10 over the text alone\n" + table(["collection", "needs", "offers", *names], rows)
    for ours in parts[0]["differences"]:
        peers = list(parts[0]["differences"][ours])
        rows = [[part["name"], *(_interval(part["differences"][ours][peer]) for peer in peers)] for part in parts]
        if peers:
            yield f"{ours} minus peer, nDCG@10 [95 % interval, paired bootstrap]\n" + table(
                ["collection", *peers], rows
            )


def _interval(difference):
    return "{:+.3f} [{:+.3f}, {:+.3f}]".format(*difference)


def _render_nothing_fits(found):
    sets = {(kind, key): None for each in found.values() for kind in each for key in each[kind]}
    rows = []
    for kind, key in sets:
        name = f"recognised, {key}" if kind == "recognised" else f"false alarms, gold {key}"
        rows.append([name, *(_share(each[kind][key]) for each in found.values())])
    return "NOTHING FITS, needs left without a proposal\n" + table(["texts", *found], rows)


def _share(pair):
    count, whole = pair
    return f"{count}/{whole} = {count / max(1, whole):.1%}"


def _render_speed(speed, sizes):
    rows = [
        [f"{2 * size:,}", f"{each['vocabulary']:,}", f"{each['mean_words']:.1f}", f"{each['zipf_exponent']:.2f}"]
        for size, each in speed["texts"].items()
    ]
    yield "SPEED, generated texts; ratios are divided by ours, ~ marks what is extrapolated\n" + table(
        ["texts", "vocabulary", "words per text", "Zipf exponent"], rows
    )
    summaries = {name: summarise(figures, sizes) for name, figures in speed["systems"].items()}
    for size in sizes:
        yield _render_size(size, speed["top"], speed["systems"], summaries)
    rows = [
        [name, *("" if each[key] is None else f"{each[key]:.2f}" for key in _GROWTHS)]
        for name, each in summaries.items()
    ]
    yield "Growth exponent of scoring, three largest sizes\n" + table(["system", *_GROWTHS.values()], rows)
    rows = [
        [
            f"{name} at {size:,}",
            f"{each['new_need']['median_ms']:.1f}",
            f"{each['new_need']['p95_ms']:.1f}",
            f"{each['overlap']['overlap@5']:.3f}",
            f"{each['overlap']['score@5']:.3f}",
            each["overlap"]["needs"],
        ]
        for name, figures in speed["systems"].items()
        for size, each in figures.items()
        if "new_need" in each
    ]
    if rows:
        head = ["", "new need, median ms", "95 % ms", "overlap@5 with exact", "score kept", "needs compared"]
        yield "One need at a time, and what looking for candidates first costs\n" + table(head, rows)


def _render_size(size, top, systems, summaries):
    ours = next((summaries[name]["points"].get(size) for name in OURS if name in summaries), None)
    rows = []
    for name, figures in systems.items():
        point, measured = summaries[name]["points"].get(size), figures.get(size, {})
        if point is None:
            rows.append([name, *[""] * 7, measured.get("failure", "not tried"), ""])
            continue
        sign, times = mark(point["extrapolated"]), measured.get("times")
        rows.append(
            [
                name,
                f"{times['analyse']:.2f}" if times else "",
                f"{times['build']:.2f}" if times else "",
                f"{sign}{point['score']:.2f}",
                f"{measured['cpu']['score']:.2f}" if times and not measured["server"] else "",
                f"{sign}{point['total']:.2f}",
                f"{measured['peak'] / _MIB:,.0f}" if times else "",
                f"{measured['server'] / _MIB:,.0f}" if times and measured["server"] else "",
                f"{sign}{point['score'] / ours['score']:.2f}" if ours else "",
                f"{sign}{point['total'] / ours['total']:.2f}" if ours else "",
            ]
        )
    head = ["system", "analyse s", "build s", "score s", "CPU s", "total s", "MiB", "server MiB"]
    title = f"{size:,} needs x {size:,} offers, top {top} for every need; CPU seconds are those of scoring\n"
    return title + table([*head, "score ratio", "total ratio"], rows)


def _render_targets(targets):
    verdict = {True: "met", False: "MISSED", None: "open"}
    rows = [[row["target"], row["measured"], verdict[row["met"]]] for row in targets]
    return "TARGETS\n" + table(["target", "measured", ""], rows)
