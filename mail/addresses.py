"""Addresses as people read them."""

from email.headerregistry import Address


def named_address(name: str, email: str) -> str:
    """Return `Name <email>`, quoted where the name holds a comma, dot or the like.

    Names stay readable (encoded only when the mail is built). Line breaks in a name become blanks, since a
    name is typed by people. Raises ValueError when `email` is not one plain address.
    """
    return str(Address(display_name=" ".join(name.split()), addr_spec=email))
