"""One model of a document, and its writers: the same blocks give a web page and a workbook."""
