"""Working days and holidays, and what happens to cases by itself: timers as rows, claimed by workers."""
