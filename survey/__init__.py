"""Resident surveys in housing areas: design, analysis and reports."""
