from django.db import migrations

# Two admins who leave at the same moment each still see the other one. The lock on the organisation makes their
# transactions check one after the other. Deferred, so that a hand-over within one transaction may pass through a
# moment without admin. An organisation that is deleted as a whole takes its admins with it.
CREATE = """
CREATE FUNCTION organisations_membership_keeps_an_admin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM organisations_organisation WHERE id = OLD.organisation_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM organisations_membership
        WHERE organisation_id = OLD.organisation_id AND is_active AND role = 'admin'
    ) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'membership_keeps_an_admin',
            TABLE = 'organisations_membership',
            MESSAGE = format('Organisation %s would be left without an admin.', OLD.organisation_id);
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER membership_keeps_an_admin
AFTER UPDATE OR DELETE ON organisations_membership
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (OLD.is_active AND OLD.role = 'admin')
EXECUTE FUNCTION organisations_membership_keeps_an_admin();
"""

DROP = """
DROP TRIGGER membership_keeps_an_admin ON organisations_membership;
DROP FUNCTION organisations_membership_keeps_an_admin();
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0005_rules")]

    operations = [migrations.RunSQL(CREATE, DROP)]
