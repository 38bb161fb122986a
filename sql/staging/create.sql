-- purpose: a batch's staging table; unlogged, because everything in it can be staged again from the landed pages
CREATE UNLOGGED TABLE {stage} ({columns})
