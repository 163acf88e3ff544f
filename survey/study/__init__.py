"""A study folder on disk, from answers to report."""
