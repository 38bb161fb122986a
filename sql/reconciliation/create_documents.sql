-- purpose: where the truth about documents is gathered to be laid beside the warehouse
CREATE TEMP TABLE {target} ({columns}) ON COMMIT DROP
