"""Events of the hub and its partners: talks, round tables, trainings, matchmaking days. Not installed yet."""
