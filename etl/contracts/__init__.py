"""What a row must satisfy to become a fact."""
