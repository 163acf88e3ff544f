"""Respondents beside the register, and answers under several weightings."""
