"""The statements that write a piece of an accepted list, each set-based over the rows after `after` up to `to`.

Every text is ours; what comes from people is in the rows or in parameters.
"""

# ruff: noqa: S608 - built from constants of this file only

from artisans.parties.keys import KEY_COLUMNS

PIECE_ROWS = 4_000
_KEYS = ", ".join(name for name in KEY_COLUMNS if name != "area")
_KEYS_OF_ROW = ", ".join(f"s.{name}" for name in KEY_COLUMNS if name != "area")

_IN_PIECE = "s.batch_id = %(batch)s AND s.row > %(after)s AND s.row <= %(to)s"
# Proven by a number: such a suspect can be the same person or nobody, never another one.
_PROVEN = "s.reasons && '{number_other_name,same_number_in_file}'"
_TO_REGISTER = f"""(s.outcome = 'new' OR (s.outcome = 'suspect' AND NOT {_PROVEN} AND s.reference <> ''
    AND (s.decision = 'different' OR (s.decision = '' AND %(with_suspects)s))))"""

PIECE = f"""
SELECT max(row), count(*) FROM (SELECT row FROM artisans_stagedrow s WHERE s.batch_id = %(batch)s AND s.row > %(after)s
    AND (s.outcome IN ('new', 'same', 'changed') OR (s.outcome = 'suspect' AND (s.decision <> '' OR %(with_suspects)s)))
    ORDER BY row LIMIT {PIECE_ROWS}) piece
"""
# Whoever has one of the row's numbers by now is the person of the row.
KNOWN_NOW = f"""
UPDATE artisans_stagedrow s SET outcome = 'same', party_id = i.party_id, reference = ''
  FROM artisans_stagednumber n JOIN artisans_identifier i ON i.kind = n.kind AND i.value_lookup = n.value_lookup AND i.is_current
 WHERE n.batch_id = %(batch)s AND n.row > %(after)s AND n.row <= %(to)s AND s.row = n.row AND {_IN_PIECE} AND {_TO_REGISTER}
"""
TOLD_NOW = f"""
UPDATE artisans_stagedrow s SET outcome = 'same', party_id = COALESCE(p.merged_into_id, p.id), reference = ''
  FROM artisans_partysource t JOIN artisans_party p ON p.id = t.party_id
 WHERE t.row_key = s.row_key AND p.status <> 'erased' AND {_IN_PIECE} AND {_TO_REGISTER}
   AND NOT EXISTS (SELECT FROM artisans_stagednumber n WHERE n.batch_id = s.batch_id AND n.row = s.row)
"""
# Somebody like them came into the register while this list waited for its decision.
ALIKE_NOW = f"""
UPDATE artisans_stagedrow s SET outcome = 'suspect', score = 90, reasons = '{{registered_meanwhile}}', twin_party_id = (
    SELECT p.id FROM artisans_party p WHERE p.birth_date = s.birth_date AND p.skeleton = s.skeleton AND p.recorded_at > %(checked)s
       AND p.status = 'active' AND p.area = s.area LIMIT 1)
 WHERE {_IN_PIECE} AND s.outcome = 'new' AND s.decision = '' AND s.birth_date IS NOT NULL AND EXISTS (
    SELECT FROM artisans_party p WHERE p.birth_date = s.birth_date AND p.skeleton = s.skeleton AND p.recorded_at > %(checked)s
       AND p.status = 'active' AND p.area = s.area
       AND NOT EXISTS (SELECT FROM artisans_partysource own WHERE own.party_id = p.id AND own.batch_id = s.batch_id))
"""
OUTSIDE = f"""
UPDATE artisans_stagedrow s SET outcome = 'error', error_columns = '{{commune}}', error_codes = '{{other_area}}'
 WHERE {_IN_PIECE} AND {_TO_REGISTER} AND NOT s.area LIKE ANY(%(areas)s)
"""
REFERENCES_TAKEN = f"""
SELECT s.row FROM artisans_stagedrow s JOIN artisans_party p ON p.reference = s.reference WHERE {_IN_PIECE} AND {_TO_REGISTER}
"""
PARTIES = f"""
INSERT INTO artisans_party (id, reference, kind, name_fr, name_ar, {_KEYS}, sex, birth_date, commune_id, area, douar, address, phone,
    phone_lookup, phone_tail, email, language, status, is_demonstration, version, registered_on, recorded_at, recorded_by_id)
SELECT s.party_id, s.reference, %(kind)s, s.name_fr, s.name_ar, {_KEYS_OF_ROW}, s.sex, s.birth_date, s.commune_code, s.area,
       s.douar, s.address, s.phone, s.phone_lookup, s.phone_tail, s.email, CASE WHEN s.name_fr = '' THEN 'ar' ELSE 'fr' END, 'active',
       %(demonstration)s, 1, %(today)s, %(now)s, %(by)s
  FROM artisans_stagedrow s WHERE {_IN_PIECE} AND {_TO_REGISTER} ORDER BY s.row
"""
NUMBERS = f"""
INSERT INTO artisans_identifier (party_id, kind, value, value_lookup, tail, court, warning, is_current)
SELECT s.party_id, n.kind, n.value, n.value_lookup, n.tail, n.court, n.warning, TRUE
  FROM artisans_stagedrow s JOIN artisans_stagednumber n ON n.batch_id = s.batch_id AND n.row = s.row
 WHERE {_IN_PIECE} AND n.row > %(after)s AND n.row <= %(to)s AND n.batch_id = %(batch)s AND {_TO_REGISTER}
"""
ARTISANS = f"""
INSERT INTO artisans_artisanprofile (party_id, category, trade_id, practising_since, workshop_kind, workers, apprentices, monthly_capacity)
SELECT s.party_id, COALESCE(s.facts->>'category', ''), s.trade_code, (s.facts->>'practising_since')::int, '', 0, 0, ''
  FROM artisans_stagedrow s WHERE {_IN_PIECE} AND {_TO_REGISTER} AND s.trade_code <> ''
"""
ORGANISATIONS = f"""
INSERT INTO artisans_organisation (party_id, legal_form, founded_on, members, women_members, employees, representative)
SELECT s.party_id, s.facts->>'legal_form', (s.facts->>'founded_on')::date, COALESCE((s.facts->>'members')::int, 0),
       COALESCE((s.facts->>'women_members')::int, 0), 0, COALESCE(s.facts->>'representative', '')
  FROM artisans_stagedrow s WHERE {_IN_PIECE} AND {_TO_REGISTER}
"""
# Held until the piece is committed, in the order of those who verify: nobody verifies an account or a number of theirs meanwhile.
_TO_CORRECT = f"SELECT s.party_id FROM artisans_stagedrow s WHERE {_IN_PIECE} AND s.outcome = 'changed'"
TO_CORRECT = f"SELECT FROM artisans_party WHERE id IN ({_TO_CORRECT}) ORDER BY id FOR NO KEY UPDATE"
TO_CORRECT_NUMBERS = (
    f"SELECT FROM artisans_identifier WHERE is_current AND party_id IN ({_TO_CORRECT}) ORDER BY id FOR NO KEY UPDATE"
)
# What others rely on by now changes by request only; a first value is an addition.
_RELIED_ON = {
    "name_fr": "p.name_fr",
    "name_ar": "p.name_ar",
    "birth_date": "p.birth_date::text",
    "phone": "p.phone_tail",
}
_NOW_RELIED_ON = " OR ".join(
    f"('{name}' = ANY(s.differences) AND COALESCE({value}, '') <> '')" for name, value in _RELIED_ON.items()
)
VERIFIED_NOW = f"""
UPDATE artisans_stagedrow s SET outcome = 'error', error_codes = '{{needs_request}}', error_columns = ARRAY(
    SELECT d FROM unnest(s.differences) d WHERE d = ANY('{{{",".join(_RELIED_ON)}}}'))
  FROM artisans_party p WHERE p.id = s.party_id AND {_IN_PIECE} AND s.outcome = 'changed' AND ({_NOW_RELIED_ON}) AND (
    EXISTS (SELECT FROM artisans_identifier v WHERE v.party_id = p.id AND v.is_current AND v.verified_at IS NOT NULL)
    OR EXISTS (SELECT FROM artisans_bankaccount b WHERE b.party_id = p.id AND b.status = 'verified'))
"""
_DIFFERS = "CASE WHEN '{0}' = ANY(s.differences) THEN s.{1} ELSE p.{0} END"
_PLAIN = ("name_fr", "name_ar", "sex", "birth_date", "douar", "address", "email")
CORRECTIONS = f"""
UPDATE artisans_party p SET {", ".join(f"{name} = {_DIFFERS.format(name, name)}" for name in _PLAIN)},
       {", ".join(f"{name} = s.{name}" for name in KEY_COLUMNS)}, commune_id = s.commune_code,
       phone = CASE WHEN 'phone' = ANY(s.differences) THEN s.phone ELSE p.phone END,
       phone_lookup = CASE WHEN 'phone' = ANY(s.differences) THEN s.phone_lookup ELSE p.phone_lookup END,
       phone_tail = CASE WHEN 'phone' = ANY(s.differences) THEN s.phone_tail ELSE p.phone_tail END, version = p.version + 1
  FROM artisans_stagedrow s
 WHERE {_IN_PIECE} AND s.outcome = 'changed' AND p.id = s.party_id AND p.version = s.party_version AND p.status = 'active'
"""
TRADES = f"""
INSERT INTO artisans_artisanprofile (party_id, category, trade_id, practising_since, workshop_kind, workers, apprentices, monthly_capacity)
SELECT s.party_id, COALESCE(s.facts->>'category', ''), s.trade_code, (s.facts->>'practising_since')::int, '', 0, 0, ''
  FROM artisans_stagedrow s JOIN artisans_party p ON p.id = s.party_id
 WHERE {_IN_PIECE} AND s.outcome = 'changed' AND 'trade' = ANY(s.differences) AND p.version = s.party_version + 1
    ON CONFLICT (party_id) DO UPDATE SET trade_id = EXCLUDED.trade_id
"""
# What an officer confirmed as the same person leads to the party, or to the party of the row it repeats.
SAME = f"""
UPDATE artisans_stagedrow s SET party_id = COALESCE(s.twin_party_id, (SELECT t.party_id FROM artisans_partysource t
        WHERE t.batch_id = s.batch_id AND t.row = s.twin_row)), reference = ''
 WHERE {_IN_PIECE} AND s.outcome = 'suspect' AND s.decision = 'same'
"""
# Whom somebody else corrected since the check is left for a new look.
OVERTAKEN = f"""
UPDATE artisans_stagedrow s SET outcome = 'error', error_columns = s.differences, error_codes = '{{changed_meanwhile}}'
  FROM artisans_party p WHERE p.id = s.party_id AND {_IN_PIECE} AND s.outcome = 'changed' AND p.version <> s.party_version + 1
"""
SOURCES = f"""
INSERT INTO artisans_partysource (party_id, batch_id, row, outcome, row_key)
SELECT p.id, s.batch_id, s.row,
       CASE WHEN {_TO_REGISTER} THEN 'new' WHEN s.outcome = 'changed' AND %(with_changes)s AND p.version = s.party_version + 1
            THEN 'changed' ELSE 'same' END, s.row_key
  FROM artisans_stagedrow s JOIN artisans_party p ON p.id = s.party_id
 WHERE {_IN_PIECE} AND ({_TO_REGISTER} OR s.outcome IN ('same', 'changed') OR (s.outcome = 'suspect' AND s.decision = 'same'))
    ON CONFLICT (batch_id, row) DO NOTHING
RETURNING row, party_id, outcome
"""
# Suspects registered without a decision: each goes on as a case of the register.
PAIRS = f"""
SELECT s.party_id, COALESCE(s.twin_party_id, t.party_id), s.score, s.reasons
  FROM artisans_stagedrow s LEFT JOIN artisans_partysource t ON t.batch_id = s.batch_id AND t.row = s.twin_row
 WHERE {_IN_PIECE} AND {_TO_REGISTER} AND s.outcome = 'suspect' AND s.decision = ''
"""
GONE = f"""
WITH gone AS (
    DELETE FROM artisans_stagedrow s WHERE {_IN_PIECE} AND (s.decision = 'skip' OR EXISTS (
        SELECT FROM artisans_partysource t WHERE t.batch_id = s.batch_id AND t.row = s.row)) RETURNING s.row
)
DELETE FROM artisans_stagednumber n USING gone WHERE n.batch_id = %(batch)s AND n.row > %(after)s AND n.row <= %(to)s AND n.row = gone.row
"""
