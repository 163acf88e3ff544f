"""Conditions and calculations in a questionnaire: read, checked, evaluated, said in words."""
