"""What one citizen's answer costs over HTTP, beside an empty view and two plainer ways to write it down."""
