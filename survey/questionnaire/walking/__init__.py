"""Invented respondents who answer at random, and what they come to see of a questionnaire."""
