"""Acts on paper forms: typed from a scan, and where the survey asks for it typed again by somebody else."""
