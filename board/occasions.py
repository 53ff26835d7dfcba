"""What the outbox knows about the letters of this room: all of them tell news, and who may look at them."""

from board.models import Interest, Posting
from companies.models import Need
from mail.occasions import decided_by

decided_by("board.posting", lambda user: Posting.objects.filter(need__in=Need.objects.moderated_by(user)))
decided_by("board.interest", lambda user: Interest.objects.moderated_by(user))
