"""Released results as charts."""
