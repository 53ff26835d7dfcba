from matchmaking.bench import report, targets
from matchmaking.bench.speed import summarise


def figures(score, size, done=None, **more):
    times = {"start": 1.0, "analyse": 1.0, "build": 0.5, "score": score}
    found = {"times": times, "cpu": times, "done": size if done is None else done, "peak": 2**29, "server": 0, **more}
    return found | {"finished": found["done"] == size}


EXTRAS = {
    "new_need": {"needs": 200, "median_ms": 7.0, "p95_ms": 9.0},
    "overlap": {"needs": 500, "overlap@5": 0.97, "score@5": 0.99},
}
SIZES = [1000, 3000, 10_000]
SPEED = {
    "top": 20,
    "texts": {size: {"vocabulary": 50_000, "mean_words": 60.0, "zipf_exponent": 1.0} for size in SIZES},
    "systems": {
        "ours": {size: figures(size / 1000, size, **EXTRAS) for size in SIZES},
        "bm25s": {1000: figures(1.0, 1000), 3000: figures(9.0, 3000)},
        "tantivy": {1000: figures(2.0, 1000), 3000: figures(6.0, 3000, done=1000)},
        "postgres": {1000: {"failure": "stopped after 40 seconds", "finished": False}},
    },
}


def test_a_peer_beyond_its_limit_grows_by_its_own_exponent_and_is_marked():
    found = summarise(SPEED["systems"]["bm25s"], SIZES)
    assert round(found["points"][10_000]["score"], 3) == 100.0
    assert [found["points"][size]["extrapolated"] for size in SIZES] == [False, False, True]
    assert found["growth"] is None  # two sizes are not three


def test_a_peer_that_answered_a_part_is_stretched_to_the_whole():
    point = summarise(SPEED["systems"]["tantivy"], SIZES)["points"][3000]
    assert (point["score"], point["total"], point["extrapolated"]) == (18.0, 19.5, True)


def test_sizes_at_which_we_still_compare_every_pair_do_not_count_for_the_growth_of_the_others():
    found = {1000: figures(9.0, 1000, exact=True)}
    found |= {size: figures(size / 1000, size, exact=False) for size in (3000, 10_000, 30_000)}
    assert round(summarise(found, [])["growth"], 3) == 1.0
    del found[30_000]
    assert summarise(found, [])["growth"] is None


def test_a_peer_that_never_answered_has_no_figures():
    assert summarise(SPEED["systems"]["postgres"], SIZES) == {"growth": None, "cpu_growth": None, "points": {}}


def test_targets_are_met_missed_or_open():
    found = {row["target"]: (row["measured"], row["met"]) for row in targets.check_targets(SPEED, SIZES)}
    assert found["10,000 x 10,000 with analysis in at most 15 s"] == ("11.5 s", True)
    assert found["... and at most 1 GiB"] == ("0.50 GiB", True)
    assert found["scoring not slower than the fastest peer at 10,000"] == ("~10.00 times as fast as bm25s", True)
    assert found["scoring grows with an exponent of at most 1.35"] == ("1.00 (processor time 1.00)", True)
    assert found["overlap@5 with exact ranking of at least .96 at 3,000"] == ("0.970", True)
    assert found["a new need against 200,000 offers in at most 20 ms"] == ("not measured", None)
    slow = {**SPEED, "systems": {"ours": {10_000: figures(30.0, 10_000)}}}
    assert targets.check_targets(slow, SIZES)[0]["met"] is False


def test_the_report_is_readable_and_says_what_is_missing():
    text = report.render(
        {
            "machine": {"machine": "x86_64, 2 cores"},
            "missing": {"sklearn": "sklearn is not installed"},
            "sizes": SIZES,
            "quality": [
                {
                    "name": "gold held",
                    "needs": 45,
                    "offers": 220,
                    "systems": {"ours": {"ndcg@10": 0.7}, "bm25s": {"ndcg@10": 0.3}},
                    "differences": {"ours": {"bm25s": (0.4, 0.31, 0.5)}},
                }
            ],
            "nothing_fits": {"ours": {"recognised": {"no_fit": (30, 40)}, "false_alarms": {"held": (2, 45)}}},
            "speed": SPEED,
            "targets": targets.check_targets(SPEED, SIZES),
        }
    )
    assert "NOT MEASURED, sklearn: sklearn is not installed" in text
    assert "+0.400 [+0.310, +0.500]" in text
    assert "30/40 = 75.0%" in text
    assert "~18.00" in text
    assert "stopped after 40 seconds" in text
    assert max(map(len, text.splitlines())) < 140


def test_columns_are_aligned():
    assert report.table(["a", "bb"], [["long", 1], ["x", 22]]) == "a     bb\n----  --\nlong   1\nx     22"
