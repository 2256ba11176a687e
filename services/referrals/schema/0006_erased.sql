-- migrate:up
CREATE TABLE erased_person (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE erased_person IS 'Whom the gateway erased, so that what is told late names nobody.';

-- migrate:down
DROP TABLE erased_person;
