"""Weights learnt from the decisions of leads.

In: decisions with the contributions and the rank that were shown. Out: a multiplier per group of contributions,
which makes another weights dict of the fixed one; the engine itself does not know that anything was learnt.

Model. The chance that a lead accepts is logistic in the score, with a slope of at least 0; multipliers lie between
a half and two, so more evidence never lowers a score. A normal prior pulls every multiplier to 1: without decisions
the result is the fixed weights. Text points saturate (`scoring.py`); that is undone here, so the score the model
sees is exactly the one the engine will give.

What is shown first is decided on more often: a decision counts by the inverse of the propensity of its rank
(Joachims, Swaminathan and Schnabel, WSDM 2017), clipped. Few strange decisions must not move much: the loss of one
is bounded (generalised cross entropy, Zhang and Sabuncu, NeurIPS 2018), a person counts as far as a model of all
others finds the decisions sensible, and nobody counts as more than PERSON_CAP decisions.
"""

from .calibration import CALIBRATED_FROM, Calibration, calibrate
from .comparison import DEEP, ENOUGH_FROZEN, GOLD_TOLERANCE, TOLERANCE, Graded, Verdict, compare
from .decisions import CLIP, ETA, FROZEN_ONE_IN, Decision, counts_of, default_propensity, is_frozen, observe_propensity
from .exploration import choose_explored
from .model import BOUNDED, PERSON_CAP, PRIOR, Model, fit
from .multipliers import GROUPS, HIGHEST, LOWEST, MIX, POINTS, Shares, apply, weights_digest

__all__ = [
    "BOUNDED",
    "CALIBRATED_FROM",
    "CLIP",
    "DEEP",
    "ENOUGH_FROZEN",
    "ETA",
    "FROZEN_ONE_IN",
    "GOLD_TOLERANCE",
    "GROUPS",
    "HIGHEST",
    "LOWEST",
    "MIX",
    "PERSON_CAP",
    "POINTS",
    "PRIOR",
    "TOLERANCE",
    "Calibration",
    "Decision",
    "Graded",
    "Model",
    "Shares",
    "Verdict",
    "apply",
    "calibrate",
    "choose_explored",
    "compare",
    "counts_of",
    "default_propensity",
    "fit",
    "is_frozen",
    "observe_propensity",
    "weights_digest",
]
