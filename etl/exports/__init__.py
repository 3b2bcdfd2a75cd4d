"""Frames to bytes: CSV, XLSX, PDF."""
