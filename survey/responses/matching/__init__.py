"""Columns and values of files from elsewhere, matched to those of a questionnaire."""
