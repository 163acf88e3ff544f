"""What happened to each sampled dwelling: dispositions, response rates, progress, reminders."""
