-- purpose: everybody's database logins
-- grain: one row a login; `groups` are those of our roles that it is a member of
-- parameters: none
SELECT mapped.login::text AS login, person.email, person.role, person.is_active,
       array_remove(array_agg(team.rolname::text ORDER BY team.rolname), NULL) AS groups
FROM app.login_roles AS mapped
JOIN app.users AS person ON person.id = mapped.user_id
LEFT JOIN pg_roles AS login ON login.rolname = mapped.login
LEFT JOIN pg_auth_members AS membership ON membership.member = login.oid
LEFT JOIN pg_roles AS team ON team.oid = membership.roleid
GROUP BY mapped.login, person.email, person.role, person.is_active
ORDER BY mapped.login
