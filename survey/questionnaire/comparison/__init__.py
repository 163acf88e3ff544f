"""Comparing two versions of a questionnaire: which questions are still the same."""
