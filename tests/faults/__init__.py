"""The program killed, its server stopped, its disk full: nothing lost, a clean next start."""
