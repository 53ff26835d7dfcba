"""What the engine is worth: quality and speed beside other programs, on the same texts (`bench_matching`).

Nothing of the portal imports this package. The peers come from `requirements/bench.txt`.
"""
