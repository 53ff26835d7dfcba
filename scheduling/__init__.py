"""Working days and holidays; calendar invitations and feeds join here later."""
