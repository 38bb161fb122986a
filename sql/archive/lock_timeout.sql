-- purpose: give up soon where readers are in the way; until the connection closes
-- parameters: patience
SELECT set_config('lock_timeout', %(patience)s, false)
