"""What rooms above may want to know about messages."""

from django.dispatch import Signal

message_read = Signal()  # with message and reader: somebody looks at who gets it, and maybe at its text
