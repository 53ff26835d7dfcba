import pytest

from launcher import platforms
from launcher.messages import Problem


@pytest.mark.parametrize(
    ("system", "machine", "libc", "suits"),
    [
        ("linux", "x86_64", ("glibc", "2.36"), True),
        ("linux", "aarch64", ("glibc", "2.28"), True),
        ("linux", "x86_64", ("glibc", "2.17"), False),
        ("linux", "x86_64", ("", ""), False),  # musl
        ("linux", "riscv64", ("glibc", "2.39"), False),
        ("darwin", "arm64", None, True),
        ("freebsd14", "amd64", None, False),
    ],
)
def test_wheels_suit_64_bit_linux_with_glibc_and_macos(system, machine, libc, suits):
    assert platforms.wheels_suit(system, machine, libc) is suits


def test_an_unsupported_platform_is_told_about_servers_of_its_own(monkeypatch):
    monkeypatch.setattr(platforms.shutil, "which", lambda _name: None)
    with pytest.raises(Problem, match="set DATABASE_URL and REDIS_URL") as caught:
        platforms.need_services({}, suits=False)
    assert caught.value.exit_code == 1


def test_an_unsupported_platform_with_servers_of_its_own_is_fine(monkeypatch):
    monkeypatch.setattr(platforms.shutil, "which", lambda _name: None)
    platforms.need_services({"DATABASE_URL": "x", "REDIS_URL": "y"}, suits=False)


def test_a_missing_venv_module_names_the_package_to_install(monkeypatch):
    monkeypatch.setattr(platforms.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name)
    with pytest.raises(Problem, match=r"apt-get install python3\.\d+-venv"):
        platforms.need_venv()


def test_windows_is_sent_elsewhere(monkeypatch):
    monkeypatch.setattr(platforms.sys, "platform", "win32")
    with pytest.raises(Problem, match="Windows Subsystem for Linux"):
        platforms.need_posix()
