"""A first draft of a questionnaire from a data file, with everything that was guessed."""
