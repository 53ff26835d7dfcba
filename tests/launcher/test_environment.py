import json
import re
import subprocess
from dataclasses import replace

import pytest

from launcher import assets, environment
from launcher.messages import Problem
from launcher.paths import CHECKOUT

LOCK = "alpha==1.0 \\\n    --hash=sha256:00\nbeta==2.0 ; sys_platform == 'win32' \\\n    --hash=sha256:11\n"


@pytest.fixture
def checkout(paths, folder):
    """A checkout with a lock and no environment yet; what would be built is only written down."""
    root = folder / "root"
    (root / "requirements").mkdir(parents=True)
    (root / "requirements" / "base.txt").write_text(LOCK, encoding="utf-8")
    (root / "package-lock.json").write_text("{}", encoding="utf-8")
    return replace(paths, root=root, venv=folder / "venv", venv_is_given=False)


@pytest.fixture
def steps(monkeypatch, checkout):
    """The commands that were run, as words; `steps.answer` may hold output and exit code of the next ones."""

    class Steps(list):
        answer: tuple[str, int] = ("", 0)

    found = Steps()

    def run_step(argv, *, on_line=None, **_options):
        found.append([str(word) for word in argv])
        if "venv" in found[-1]:
            checkout.python.parent.mkdir(parents=True)
            checkout.python.touch()
            return 0
        output, code = found.answer
        for line in output.splitlines():
            on_line(line)
        return code

    monkeypatch.setattr(environment.processes, "run_step", run_step)
    return found


def test_a_first_start_builds_the_environment_and_a_second_does_nothing(checkout, steps):
    environment.ensure(checkout, "base")
    assert [("venv" in step, "--require-hashes" in step) for step in steps] == [(True, False), (False, True)]
    steps.clear()
    environment.ensure(checkout, "base")
    assert steps == []


def test_a_changed_lock_is_installed_again(checkout, steps):
    environment.ensure(checkout, "base")
    (checkout.root / "requirements" / "base.txt").write_text(LOCK.replace("1.0", "1.1"), encoding="utf-8")
    steps.clear()
    environment.ensure(checkout, "base")
    assert [step[1:4] for step in steps] == [["-m", "pip", "install"]]


def test_a_half_built_environment_is_built_from_scratch(checkout, steps):
    steps.answer = ("", 1)
    with pytest.raises(Problem):
        environment.ensure(checkout, "base")
    leftover = checkout.venv / "half-installed"
    leftover.touch()
    steps.answer = ("", 0)
    environment.ensure(checkout, "base")
    assert not leftover.exists()


def test_two_installers_never_meet(checkout, steps, monkeypatch, capsys):
    """The lock is inherited by the step, so it outlives a killed launcher."""
    installer = None

    def leave_running(argv, *, keep, **_options):
        nonlocal installer
        installer = subprocess.Popen(["sleep", "1"], pass_fds=(keep.fileno(),))
        raise KeyboardInterrupt

    monkeypatch.setattr(environment.processes, "run_step", leave_running)
    with pytest.raises(KeyboardInterrupt):
        environment.ensure(checkout, "base")
    with environment.alone(checkout.venv.with_name("venv.lock")):
        assert installer.wait(5) == 0
    assert "Waiting for another installation to end" in capsys.readouterr().out


def test_another_python_builds_the_environment_anew(checkout, steps):
    environment.ensure(checkout, "base")
    mark = checkout.venv / "installed.json"
    mark.write_text(json.dumps({**json.loads(mark.read_text()), "python": "CPython 3.10.0"}), encoding="utf-8")
    steps.clear()
    environment.ensure(checkout, "base")
    assert len(steps) == 2


def test_a_given_environment_is_never_touched(checkout, steps):
    given = replace(checkout, venv_is_given=True)
    with pytest.raises(Problem, match="there is no Python environment"):
        environment.ensure(given, "base")
    assert steps == []


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("Retrying after connection broken by 'NewConnectionError'", "no registry answers"),
        ("npm error code ENOTFOUND", "no registry answers"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "differ from the lock"),
        ("ERROR: No matching distribution found for alpha==1.0", "not available for this Python or platform"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("something else", "details are in"),
    ],
)
def test_a_failed_installation_is_explained_in_one_sentence(checkout, steps, output, sentence):
    steps.answer = (output, 1)
    with pytest.raises(Problem, match=sentence) as caught:
        environment.ensure(checkout, "base")
    assert "\n" not in str(caught.value)


def test_assets_are_installed_once_for_each_lock(checkout, steps, monkeypatch):
    monkeypatch.setattr(assets.shutil, "which", lambda _name: "/usr/bin/npm")
    (checkout.root / "node_modules").mkdir()
    assets.ensure(checkout)
    assets.ensure(checkout)
    assert [step[:3] for step in steps] == [["/usr/bin/npm", "ci", "--ignore-scripts"]]
    (checkout.root / "package-lock.json").write_text('{"changed": 1}', encoding="utf-8")
    assets.ensure(checkout)
    assert len(steps) == 2


@pytest.mark.parametrize("lock", sorted((CHECKOUT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_every_locked_package_has_a_hash_and_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    packages = re.split(r"\n(?=[a-z])", text.strip())
    assert [package.split("\n")[0] for package in packages if "--hash=sha256:" not in package] == []


def test_the_lock_of_the_assets_has_hashes_and_no_address():
    text = (CHECKOUT / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())


@pytest.mark.parametrize("wishes", sorted((CHECKOUT / "requirements").glob("*.in")), ids=lambda path: path.name)
def test_every_lock_holds_what_its_list_asks_for(wishes):
    asked = [line for line in wishes.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    names = [re.split(r"[\[<>=;\s]", line)[0].lower() for line in asked]
    locked = wishes.with_suffix(".txt").read_text(encoding="utf-8").lower()
    assert [name for name in names if not re.search(rf"^{re.escape(name)}(\[.*\])?==", locked, re.MULTILINE)] == []
