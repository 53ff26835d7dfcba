from django.db import migrations

# A merge moves admins to the organisation that remains, and its undo moves them back; the service watches there that
# nobody is left without. An organisation that was merged into another needs no admin.
CREATE = """
CREATE OR REPLACE FUNCTION organisations_membership_keeps_an_admin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('portal.merging', true) = 'on' THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM organisations_organisation WHERE id = OLD.organisation_id AND merged_into_id IS NULL FOR UPDATE;
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
"""

EARLIER = """
CREATE OR REPLACE FUNCTION organisations_membership_keeps_an_admin() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0007_duplicates")]

    operations = [migrations.RunSQL(CREATE, EARLIER)]
