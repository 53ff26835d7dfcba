"""What rooms above may want to know about organisations and their people."""

from django.dispatch import Signal

# Sent within the transaction, with membership, successor (a Membership or None) and actor: whoever holds something
# that the person was responsible for hands it over.
member_left = Signal()

# Sent within the transaction, with organisation: what it says about itself is different now. Steps of a workflow are
# announced by `core.states`.
organisation_changed = Signal()
