"""Paper forms that were keyed in a workbook, once or twice: read, compared and agreed on."""
