-- Ce que lit vigie_lecture : des chiffres, et rien d'autre. Ni session, ni clé, ni accès, ni journal,
-- ni ligne d'export, ni pseudonyme, ni commentaire, ni valeur rejetée, ni nom de fichier. Une table
-- nouvelle ne lui est jamais ouverte d'elle-même. À exécuter une fois les tables créées
-- (« python -m etl status ») ; on peut recommencer :  psql -d vigie -f lecture.sql
-- Chiffres internes : les petits effectifs n'y sont pas masqués.
\set ON_ERROR_STOP on

BEGIN;
-- Les versions d'avant ouvraient toutes les tables.
ALTER DEFAULT PRIVILEGES FOR ROLE vigie_exploitation IN SCHEMA public
    REVOKE SELECT ON TABLES FROM vigie_lecture;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM vigie_lecture;

GRANT SELECT ON findings, verdicts, tallies, purges TO vigie_lecture;
GRANT SELECT (id, kind, dataset, source, imported_at, records, accepted, rejected, added,
              superseded, known, first_at, last_at, undone_by) ON imports TO vigie_lecture;
COMMIT;
