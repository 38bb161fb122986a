-- purpose: remove a batch's staging table
-- idempotence: absent is fine
DROP TABLE IF EXISTS {stage}
