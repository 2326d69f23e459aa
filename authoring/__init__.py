"""From one text source a lesson to the two notebooks that people open.

``course/NN_topic.py`` is the only place where a lesson is edited. The build makes
from it ``lessons/NN_topic.ipynb``, where the answers are blank, and
``solutions/NN_topic.ipynb``, where they are filled in and executed. Read in this order:

``source``
    reads a lesson, gives every cell its lasting id and says what is wrong with it;
``notebooks``
    makes the blank and the filled-in notebook out of it;
``execution``
    runs a notebook, tidies its outputs and refuses what must not be stored;
``build``
    does this for all lessons, writes the files or compares them with those stored;
``face``
    makes the pictures of the README;
``site``
    makes the website of what is stored and of what the checks say;
``lite``
    puts the lessons into a browser.

Apart from these, and for teachers, ``marking`` runs the notebooks that a class handed in.
"""
