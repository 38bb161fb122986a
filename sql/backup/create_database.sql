-- purpose: an empty database of the role that makes it; cannot run in a transaction
CREATE DATABASE {database}
