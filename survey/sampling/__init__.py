"""Who could be asked and who is: frame, sample size and power, allocation, selection, letters."""
