"""What in an anonymous text could give somebody away. A hint for the person who checks it, not a proof."""

from organisations.telltales.kinds import Kind, Telltale, pieces_of
from organisations.telltales.search import find_telltales

__all__ = ["Kind", "Telltale", "find_telltales", "pieces_of"]
