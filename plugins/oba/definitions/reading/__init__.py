"""Reading one YAML file, and saying in which line of it something is wrong."""
