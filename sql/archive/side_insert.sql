-- purpose: keep a proven month, or one account's rows of it
INSERT INTO {table} ({columns}) SELECT {columns} FROM {month} WHERE {kept} ORDER BY {key}
