"""How often do reports speak of some terms, by year and by province? Numbers, charts, remarks on the holdings, files."""
