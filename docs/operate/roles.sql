-- Two roles for one database: one owns the schema, one runs the application and cannot change it.
-- Run once as a superuser in the empty database:
--   createdb --encoding=UTF8 --locale=C.UTF-8 --template=template0 sanad && psql -d sanad -f docs/operate/roles.sql
-- Then give each a password: \password sanad_owner and \password sanad_app

CREATE ROLE sanad_owner LOGIN;
CREATE ROLE sanad_app LOGIN;

-- The owner makes tables, functions and the (trusted) extensions; nobody else makes anything.
GRANT CREATE ON DATABASE :"DBNAME" TO sanad_owner;
ALTER SCHEMA public OWNER TO sanad_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"DBNAME" TO sanad_owner, sanad_app;
GRANT USAGE ON SCHEMA public TO sanad_app;

-- What the owner makes from now on, the application reads and writes row by row. No TRUNCATE, no trigger, no ALTER.
ALTER DEFAULT PRIVILEGES FOR ROLE sanad_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO sanad_app;
ALTER DEFAULT PRIVILEGES FOR ROLE sanad_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO sanad_app;
ALTER DEFAULT PRIVILEGES FOR ROLE sanad_owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO sanad_app;
