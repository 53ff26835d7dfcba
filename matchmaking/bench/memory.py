"""How much memory a process and its helpers take at their peak."""

import resource
import sys
from pathlib import Path


def own_peak():
    """Return the bytes this process held at its peak.

    Where the kernel tells it, not by getrusage: that counts what the parent held when it started us, too.
    """
    if peak := peak_of("self"):
        return peak
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def peak_of(pid):
    """Return the bytes the process `pid` of this machine held at its peak, 0 where nobody knows."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(row.split()[1]) * 1024 for row in status.splitlines() if row.startswith("VmHWM:")), 0)


def tree_now(pid):
    """Return the bytes a process and all below it hold now, shared pages counted once; 0 where nobody knows."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except (OSError, ValueError):
        return 0
    held = next((int(row.split()[1]) * 1024 for row in rows if row.startswith("Pss:")), 0)
    return held + sum(map(tree_now, children))
