"""The newsletter that informs and asks: who reads it, with proof of each consent."""
