-- Deux comptes, au moindre droit. À exécuter une fois par l'administrateur du serveur, dans une
-- base vide :  psql -v mot_exploitation=… -v mot_tableau=… -d vigie -f roles.sql
--
-- vigie_exploitation : commandes « python -m etl » et tableau de bord qui importe. Il possède les
--                      tables : lui seul les crée et les met à niveau.
-- vigie_lecture      : qui ne fait que lire des chiffres (statistiques). Ce qu'il lit est dans
--                      lecture.sql, à exécuter quand les tables existent : rien avant.
\set ON_ERROR_STOP on

CREATE ROLE vigie_exploitation LOGIN PASSWORD :'mot_exploitation'
    NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 40;
CREATE ROLE vigie_lecture LOGIN PASSWORD :'mot_tableau'
    NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 10;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO vigie_exploitation;
GRANT USAGE ON SCHEMA public TO vigie_lecture;

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO vigie_exploitation', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO vigie_lecture', current_database()) \gexec

ALTER ROLE vigie_exploitation SET statement_timeout = '30min';
ALTER ROLE vigie_exploitation SET idle_in_transaction_session_timeout = '30min';
ALTER ROLE vigie_lecture SET statement_timeout = '60s';
ALTER ROLE vigie_lecture SET default_transaction_read_only = on;
