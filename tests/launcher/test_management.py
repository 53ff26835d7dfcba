import pytest

from launcher import environment, management
from launcher.paths import CHECKOUT


@pytest.mark.parametrize(("arguments", "extra"), [(["bench_matching"], ["bench"]), (["migrate"], [])])
def test_a_command_with_packages_of_its_own_gets_them_installed(paths, monkeypatch, arguments, extra):
    class Installed(Exception):
        pass

    def ensure(_paths, *locks):
        raise Installed(*locks)

    monkeypatch.setattr(environment, "ensure", ensure)
    with pytest.raises(Installed) as caught:
        management.run(paths, arguments)
    assert [lock for lock in caught.value.args if lock not in ("base", "embedded")] == extra


def test_every_such_lock_exists():
    assert all((CHECKOUT / "requirements" / f"{lock}.txt").exists() for lock in management.LOCKS.values())
    assert all((CHECKOUT / folder / "package-lock.json").exists() for folder in management.NPM_LOCKS.values())
