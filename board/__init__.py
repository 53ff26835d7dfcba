"""The public board of anonymous needs, and the interest that providers express in them."""
