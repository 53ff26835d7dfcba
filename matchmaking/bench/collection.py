"""Test collections: needs, offers and how well each offer fits each need."""

import json
from dataclasses import dataclass
from pathlib import Path

from matchmaking.engine import Document

_FILES = ("queries.jsonl", "docs.jsonl", "qrels.tsv")


@dataclass(frozen=True)
class Collection:
    """Needs and offers with grades.

    grades   need id -> {offer id: grade}; what is not listed counts as 0
    splits   need id -> name of a part that is reported on its own; empty where there are no parts
    """

    name: str
    needs: list[Document]
    offers: list[Document]
    grades: dict[str, dict[str, int]]
    splits: dict[str, str]

    def parts(self):
        """Return {name: ids of its needs}: the whole, or its splits; needs without any fitting offer are left out."""
        parts = {}
        for need in self.needs:
            if any(grade > 0 for grade in self.grades.get(need.id, {}).values()):
                split = self.splits.get(need.id)
                parts.setdefault(f"{self.name} {split}" if split else self.name, []).append(need.id)
        return dict(sorted(parts.items()))


def read_rows(path):
    """Return the rows of a JSON Lines file."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


def read_documents(path):
    """Return the Documents of a JSON Lines file with id, text and sometimes language."""
    return [Document(row["id"], row["text"], language=row.get("language")) for row in read_rows(path)]


def write_documents(path, documents):
    """Write Documents so that `read_documents` reads them again."""
    with Path(path).open("w", encoding="utf-8") as file:
        for document in documents:
            row = {"id": document.id, "text": document.text, "language": document.language}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def read_grades(path):
    """Return {need id: {offer id: grade}} of a file with need, offer and grade in columns."""
    grades = {}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.strip():
            need, offer, grade = line.split()
            grades.setdefault(need, {})[offer] = int(grade)
    return grades


def read_gold(folder):
    """Return the Collection of our own gold set, its splits told apart."""
    folder = Path(folder)
    return Collection(
        "gold",
        read_documents(folder / "needs.jsonl"),
        read_documents(folder / "offers.jsonl"),
        read_grades(folder / "qrels.tsv"),
        {row["id"]: row["split"] for row in read_rows(folder / "needs.jsonl")},
    )


def read_collections(folder):
    """Return the Collections in the folders of `folder`, by name; folders without the three files are passed over."""
    found = []
    for path in sorted(Path(folder).iterdir()):
        if all((path / name).is_file() for name in _FILES):
            needs, offers = (read_documents(path / name) for name in _FILES[:2])
            found.append(Collection(path.name, needs, offers, read_grades(path / _FILES[2]), {}))
    return found
