-- purpose: have every statement of the transaction see the same rows
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ
