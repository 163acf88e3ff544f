"""A questionnaire in other forms than its own: as a workbook, as a codebook."""
