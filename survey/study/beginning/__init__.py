"""A study begun: from a questionnaire, a data file or the example, with workbooks to fill in."""
