-- The first page counts restricted records only for who may see them: the few there are, are found without reading the others.
CREATE INDEX child_restricted ON child (id) WHERE restricted;
