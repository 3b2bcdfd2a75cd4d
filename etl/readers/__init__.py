"""One module a format: a file in, batches out."""
