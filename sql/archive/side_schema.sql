-- purpose: a schema for restored rows, which nobody but its owner may look into unless told otherwise
CREATE SCHEMA IF NOT EXISTS {schema}
