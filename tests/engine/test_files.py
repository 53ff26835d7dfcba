"""Reading and writing JSON Lines: what is accepted, what is refused, and how."""

import json

import pytest

from matchmaking.engine import Document, rank
from matchmaking.engine.files import LARGEST_TEXT, FileError, check_output, read_documents, write_rankings

GOOD = b'{"id": "n1", "text": "Lager"}\n'


def read(path, content):
    path.write_bytes(content)
    warnings = []
    return read_documents(path, warnings.append), warnings


def as_line(**fields):
    return json.dumps({"id": "n1", "text": "Lager", **fields}).encode() + b"\n"


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", None, "no document"),
        (b"\n \r\n\n", None, "no document"),
        (b"\xef\xbb\xbf", None, "no document"),
        (GOOD + b"{", 2, "malformed JSON"),
        (GOOD + b"\n[1]\n", 3, "expected a JSON object"),
        (GOOD + b'"text"\n', 2, "expected a JSON object"),
        (b'{"id": "n1", "text": "L\xff"}\n', 1, "not UTF-8"),
        (b"[" * 100_000, 1, "malformed JSON"),
        (b'{"text": "Lager"}\n', 1, "id is missing"),
        (b'{"id": null, "text": "Lager"}\n', 1, "id is missing"),
        (b'{"id": "n1"}\n', 1, "text is missing"),
        (as_line(id=""), 1, "id must be"),
        (as_line(id=1), 1, "id must be"),
        (as_line(id="a\nb"), 1, "id must be"),
        (as_line(id="\ud800"), 1, "id must be"),
        (GOOD + as_line(id="n2") + GOOD, 3, "'n1' was used in line 1 already"),
        (as_line(text=["Lager"]), 1, "text must be a string"),
        (as_line(text="x" * (LARGEST_TEXT + 1)), 1, "at most 4194304 are accepted"),
        (as_line(title=5), 1, "title must be a string"),
        (as_line(language="fr"), 1, "language must be one of de, en"),
        (as_line(language=1), 1, "language must be one of de, en"),
        (as_line(topics="erp"), 1, "topics must be a list of strings"),
        (as_line(topics=[1]), 1, "topics must be a list of strings"),
        (as_line(sector=25), 1, "sector must be a list of strings"),
        (as_line(sectors={"a": 1}), 1, "sectors must be a list of strings"),
        (as_line(ags=5974028), 1, "ags must be a string of 5 or 8 digits"),
        (as_line(ags="0597"), 1, "ags must be a string of 5 or 8 digits"),
        (as_line(region="hamm"), 1, "region must be one of"),
        (as_line(region=["soest"]), 1, "region must be one of"),
        (as_line(budget_eur="5000"), 1, "budget_eur must be a number"),
        (as_line(budget_eur=-1), 1, "budget_eur must be a number"),
        (b'{"id": "n1", "text": "Lager", "budget_eur": NaN}\n', 1, "NaN is not a number"),
        (b'{"id": "n1", "text": "Lager", "budget_eur": 1e999}\n', 1, "budget_eur must be a number"),
        (as_line(capacity=-1), 1, "capacity must be an integer"),
        (as_line(capacity=1.0), 1, "capacity must be an integer"),
        (as_line(capacity=True), 1, "capacity must be an integer"),
        (as_line(need_kind="help"), 1, "need_kind must be one of"),
    ],
)
def test_unusable_input_is_refused_with_file_and_line(tmp_path, content, line, message):
    path = tmp_path / "needs.jsonl"
    with pytest.raises(FileError) as caught:
        read(path, content)
    where = f"{path}:{line}: " if line else f"{path}: "
    assert str(caught.value).startswith(where)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        GOOD.strip(),
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        b"\n\n" + GOOD + b"\r\n\n  \n",
        as_line(title=None, language=None, topics=None, sector=None, ags=None, capacity=None, whatever={"a": []}),
    ],
)
def test_line_ends_marks_blank_lines_nulls_and_unknown_keys_do_not_matter(tmp_path, content):
    assert read(tmp_path / "needs.jsonl", content) == ([Document("n1", "Lager")], [])


def test_every_field_arrives(tmp_path):
    fields = {
        "title": "T",
        "language": "en",
        "topics": ["lager"],
        "ags": "05974028",
        "region": "soest",
        "budget_eur": 500,
        "capacity": 0,
        "need_kind": "pilot",
    }
    documents, _warnings = read(tmp_path / "n.jsonl", as_line(sector="C25", sectors=["46"], **fields))
    assert documents == [Document("n1", "Lager", sectors=("C25", "46"), **fields)]


def test_unknown_topics_and_sectors_are_told_once_and_ignored(tmp_path):
    path = tmp_path / "n.jsonl"
    content = as_line(topics=["erp", "magie"], sector="Z9") + as_line(id="n2", topics=["magie"])
    documents, warnings = read(path, content)
    assert len(documents) == 2
    assert warnings == [f"{path}:1: unknown topic 'magie' is ignored", f"{path}:1: unknown sector 'Z9' is ignored"]
    assert list(rank(documents, documents, floor=0))


def test_a_line_separator_inside_a_text_is_no_line_end(tmp_path):
    content = '{"id": "n1", "text": "Lager\u2028Inventur\u0085"}\n'.encode()
    assert read(tmp_path / "n.jsonl", content)[0][0].text == "Lager\u2028Inventur\u0085"


def test_half_a_surrogate_pair_does_not_break_the_output(tmp_path):
    documents, _warnings = read(tmp_path / "n.jsonl", b'{"id": "n1", "text": "Lager\\ud83d Inventur"}\n')
    out = tmp_path / "out.jsonl"
    assert write_rankings(out, rank(documents, documents, floor=0)) == 1
    assert json.loads(out.read_text(encoding="utf-8"))["need"] == "n1"


def test_a_text_of_one_mebibyte_is_handled(tmp_path):
    long = as_line(text="Die Presse stand. " * 58_254)
    documents, _warnings = read(tmp_path / "n.jsonl", long + as_line(id="n2"))
    assert len(documents[0].text) > 1024 * 1024 - 20
    assert len(next(iter(rank(documents, documents, profile="text"))).pairs) == 2


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(FileError, match=str(path)):
            read_documents(path, print)


def test_output_is_refused_where_it_would_destroy_an_input_or_cannot_be(tmp_path):
    needs = tmp_path / "needs.jsonl"
    needs.write_bytes(GOOD)
    link = tmp_path / "link.jsonl"
    link.symlink_to(needs)
    for out in (needs, link, tmp_path, tmp_path / "none" / "out.jsonl", "/dev/null"):
        with pytest.raises(FileError):
            check_output(out, [needs])
    assert needs.read_bytes() == GOOD
    check_output(tmp_path / "out.jsonl", [needs])


def test_an_interrupted_run_leaves_the_old_output_and_nothing_beside_it(tmp_path):
    out = tmp_path / "out.jsonl"
    out.write_text("old")
    document = Document("n1", "Lager")

    def broken():
        yield from rank([document], [document], floor=0)
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        write_rankings(out, broken())
    assert out.read_text() == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_output_has_the_agreed_fields_and_the_mode_of_a_normal_file(tmp_path):
    document = Document("n1", "Inventur")
    out = tmp_path / "out.jsonl"
    write_rankings(out, rank([document], [document]))
    (line,) = out.read_text(encoding="utf-8").splitlines()
    row = json.loads(line)
    assert list(row) == ["need", "offer", "rank", "score", "probability", "contributions", "reasons"]
    assert row["probability"] is None
    assert "Beide Texte nennen „Inventur“." in row["reasons"]
    plain = tmp_path / "plain"
    plain.touch()
    assert out.stat().st_mode == plain.stat().st_mode
