"""The questionnaire on paper, and the workbook in which filled-in forms are keyed."""
