"""Who meets whom when at a matchmaking day: pure Python, no Django (decision 0035).

`day.Day` is the question, `planning.plan` and `planning.replan` answer it with a `day.Plan`.
"""
