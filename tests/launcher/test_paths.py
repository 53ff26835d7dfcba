import os
from pathlib import Path

import pytest

from launcher.messages import Problem
from launcher.paths import LONGEST_SOCKET_FOLDER, Paths, fits_socket, socket_folder


def test_variables_decide_where_things_live():
    found = Paths.of({"PORTAL_VAR": "/srv/portal", "PORTAL_VENV": "/srv/venv"})
    assert (found.var, found.venv, found.venv_is_given) == (Path("/srv/portal"), Path("/srv/venv"), True)


def test_without_variables_everything_lives_in_var(tmp_path):
    found = Paths.of({}, root=tmp_path)
    assert (found.var, found.venv, found.venv_is_given) == (tmp_path / "var", tmp_path / "var" / "venv", False)
    assert found.env_file == tmp_path / ".env"


@pytest.mark.parametrize(
    ("folder", "fits"),
    [
        ("/srv/portal/var/pg/run", True),
        ("/" + "x" * (LONGEST_SOCKET_FOLDER - 1), True),
        ("/" + "x" * LONGEST_SOCKET_FOLDER, False),
        ("/home/jörg/portal/var", False),
        ("/home/a b/var", False),
    ],
)
def test_sockets_need_a_short_plain_path(folder, fits):
    assert fits_socket(Path(folder)) is fits


def test_the_longest_socket_name_stays_within_the_kernels_limit():
    assert LONGEST_SOCKET_FOLDER + len("/.s.PGSQL.5432") < 104


def test_a_long_path_gets_a_short_folder_of_its_own():
    paths = Paths.of({"PORTAL_VAR": "/srv/" + "x" * 100})
    found = socket_folder(paths.var / "run", paths)
    try:
        assert fits_socket(found)
        assert paths.fingerprint in str(found)
        assert found.parent.stat().st_uid == os.geteuid()
    finally:
        found.parent.rmdir()


def test_a_short_folder_of_somebody_else_is_refused():
    paths = Paths.of({"PORTAL_VAR": "/srv/" + "y" * 100})
    squatted = Path("/tmp") / f"dzm-{paths.fingerprint}-{os.geteuid()}"
    squatted.symlink_to("/tmp")
    try:
        with pytest.raises(Problem, match="belongs to another user"):
            socket_folder(paths.var / "run", paths)
    finally:
        squatted.unlink()


def test_personal_folders_are_for_the_owner_alone(paths):
    modes = {name: (paths.var / name).stat().st_mode & 0o777 for name in ("keys", "media", "mails", "log")}
    assert set(modes.values()) == {0o700}


def test_a_folder_that_cannot_be_made_is_one_sentence(folder):
    (folder / "file").touch()
    with pytest.raises(Problem, match="cannot be written"):
        Paths.of({"PORTAL_VAR": str(folder / "file" / "var")}).prepare()
