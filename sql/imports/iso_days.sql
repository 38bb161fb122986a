-- purpose: days are read as year, month, day, so that 01/02/2026 is an error and no guess
SET datestyle = 'ISO, YMD'
