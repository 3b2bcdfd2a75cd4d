"""The steps that bring a store up to date; a released step is never edited."""
