"""What is asked: the model of a questionnaire and its reader."""
