"""Invented residents who fill in a questionnaire, always marked as invented."""
