"""Chapters, sentences and the method page, in order, as documents."""
