"""Making answers count for the residents they stand for: targets, recipes and weights."""
