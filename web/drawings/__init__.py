"""Charts as SVG: pure functions of plain figures; colours come from style sheets by class, and every one can be read in grey."""
