"""Which text does a PDF hold, if it holds any? Scans are refused."""
