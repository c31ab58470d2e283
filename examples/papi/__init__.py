"""The provincial governance index PAPI 2011 to 2013, ranked again from its published parts."""
