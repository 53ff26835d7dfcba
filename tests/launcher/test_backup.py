"""Backup and restore through the command line, with a database that holds one table of ours."""

import json
import tarfile
from contextlib import contextmanager

import psycopg
import pytest

from launcher import archive, database, installation
from launcher.installation import Installation
from launcher.messages import Problem
from launcher.services import available

from .conftest import launcher_variables, paths_in, run_portal, temporary_folder

pytestmark = pytest.mark.slow


@contextmanager
def opened(paths):
    """A connection to the folder's database, with services for as long."""
    with (
        available(paths, launcher_variables(paths.var), "manage") as services,
        psycopg.connect(host=str(services.postgres.sockets), user="portal", dbname="portal", autocommit=True) as found,
    ):
        yield found


def rows(paths) -> list[str]:
    with opened(paths) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM entry ORDER BY text")]


@pytest.fixture(scope="module")
def used():
    """An installation with rows, an upload and a key. Every test leaves it as it found it."""
    with temporary_folder() as folder:
        paths = paths_in(folder)
        with opened(paths) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
            connection.execute("CREATE TABLE entry (text text NOT NULL)")
            connection.execute("INSERT INTO entry VALUES ('Lippstadt'), ('Möhnesee')")
        (paths.media / "logos").mkdir()
        (paths.media / "logos" / "größe.png").write_bytes(b"\x89PNG")
        installation.write(paths, Installation(is_demo=True, demo_loaded=True))
        installation.secret_key(paths)
        yield paths


@pytest.fixture(scope="module")
def saved(used):
    """The archive of that installation."""
    target = used.var / "portal.tar"
    done = run_portal(used.var, "backup", str(target))
    assert done.returncode == 0, done.stderr
    return target


def test_a_backup_restores_into_an_empty_folder_again_and_again(used, saved, paths, folder):
    done = run_portal(paths.var, "restore", str(saved))
    assert done.returncode == 0, done.stderr
    assert rows(paths) == ["Lippstadt", "Möhnesee"]
    assert (paths.media / "logos" / "größe.png").read_bytes() == b"\x89PNG"
    assert installation.secret_key(paths) == installation.secret_key(used)
    assert installation.read(paths) == Installation(is_demo=True, demo_loaded=True)
    assert (paths.keys / "secret_key").stat().st_mode & 0o777 == 0o600

    second = folder / "second.tar"
    assert run_portal(paths.var, "backup", str(second)).returncode == 0
    done = run_portal(used.var, "restore", str(second), "--force", "--yes")
    assert done.returncode == 0, done.stderr
    assert rows(used) == ["Lippstadt", "Möhnesee"]


def test_an_archive_is_for_its_owner_alone_and_lists_what_it_holds(saved):
    assert saved.stat().st_mode & 0o777 == 0o600
    manifest = archive.verify(saved)
    assert set(manifest["members"]) == {
        "database.dump",
        "installation.json",
        "keys/secret_key",
        "media/logos/größe.png",
    }
    assert manifest["postgresql"].startswith(("17.", "18."))


def test_a_used_folder_is_not_replaced_without_being_told(used, saved):
    with opened(used) as connection:
        connection.execute("INSERT INTO entry VALUES ('Soest')")
    done = run_portal(used.var, "restore", str(saved))
    assert (done.returncode, "--force replaces it" in done.stderr) == (1, True)
    done = run_portal(used.var, "restore", str(saved), "--force")
    assert (done.returncode, "add --yes" in done.stderr) == (1, True)
    assert rows(used) == ["Lippstadt", "Möhnesee", "Soest"]
    done = run_portal(used.var, "restore", str(saved), "--force", "--yes")
    assert done.returncode == 0, done.stderr
    assert rows(used) == ["Lippstadt", "Möhnesee"]


def test_a_failing_restore_leaves_everything_as_it_was(used, folder):
    dump = folder / "database.dump"
    dump.write_bytes(b"not a dump")
    broken = folder / "broken.tar"
    with archive.create(broken) as writer:
        writer.add("database.dump", dump)
        writer.finish({})
    done = run_portal(used.var, "restore", str(broken), "--force", "--yes")
    assert (done.returncode, "copy of the database cannot be read" in done.stderr) == (1, True)
    assert not used.half_restored.exists()
    assert rows(used) == ["Lippstadt", "Möhnesee"]
    assert (used.media / "logos" / "größe.png").exists()


def test_up_refuses_the_remains_of_an_interrupted_restore(paths):
    paths.half_restored.touch()
    done = run_portal(paths.var, "up")
    assert (done.returncode, "A restore was interrupted here" in done.stderr) == (1, True)


def test_an_existing_file_is_not_overwritten(used, folder):
    (folder / "letter.txt").write_text("kept")
    done = run_portal(used.var, "backup", str(folder / "letter.txt"))
    assert (done.returncode, "exists already" in done.stderr) == (1, True)
    assert (folder / "letter.txt").read_text() == "kept"


def test_an_empty_folder_has_nothing_to_back_up(paths, folder):
    done = run_portal(paths.var, "backup", str(folder / "portal.tar"))
    assert (done.returncode, "nothing to back up" in done.stderr) == (1, True)
    assert not (folder / "portal.tar").exists()


@pytest.fixture
def archived(folder):
    """A small archive, made without a database."""
    dump, key, target = folder / "dump", folder / "key", folder / "small.tar"
    dump.write_bytes(b"PGDMP" * 500)
    key.write_bytes(b"secret")
    with archive.create(target) as writer:
        writer.add("database.dump", dump)
        writer.add("keys/secret_key", key)
        writer.finish({"created_at": "2026-11-22T10:00:00+00:00"})
    return target


def test_every_changed_byte_of_content_is_noticed(archived):
    content = bytearray(archived.read_bytes())
    for position in (content.index(b"PGDMP"), content.index(b"secret")):
        damaged = bytearray(content)
        damaged[position] ^= 1
        archived.write_bytes(damaged)
        with pytest.raises(Problem, match="damaged"):
            archive.verify(archived)


@pytest.mark.parametrize("share", [0, 0.2, 0.5])
def test_a_cut_archive_is_refused(archived, share):
    content = archived.read_bytes()
    archived.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(Problem, match="damaged"):
        archive.verify(archived)


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "media/../../outside", "elsewhere/file", "media"])
def test_a_member_that_would_leave_its_place_is_refused(archived, folder, name):
    with archive.create(folder / "evil.tar") as writer:
        writer.add("database.dump", archived)
        writer.add(name, archived)
        writer.finish({})
    with pytest.raises(Problem):
        archive.verify(folder / "evil.tar")


def test_a_link_in_an_archive_is_refused(archived, folder):
    with tarfile.open(folder / "link.tar", "w") as tar:
        link = tarfile.TarInfo("media/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(Problem, match="unexpected member"):
        archive.verify(folder / "link.tar")


def test_an_archive_of_a_later_format_is_refused(archived, monkeypatch):
    monkeypatch.setattr(archive, "FORMAT", 2)
    with pytest.raises(Problem, match=r"another version of the portal \(format 1\)"):
        archive.verify(archived)


def test_a_missing_archive_is_one_sentence(folder):
    with pytest.raises(Problem, match="There is no file"):
        archive.verify(folder / "nothing.tar")


def test_a_failed_backup_leaves_no_file(folder):
    def fail():
        with archive.create(folder / "portal.tar"):
            raise Problem("the database went away")

    with pytest.raises(Problem, match="went away"):
        fail()
    assert list(folder.glob("*portal.tar*")) == []
    assert list(folder.glob(".portal.tar*")) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgres://portal@//srv/var/pg/run/portal",
            {"PGHOST": "/srv/var/pg/run", "PGUSER": "portal", "PGDATABASE": "portal"},
        ),
        (
            "postgresql://us%40er:p%2Fw@db.example.org:5433/portal?sslmode=require",
            {
                "PGHOST": "db.example.org",
                "PGPORT": "5433",
                "PGUSER": "us@er",
                "PGPASSWORD": "p/w",
                "PGDATABASE": "portal",
                "PGSSLMODE": "require",
            },
        ),
    ],
)
def test_a_database_url_becomes_variables_of_the_client(url, expected):
    assert database.client_variables(url) == expected


def test_another_kind_of_database_is_one_sentence():
    with pytest.raises(Problem, match="must start with postgres://"):
        database.client_variables("sqlite:///db.sqlite3")


def test_a_manifest_can_be_read_by_any_program(archived):
    with tarfile.open(archived) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
    assert manifest["members"]["keys/secret_key"]["size"] == 6


def test_a_file_that_somebody_deletes_during_the_backup_is_left_out(tmp_path):
    folder = tmp_path / "media"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / name).write_text(name)
    with archive.create(tmp_path / "backup.tar") as writer:
        add = writer.add

        def add_while_somebody_deletes(name, path):
            add(name, path)
            (folder / "b").unlink(missing_ok=True)

        writer.add = add_while_somebody_deletes
        assert writer.add_folder("media", folder) == 2
        writer.finish({})
    with tarfile.open(tmp_path / "backup.tar") as stored:
        assert stored.getnames() == ["media/a", "media/c", "manifest.json"]
