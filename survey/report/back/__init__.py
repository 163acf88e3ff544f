"""What stands after the results: what must be told of the survey, and the questionnaire itself."""
