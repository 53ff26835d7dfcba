"""The funder pack: what is frozen (`content`) and how files are made of it (`render`)."""
