"""How does an editor let a program act for him? The pages on which tokens are made, looked at and revoked."""
