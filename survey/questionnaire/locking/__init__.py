"""Locking a questionnaire: what was asked in a wave, held so that any change of it is seen."""
