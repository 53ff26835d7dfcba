import pytest

from launcher import installation
from launcher.installation import Installation
from launcher.messages import Problem
from launcher.services import Services


def test_a_first_start_makes_a_demo(paths):
    assert installation.decide(paths, {}, no_demo=False) == Installation(is_demo=True)


def test_an_installation_without_demo_never_becomes_one(paths):
    installation.decide(paths, {}, no_demo=True)
    assert not installation.decide(paths, {"PORTAL_DEMO": "1"}, no_demo=False).is_demo


def test_a_demo_cannot_silently_become_a_real_installation(paths):
    installation.decide(paths, {}, no_demo=False)
    with pytest.raises(Problem, match="up --no-demo --reset"):
        installation.decide(paths, {}, no_demo=True)


@pytest.mark.parametrize(("asked", "is_demo"), [({}, False), ({"PORTAL_DEMO": "true"}, True)])
def test_a_database_of_the_operators_own_becomes_a_demo_only_on_request(paths, asked, is_demo):
    outer = {"DATABASE_URL": "postgres://db/portal", **asked}
    assert installation.decide(paths, outer, no_demo=False).is_demo is is_demo


def test_a_folder_that_was_never_started_is_a_demo_only_on_a_database_of_ones_own(paths):
    asked = {"PORTAL_DEMO": "1"}
    assert not installation.is_demo(paths, asked)
    assert installation.is_demo(paths, asked | {"DATABASE_URL": "postgres://db/portal"})
    assert installation.read(paths) is None


def test_a_damaged_mark_is_one_sentence(paths):
    paths.installation.write_text("{", encoding="utf-8")
    with pytest.raises(Problem, match="is damaged"):
        installation.read(paths)


def test_the_secret_key_is_made_once_and_for_the_owner_alone(paths):
    first = installation.secret_key(paths)
    assert installation.secret_key(paths) == first
    assert len(first) >= 50
    assert (paths.keys / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_reset_without_a_terminal_needs_yes(paths, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(Problem, match="add --yes"):
        installation.confirm_reset(paths, {}, yes=False)


def test_a_reset_needs_the_word_yes(paths, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: "y")
    with pytest.raises(Problem, match="Nothing was deleted"):
        installation.confirm_reset(paths, {}, yes=False)
    monkeypatch.setattr("builtins.input", lambda _question: "Yes")
    installation.confirm_reset(paths, {}, yes=False)


def test_a_reset_never_deletes_a_database_of_the_operators_own(paths):
    with pytest.raises(Problem, match="a database of your own"):
        installation.confirm_reset(paths, {"DATABASE_URL": "postgres://db/portal"}, yes=True)


def test_a_reset_deletes_data_and_keeps_the_environment(paths):
    installation.decide(paths, {}, no_demo=True)
    key = installation.secret_key(paths)
    (paths.media / "logo.png").touch()
    kept = paths.var / "venv"
    kept.mkdir()
    installation.delete_data(paths, Services(paths, {}))
    assert installation.read(paths) is None
    assert list(paths.media.iterdir()) == []
    assert installation.secret_key(paths) != key
    assert kept.exists()
