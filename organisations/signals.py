"""What rooms above may want to know about people of organisations."""

from django.dispatch import Signal

# Sent within the transaction, with membership, successor (a Membership or None) and actor: whoever holds something
# that the person was responsible for hands it over.
member_left = Signal()
