-- purpose: let the transaction sort and hash a batch of a million rows in memory
SET LOCAL work_mem = '256MB'
