"""What becomes of introductions: both sides are asked on fixed days, the lead decides."""
