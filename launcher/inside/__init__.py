"""Scripts that run in the project's environment; the launcher starts them and never imports them."""
