"""Which documents share words that are no set phrase? ``spread`` tells these, ``others`` looks from one, ``pairs`` among all."""
