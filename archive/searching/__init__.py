"""Which reports answer a query, and what does their list show? Parameters -> query -> list with facets and remarks."""
