"""Who is at the door: a provider of identities, a trusted proxy, or this machine alone."""
