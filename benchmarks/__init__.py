"""Side by side with peers, in one run: `python3 run.py bench`."""
