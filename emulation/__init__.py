"""The domain: emulation campaigns, what is scored in them, how it is ranked and who decides on commendation."""
