"""Who is asked what: names, problems, evaluation and reach of the conditions."""
