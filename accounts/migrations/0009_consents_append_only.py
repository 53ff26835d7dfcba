from django.db import migrations

# A consent is proof: nobody rewrites it, the application included. Only its withdrawal is written, once. The end of
# the period of proof is the one occasion on which rows go; the job says so for its transaction.
CREATE = """
CREATE FUNCTION accounts_consent_is_proof() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF current_setting('portal.period_is_over', true) = 'on' THEN
            RETURN OLD;
        END IF;
    ELSIF to_jsonb(NEW) = to_jsonb(OLD) THEN
        RETURN NEW;
    ELSIF TG_TABLE_NAME = 'accounts_consent' THEN
        IF OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
            AND to_jsonb(NEW) - 'withdrawn_at' = to_jsonb(OLD) - 'withdrawn_at' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'check_violation',
        CONSTRAINT = 'consent_is_append_only',
        TABLE = TG_TABLE_NAME,
        MESSAGE = 'Consents and their texts are only ever added; a consent is withdrawn once.';
END
$$;

CREATE TRIGGER consent_is_append_only BEFORE UPDATE OR DELETE ON accounts_consent
FOR EACH ROW EXECUTE FUNCTION accounts_consent_is_proof();

CREATE TRIGGER consenttext_is_append_only BEFORE UPDATE OR DELETE ON accounts_consenttext
FOR EACH ROW EXECUTE FUNCTION accounts_consent_is_proof();
"""

DROP = """
DROP TRIGGER consent_is_append_only ON accounts_consent;
DROP TRIGGER consenttext_is_append_only ON accounts_consenttext;
DROP FUNCTION accounts_consent_is_proof();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_reads")]

    operations = [migrations.RunSQL(CREATE, DROP)]
