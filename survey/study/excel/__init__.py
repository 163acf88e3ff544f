"""A study as a workbook and back, and the workbook of what was decided on its results."""
