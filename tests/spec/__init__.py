"""The promises, as tables: one file an engagement or a family of engagements."""
