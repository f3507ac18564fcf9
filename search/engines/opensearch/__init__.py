"""How does an OpenSearch cluster answer as the embedded engine does? Only search.engines.opensearch names its client."""
