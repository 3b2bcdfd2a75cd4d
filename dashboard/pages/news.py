"""Quoi de neuf: the same whatever the data."""

from dashboard.components.news import show_news

show_news()
