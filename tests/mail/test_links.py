import pytest

from mail.links import absolute, is_own


def test_a_path_becomes_a_link_of_this_installation(settings):
    settings.BASE_URL = "https://portal.example"
    assert absolute("/needs/7/") == "https://portal.example/needs/7/"


@pytest.mark.parametrize("path", ["needs/7/", "https://elsewhere.example/", "//elsewhere.example/", ""])
def test_only_paths_become_links(path):
    with pytest.raises(ValueError, match="not a path of this installation"):
        absolute(path)


def test_a_longer_host_name_is_not_our_own(settings):
    settings.BASE_URL = "https://portal.example"
    assert is_own("https://portal.example/needs/7/")
    assert not is_own("https://portal.example.elsewhere.example/")
    assert not is_own("https://elsewhere.example/https://portal.example/")
