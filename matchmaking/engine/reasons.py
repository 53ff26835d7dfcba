"""Why an offer is proposed: structured reasons drawn from the same evidence as the score."""



def explain(scorer, index, column, contributions):
    """Return the reasons of one pair, strongest first, what speaks against last."""
    return ()
