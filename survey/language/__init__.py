"""Danish and English: the texts that readers see, numbers, dates, sorting and lists of words.

A language is a folder of TOML pages beside this file; together they are its catalogue.
`catalogue` finds a text, `messages` makes errors of it, `numbers` writes numbers and dates,
`words` sorts and joins.
"""
