"""Released results as tables."""
