"""What is wrong or unwise in a questionnaire: each finding with its place and what to do."""
