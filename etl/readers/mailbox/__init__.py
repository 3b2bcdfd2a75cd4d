"""Mailboxes: mbox, Maildir, folders of messages; only headers are read, no text is kept."""
