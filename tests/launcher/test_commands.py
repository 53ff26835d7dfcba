"""Commands and options, and what is decided before anything is started."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from launcher import cli, management, messages, preparation, processes, testing
from launcher.messages import Problem
from launcher.paths import CHECKOUT

from .conftest import launcher_variables, run_portal


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["--help"])
    assert caught.value.code == 0
    shown = capsys.readouterr().out
    assert [
        name for name in ("up", "down", "test", "manage", "backup", "restore", "bench-start") if name not in shown
    ] == []


@pytest.mark.parametrize("arguments", [[], ["fly"], ["up", "--port", "80"], ["up", "--port", "x"], ["backup"]])
def test_a_wrong_call_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2


def test_a_problem_is_one_sentence_and_not_0(folder):
    done = run_portal(folder / "missing", "backup", str(folder / "portal.tar"))
    assert done.returncode == 1
    assert done.stderr == f"portal: There is nothing to back up in {folder / 'missing'}.\n"


def test_an_older_python_is_told_which_one_it_needs():
    text = (CHECKOUT / "portal").read_text(encoding="utf-8").replace("(3, 11)", "(99, 0)", 1)
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.startswith("portal: Python 3.11 or newer is needed, this is 3.")) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "needs"),
    [
        ("migrate", True),
        ("createsuperuser", True),
        ("shell -c pass", True),
        ("check --database default", True),
        ("check", False),
        ("match_files --needs a --offers b --out c", False),
        ("makemessages -l de", False),
        ("migrate --help", False),
        ("--version", False),
        ("", False),
    ],
)
def test_services_run_only_for_commands_that_need_them(arguments, needs):
    assert management.needs_services(arguments.split()) is needs


def test_manage_without_services_leaves_no_database_behind(folder):
    done = run_portal(folder / "fresh", "manage", "check")
    assert done.returncode == 0, done.stderr
    assert not (folder / "fresh" / "pg").exists()


def test_manage_hands_on_the_exit_code(folder):
    assert run_portal(folder / "fresh", "manage", "help", "no-such-command").returncode == 1


def test_an_operators_variable_reaches_manage(folder):
    extra = {"BASE_URL": "https://portal.example.org"}
    done = run_portal(folder / "fresh", "manage", "diffsettings", **extra)
    assert "BASE_URL = 'https://portal.example.org'" in done.stdout


def test_chromium_is_found_by_name_or_by_variable(folder):
    program = folder / "chromium"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert testing.find_chromium({"PATH": str(folder)}) == str(program)
    assert testing.find_chromium({"PATH": "", "PORTAL_CHROMIUM": str(program)}) == str(program)
    assert testing.find_chromium({"PATH": "/nowhere"}) is None


def test_a_required_browser_that_is_missing_is_a_failure(folder):
    done = run_portal(folder, "test", PORTAL_REQUIRE_BROWSER="1", PORTAL_CHROMIUM="/nowhere/chromium")
    assert (done.returncode, "no Chromium was found" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["-n", "2", "--dist", "worksteal"]),
        (["tests/core", "-x"], ["-n", "2", "--dist", "worksteal", "tests/core", "-x"]),
        (["-n0"], ["-n0"]),
        (["--pdb"], ["--pdb"]),
    ],
)
def test_tests_run_on_two_processes_unless_told_otherwise(arguments, expected):
    assert testing.with_workers(arguments) == expected


@pytest.mark.slow
def test_the_tests_have_services_and_a_folder_of_their_own(paths):
    outer = launcher_variables(paths.var)
    with testing.throwaway(paths, outer) as (folder, services):
        assert folder.var.is_relative_to(paths.var)
        assert all(service.answers() for service in services.embedded)
        pids = [json.loads(file.read_text())["pid"] for file in folder.pid_file("x").parent.iterdir()]
        testing.remove_leftovers(paths, outer)
        assert folder.var.exists(), "a run that goes on is not cleared away"
    assert not folder.var.exists()
    assert [pid for pid in pids if processes.identity(pid)] == []


@pytest.mark.slow
def test_what_a_killed_test_run_left_is_cleared_away(paths, cluster):
    outer = launcher_variables(paths.var)
    left = replace(paths, var=paths.var / "test-killed")
    left.prepare()
    services = testing.Services(left, outer, durable=False)
    subprocess.run(["cp", "-a", cluster, services.postgres.data], check=True)
    services.start()
    testing.remove_leftovers(paths, outer)
    assert (services.postgres.exit_code(), services.valkey.exit_code()) == (0, 0)
    assert not left.var.exists()


def test_static_files_are_collected_again_when_one_changes(folder):
    for name in ("static/css", "core/static/js", "requirements", "node_modules/static", "dzm/settings"):
        (folder / name).mkdir(parents=True)
    (folder / "package-lock.json").touch()
    (folder / "requirements" / "base.txt").touch()
    before = preparation.static_mark(folder)
    (folder / "node_modules" / "static" / "x").touch()
    assert preparation.static_mark(folder) == before
    (folder / "core" / "static" / "js" / "menu.js").touch()
    assert preparation.static_mark(folder) != before


def test_a_failed_preparation_shows_the_end_of_its_log(paths, monkeypatch):
    def run_step(_argv, *, log, **_options):
        log.write_text("django.db.utils.OperationalError: disk full\n")
        return 1

    monkeypatch.setattr(preparation.processes, "run_step", run_step)
    with pytest.raises(Problem, match="disk full"):
        preparation.prepare(paths, {})


def test_the_demo_is_loaded_once(paths, monkeypatch):
    calls = []

    def run_step(argv, **_options):
        calls.append([word for word in argv if word == "load_demo"])
        return 0

    monkeypatch.setattr(preparation.processes, "run_step", run_step)
    known = preparation.load_demo_once(paths, {}, preparation.Installation(is_demo=True))
    assert known.demo_loaded
    preparation.load_demo_once(paths, {}, known)
    assert calls == [["load_demo"]]


def test_an_installation_that_is_no_demo_never_gets_the_demo(paths, monkeypatch):
    monkeypatch.setattr(preparation.processes, "run_step", lambda *_args, **_options: pytest.fail("loaded"))
    known = preparation.Installation(is_demo=False)
    assert preparation.load_demo_once(paths, {}, known) == known


def test_the_table_of_demo_persons_names_everybody_and_the_password():
    table = messages.demo_table()
    assert [name for name, _ in messages.DEMO_PERSONS if f"{name}@example.org" not in table] == []
    assert len(messages.DEMO_PERSONS) == 11
    assert messages.DEMO_PASSWORD in table
