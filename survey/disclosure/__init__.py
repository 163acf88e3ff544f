"""The only door out: what may be shown, and the mask that hides the rest."""
