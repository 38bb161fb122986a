-- purpose: random numbers that are the same in every run, and ranks of a Zipf distribution made of them
-- idempotence: temporary functions of the session
CREATE FUNCTION pg_temp.draw(n bigint, salt bigint) RETURNS double precision LANGUAGE sql IMMUTABLE AS
    'SELECT (hashint8extended(n, salt) & 9007199254740991) / 9007199254740992.0::double precision';
CREATE FUNCTION pg_temp.zipf(n bigint, salt bigint, ranks integer) RETURNS integer LANGUAGE sql IMMUTABLE AS
    'SELECT floor(ranks ^ pg_temp.draw(n, salt))::integer';
CREATE FUNCTION pg_temp.id(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    'SELECT md5(kind || n)::uuid'
