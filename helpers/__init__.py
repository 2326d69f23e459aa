"""Linear regression by hand: simulate, fit, and work with the likelihood and the posterior.

    floor 5  exercises                         the lessons' exercises
    floor 4  plots                             pictures of the lessons
    floor 3  samplers, criticism, explore      Markov chains; is the model any good; sliders
    floor 2  ols, likelihood, bayes            the mathematics, each readable alone
    floor 1  compressed, rank, simulate,       data: made, made small, judged, spelt out;
             formula, trace, draws             what an optimiser did, what a sampler drew
    floor 0  arrays, arguments                 input checking
    beside   feedback                          knows nothing of regression

A module imports only from floors below its own.
"""
