"""The table of what the law asks names tests that exist, and leaves no requirement out."""

import ast
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TABLE = (ROOT / "docs" / "compliance.md").read_text("utf-8")
GROUPS = {"P": 12, "N": 6, "T": 1, "I": 2, "A": 6, "O": 3}  # how many requirements of each kind there are


@lru_cache
def _functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_in_the_table_exists():
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TABLE)
    assert named
    assert [f"{path}::{name}" for path, name in named if name not in _functions(path)] == []


def test_every_requirement_has_a_row_that_says_how_it_is_shown():
    rows = {cells[0]: cells[-1] for cells in _rows() if re.fullmatch(r"[A-Z]\d+", cells[0])}
    assert set(rows) == {f"{kind}{number}" for kind, most in GROUPS.items() for number in range(1, most + 1)}
    assert [number for number, shown in rows.items() if not re.match(r"`tests/|later|operator", shown)] == []


def _rows() -> list[list[str]]:
    lines = [line for line in TABLE.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
