from dataclasses import replace

import pytest

from launcher import variables
from launcher.messages import Problem
from launcher.paths import CHECKOUT


@pytest.fixture
def env_file(folder):
    return folder / ".env"


def test_a_missing_file_is_an_empty_one(env_file):
    assert variables.read_env_file(env_file) == {}


def test_comments_quotes_and_export_are_understood(env_file):
    env_file.write_text("# mail\n\nA=1\nexport B = two words \nC='#3'\nD=\"x=y\"\nE=\n", encoding="utf-8")
    expected = {"A": "1", "B": "two words", "C": "#3", "D": "x=y", "E": ""}
    assert variables.read_env_file(env_file) == expected


@pytest.mark.parametrize("line", ["DATABASE_URL", "1A=2", "=value"])
def test_a_line_that_is_no_assignment_is_named_by_its_number(env_file, line):
    env_file.write_text(f"A=1\n{line}\n", encoding="utf-8")
    with pytest.raises(Problem, match="line 2"):
        variables.read_env_file(env_file)


def test_the_environment_wins_over_the_file(paths, env_file):
    env_file.write_text("DATABASE_URL=postgres://file\nREDIS_URL=redis://file\n", encoding="utf-8")
    found = variables.given(replace(paths, env_file=env_file), {"DATABASE_URL": "postgres://environment"})
    assert found == {"DATABASE_URL": "postgres://environment", "REDIS_URL": "redis://file"}


def test_an_empty_value_is_no_decision(paths, env_file):
    env_file.write_text("DATABASE_URL=\n", encoding="utf-8")
    assert "DATABASE_URL" not in variables.given(replace(paths, env_file=env_file), {"REDIS_URL": ""})


def test_the_operator_wins_over_the_embedded_services(paths):
    found = variables.for_project({"DATABASE_URL": "mine"}, paths, {"DATABASE_URL": "embedded", "REDIS_URL": "vk"})
    assert (found["DATABASE_URL"], found["REDIS_URL"]) == ("mine", "vk")


def test_the_caches_of_the_engine_lie_in_the_folder_of_the_installation_unless_told_otherwise(paths):
    found = variables.for_project({"NUMBA_CACHE_DIR": "/elsewhere"}, paths, {})
    assert found["MATCHING_CACHE"] == str(paths.var / "cache" / "matching")
    assert found["NUMBA_CACHE_DIR"] == "/elsewhere"


def test_the_projects_python_looks_for_packages_in_its_own_place(paths):
    found = variables.for_project({"PYTHONPATH": "/elsewhere", "PYTHONHOME": "/x", "PATH": "/bin"}, paths, {})
    assert "PYTHONPATH" not in found
    assert "PYTHONHOME" not in found
    assert found["PATH"].startswith(f"{paths.venv}/bin:")


def test_the_example_file_names_every_variable_of_the_operator():
    example = (CHECKOUT / ".env.example").read_text(encoding="utf-8")
    named = {line.lstrip("# ").partition("=")[0] for line in example.splitlines() if "=" in line}
    not_for_production = {"DJANGO_SETTINGS_MODULE", "PORTAL_DEMO"}
    assert set(variables.OPERATOR_VARIABLES) - not_for_production <= named
