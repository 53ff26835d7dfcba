import pytest

from mail.addresses import named_address


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Petra Steinrück", "Petra Steinrück <p@example.org>"),
        ("Steinrück, Petra", '"Steinrück, Petra" <p@example.org>'),
        ("Steinrück\r\nBcc: x@example.org", '"Steinrück Bcc: x@example.org" <p@example.org>'),
        ("", "p@example.org"),
    ],
)
def test_a_named_address_stays_readable_and_safe(name, expected):
    assert named_address(name, "p@example.org") == expected


@pytest.mark.parametrize("email", ["", "nobody", "a@example.org, b@example.org", "a@example.org\nBcc: b@example.org"])
def test_what_is_not_one_address_is_refused(email):
    with pytest.raises(ValueError, match=r"^not an e-mail address$"):
        named_address("Petra", email)
