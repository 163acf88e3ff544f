"""What residents answered: typed values checked against the questionnaire."""
