"""What do library systems harvest? Cards as OAI-PMH 2.0 hands them on: the protocol, sets, formats, and who went away."""
