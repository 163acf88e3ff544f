"""The cleaning log: what was corrected in the answers, by whom and why, taken again on each run."""
