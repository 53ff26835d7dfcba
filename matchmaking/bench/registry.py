"""All systems by name."""

from .peers import PEERS, make_peer
from .systems import Unavailable

OURS = ("ours", "ours+dictionary")
SYSTEMS = (*OURS, *PEERS)


def make_system(name, database=None, **options):
    """Return the system `name`, our own with `options`.

    Raises `systems.Unavailable` with one sentence where it cannot be measured here.
    """
    if name not in OURS:
        return make_peer(name, database)
    from .ours import Ours  # compiled code and a lexicon that no peer needs in its process

    return Ours(dictionary=name != "ours", **options)


def find_missing(names, database=None):
    """Return {name: why it cannot be measured here} for those of `names` that cannot."""
    missing = {}
    for name in names:
        try:
            system = make_system(name, database)
        except Unavailable as error:
            missing[name] = str(error)
        else:
            if hasattr(system, "close"):
                system.close()
    return missing
