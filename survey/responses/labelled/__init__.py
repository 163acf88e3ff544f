"""Answers written as labelled files that SPSS, Stata, R and Excel open, and taken in again."""
