"""Linear regression by hand: simulate, fit, and work with the likelihood, exactly and fast.

    floor 4  exercises                       the lessons' exercises
    floor 3  explore, plots                  pictures
    floor 2  ols                             the mathematics, each module readable alone
    floor 1  compressed, simulate            data: made, and made small
    floor 0  arrays                          input checking
    beside   feedback                        knows nothing of regression

A module imports only from floors below its own.
"""
