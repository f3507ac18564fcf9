"""Which region does a name or a code mean, and what is it called? Names of today and former ones, and place lookup."""
