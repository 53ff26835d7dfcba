from django.db import migrations

# Exact arithmetic: the sum is kept as a reduced fraction of two numerics, so thirds and 32nds mix without rounding.
# The lock makes two transactions that commit at the same moment check one after the other; without it each of two
# first loads into the empty register would see only its own rows.
CREATE = """
CREATE FUNCTION regions_shareholding_sum_is_one() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    register_start CONSTANT date := DATE '2018-02-15';
    boundary date;
    part record;
    above numeric;
    below numeric;
    divisor numeric;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('regions_shareholding'));
    IF NOT EXISTS (SELECT 1 FROM regions_shareholding) THEN
        RETURN NULL;
    END IF;
    FOR boundary IN
        SELECT register_start
        UNION SELECT valid_from FROM regions_shareholding WHERE valid_from > register_start
        UNION SELECT valid_until FROM regions_shareholding WHERE valid_until > register_start
        ORDER BY 1
    LOOP
        above := 0;
        below := 1;
        FOR part IN
            SELECT numerator, denominator FROM regions_shareholding
            WHERE valid_from <= boundary AND (valid_until IS NULL OR valid_until > boundary)
        LOOP
            above := above * part.denominator + part.numerator * below;
            below := below * part.denominator;
            divisor := gcd(above, below);
            above := div(above, divisor);
            below := div(below, divisor);
        END LOOP;
        IF above <> below THEN
            RAISE EXCEPTION USING
                ERRCODE = 'check_violation',
                CONSTRAINT = 'shareholding_sum_is_one',
                TABLE = 'regions_shareholding',
                MESSAGE = format(
                    'On %s the shares in force add up to %s/%s instead of exactly 1.',
                    boundary, above, below
                ),
                HINT = 'Enter both sides of a transfer in one transaction.';
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER shareholding_sum_is_one
AFTER INSERT OR UPDATE OR DELETE ON regions_shareholding
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION regions_shareholding_sum_is_one();
"""

DROP = """
DROP TRIGGER shareholding_sum_is_one ON regions_shareholding;
DROP FUNCTION regions_shareholding_sum_is_one();
"""


class Migration(migrations.Migration):
    dependencies = [("regions", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
