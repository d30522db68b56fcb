-- A CRM of `bench.leads` leads of the last 26 months, by set-based SQL: same seed, same data.
--
-- For a database that has the addon's dependencies but not sales_kpi. 20 teams, 150
-- salespeople, 20 000 customers, 50 products; per lead 3 to 5 tracked changes, contacts and
-- answers; meetings with 20 %, orders with 30 %, invoices with 20 % of the leads. Some are
-- archived, lost, won, reopened. Times are relative to `bench.today`.

-- foreign keys are right by construction; checking each costs more than the rows
DO $$
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$;

SELECT setseed(0.42);

-- ---------------------------------------------------------------- people and masters

CREATE TEMP TABLE base AS
SELECT (SELECT MIN(id) FROM res_company) AS company_id,
       (SELECT currency_id FROM res_company ORDER BY id LIMIT 1) AS currency_id,
       current_setting('bench.today')::timestamp AS today,
       current_setting('bench.leads')::int AS leads,
       (SELECT MAX(id) FROM res_partner) AS partner_id,
       (SELECT MAX(id) FROM res_users) AS user_id,
       (SELECT MAX(id) FROM crm_team) AS team_id,
       (SELECT MAX(id) FROM mail_alias) AS alias_id,
       (SELECT COALESCE(MAX(id), 0) FROM product_product) AS product_id,
       (SELECT COALESCE(MAX(id), 0) FROM product_template) AS template_id,
       (SELECT COALESCE(MAX(id), 0) FROM utm_campaign) AS campaign_id,
       (SELECT MIN(id) FROM utm_source) AS source_id,
       (SELECT COUNT(*)::int FROM utm_source) AS sources,
       (SELECT MIN(id) FROM utm_medium) AS medium_id,
       (SELECT COUNT(*)::int FROM utm_medium) AS mediums,
       (SELECT COALESCE(MAX(id), 0) FROM crm_lead) AS lead_id,
       (SELECT COALESCE(MAX(id), 0) FROM mail_message) AS message_id,
       (SELECT COALESCE(MAX(id), 0) FROM calendar_event) AS event_id,
       (SELECT COALESCE(MAX(id), 0) FROM sale_order) AS order_id,
       (SELECT COALESCE(MAX(id), 0) FROM account_move) AS move_id,
       (SELECT COALESCE(MAX(id), 0) FROM account_move_line) AS line_id,
       (SELECT id FROM account_journal WHERE type = 'sale' ORDER BY id LIMIT 1) AS sale_journal_id,
       (SELECT id FROM account_journal WHERE type = 'bank' ORDER BY id LIMIT 1) AS bank_journal_id,
       (SELECT id FROM account_account WHERE account_type = 'income' ORDER BY id LIMIT 1)
           AS income_id,
       (SELECT id FROM account_account WHERE account_type = 'asset_receivable' ORDER BY id LIMIT 1)
           AS receivable_id,
       (SELECT id FROM account_account WHERE account_type = 'asset_cash' ORDER BY id LIMIT 1)
           AS cash_id,
       (SELECT res_id FROM ir_model_data WHERE module = 'uom' AND name = 'product_uom_unit')
           AS uom_id,
       (SELECT res_id FROM ir_model_data WHERE module = 'mail' AND name = 'mt_comment')
           AS comment_id,
       (SELECT res_id FROM ir_model_data WHERE module = 'mail' AND name = 'mt_note') AS note_id,
       (SELECT res_id FROM ir_model_data WHERE module = 'crm' AND name = 'mt_lead_create')
           AS created_id,
       (SELECT res_id FROM ir_model_data WHERE module = 'mail' AND name = 'mail_activity_data_call')
           AS call_id,
       (SELECT ARRAY_AGG(id ORDER BY sequence, id) FROM crm_stage WHERE is_won IS NOT TRUE) AS stages,
       (SELECT id FROM crm_stage WHERE is_won ORDER BY sequence, id LIMIT 1) AS won_stage_id,
       (SELECT ARRAY_AGG(id ORDER BY id) FROM res_country WHERE code IN ('DE', 'AT', 'CH', 'FR', 'US'))
           AS countries;

INSERT INTO mail_alias (id, alias_model_id, alias_parent_model_id, alias_parent_thread_id,
                        alias_contact, alias_status, alias_defaults)
SELECT base.alias_id + number, model.id, parent.id, base.team_id + number, 'everyone',
       'not_tested', FORMAT('{''type'': ''opportunity'', ''team_id'': %s}', base.team_id + number)
  FROM base
  JOIN ir_model model ON model.model = 'crm.lead'
  JOIN ir_model parent ON parent.model = 'crm.team'
CROSS JOIN generate_series(1, 20) AS number;

INSERT INTO crm_team (id, alias_id, company_id, name, active, use_opportunities, use_leads,
                      sequence, color, create_date)
SELECT base.team_id + number, base.alias_id + number, base.company_id,
       jsonb_build_object('en_US', 'Team ' || number), TRUE, TRUE, TRUE, 10 + number, 0, base.today
  FROM base CROSS JOIN generate_series(1, 20) AS number;

INSERT INTO res_partner (id, name, complete_name, active, type, is_company, partner_share,
                         commercial_partner_id, autopost_bills, email, create_date)
SELECT base.partner_id + number, 'Salesperson ' || number, 'Salesperson ' || number, TRUE,
       'contact', FALSE, FALSE, base.partner_id + number, 'ask',
       'salesperson' || number || '@example.com', base.today
  FROM base CROSS JOIN generate_series(1, 150) AS number;

INSERT INTO res_users (id, login, partner_id, company_id, active, share, notification_type,
                       create_date)
SELECT base.user_id + number, 'salesperson' || number, base.partner_id + number,
       base.company_id, TRUE, FALSE, 'email', base.today
  FROM base CROSS JOIN generate_series(1, 150) AS number;

INSERT INTO res_company_users_rel (cid, user_id)
SELECT base.company_id, base.user_id + number
  FROM base CROSS JOIN generate_series(1, 150) AS number;

INSERT INTO res_groups_users_rel (gid, uid)
SELECT data.res_id, base.user_id + number
  FROM base
  JOIN ir_model_data data
    ON (data.module, data.name) IN (('base', 'group_user'), ('sales_team', 'group_sale_salesman'))
CROSS JOIN generate_series(1, 150) AS number;

INSERT INTO crm_team_member (crm_team_id, user_id, active, assignment_max)
SELECT base.team_id + 1 + number % 20, base.user_id + number, TRUE, 30
  FROM base CROSS JOIN generate_series(1, 150) AS number;

INSERT INTO res_partner (id, name, complete_name, active, type, is_company, partner_share,
                         commercial_partner_id, autopost_bills, email, country_id, create_date,
                         customer_rank)
SELECT base.partner_id + 150 + number, 'Customer ' || number, 'Customer ' || number, TRUE,
       'contact', TRUE, TRUE, base.partner_id + 150 + number, 'ask',
       'customer' || number || '@example.org',
       base.countries[1 + (random() * 4)::int], base.today - INTERVAL '800 days', 1
  FROM base CROSS JOIN generate_series(1, 20000) AS number;

INSERT INTO utm_campaign (id, name, title, active, user_id, stage_id)
SELECT base.campaign_id + number, 'Campaign ' || number,
       jsonb_build_object('en_US', 'Campaign ' || number), TRUE, 2, stage.id
  FROM base
CROSS JOIN (SELECT MIN(id) AS id FROM utm_stage) AS stage
CROSS JOIN generate_series(1, 12) AS number;

INSERT INTO product_template (id, name, active, type, uom_id, service_tracking, list_price,
                              sale_ok, purchase_ok, invoice_policy, categ_id)
SELECT base.template_id + number, jsonb_build_object('en_US', 'Product ' || number), TRUE,
       'consu', base.uom_id, 'no', 100 * number, TRUE, TRUE, 'order', category.id
  FROM base
CROSS JOIN (SELECT MIN(id) AS id FROM product_category) AS category
CROSS JOIN generate_series(1, 50) AS number;

INSERT INTO product_product (id, product_tmpl_id, active, combination_indices)
SELECT base.product_id + number, base.template_id + number, TRUE, ''
  FROM base CROSS JOIN generate_series(1, 50) AS number;

-- ---------------------------------------------------------------- the life of each lead

-- one row per lead, everything random is drawn here
CREATE TEMP TABLE life AS
SELECT base.lead_id + drawn.number AS id, drawn.*,
       base.user_id + 1 + (drawn.owner * 149)::int AS user_id,
       base.user_id + 1 + (drawn.heir * 149)::int AS heir_id,
       base.partner_id + 151 + (drawn.customer * 19999)::int AS partner_id,
       CASE WHEN drawn.fate < 0.30 THEN 'won'
            WHEN drawn.fate < 0.34 THEN 'reopened'  -- lost first, won later
            WHEN drawn.fate < 0.70 THEN 'lost'
            WHEN drawn.fate < 0.74 THEN 'archived'
            ELSE 'open' END AS outcome
  FROM base
CROSS JOIN (
       SELECT number,
              -- a little growth: more leads in later months
              base.today - INTERVAL '1 day' * (1 + 790 * (1 - sqrt(0.1 + 0.9 * random())) / (1 - sqrt(0.1)))
                  AS born_at,
              random() AS owner, random() AS heir, random() AS customer, random() AS fate,
              random() AS origin, random() AS campaign, random() AS land,
              round((300 + 40000 * power(random(), 3))::numeric, 2) AS revenue,
              random() AS haste, random() AS pace, random() AS contact, random() AS answer,
              random() AS visit, random() AS offer, random() AS bill, random() AS raise,
              random() < 0.4 AS is_lead, random() < 0.2 AS moves, random() < 0.7 AS pays
         FROM base CROSS JOIN generate_series(1, base.leads) AS number
       ) AS drawn
ORDER BY drawn.number;

-- the moments, cut off at today: what lies ahead has not happened
CREATE TEMP TABLE timed AS
SELECT life.*, team.crm_team_id AS team_id, heir.crm_team_id AS heir_team_id,
       CASE WHEN outcome = 'open' AND fate > 0.85 THEN NULL ELSE qualified_at END AS qualified,
       CASE WHEN outcome = 'open' AND fate > 0.80 THEN NULL ELSE proposed_at END AS proposed,
       CASE WHEN outcome = 'reopened' THEN lost_at END AS lost_first,
       CASE WHEN outcome = 'reopened' THEN reopened_at END AS reopened,
       CASE WHEN outcome <> 'open' AND closed_at < base.today THEN closed_at END AS closed,
       CASE WHEN contact < 0.85 THEN contacted_at END AS contacted,
       CASE WHEN contact < 0.85 AND answer < 0.5 THEN answered_at END AS answered
  FROM life
CROSS JOIN base
  JOIN LATERAL (
       SELECT born_at + INTERVAL '1 day' * (0.05 + 6 * haste) AS qualified_at,
              born_at + INTERVAL '1 day' * (7 + 20 * pace) AS proposed_at,
              born_at + INTERVAL '1 day' * (30 + 20 * pace) AS lost_at,
              born_at + INTERVAL '1 day' * (60 + 20 * pace) AS reopened_at,
              born_at + INTERVAL '1 day' * (28 + 90 * pace * haste
                                            + CASE outcome WHEN 'reopened' THEN 60 ELSE 0 END)
                  AS closed_at,
              born_at + INTERVAL '1 hour' * (0.2 + 60 * haste * contact) AS contacted_at,
              born_at + INTERVAL '1 hour' * (1 + 60 * haste * contact + 48 * answer)
                  AS answered_at
       ) AS moment ON TRUE
  JOIN crm_team_member team ON team.user_id = life.user_id AND team.active
  JOIN crm_team_member heir ON heir.user_id = life.heir_id AND heir.active;

ALTER TABLE timed ADD COLUMN won_status varchar, ADD COLUMN seen timestamp;
UPDATE timed
   SET won_status = CASE WHEN closed IS NULL THEN 'pending'
                         WHEN outcome IN ('won', 'reopened') THEN 'won'
                         WHEN outcome = 'lost' THEN 'lost' ELSE 'pending' END;
CREATE INDEX ON timed (id);
ANALYZE timed;

INSERT INTO crm_lead (id, name, type, active, company_id, team_id, user_id, stage_id, partner_id,
                      source_id, medium_id, campaign_id, country_id, expected_revenue,
                      probability, automated_probability, won_status, priority, create_uid,
                      write_uid, create_date, write_date, date_open, date_closed,
                      date_conversion, date_last_stage_update, email_from)
SELECT timed.id, 'Lead ' || timed.number,
       CASE WHEN is_lead AND (qualified IS NULL OR qualified >= base.today)
            THEN 'lead' ELSE 'opportunity' END,
       NOT (closed IS NOT NULL AND outcome IN ('lost', 'archived')),
       CASE WHEN timed.number % 10 = 0 THEN NULL ELSE base.company_id END,
       CASE WHEN moves THEN heir_team_id ELSE timed.team_id END,
       CASE WHEN moves THEN heir_id ELSE timed.user_id END,
       CASE WHEN won_status = 'won' THEN base.won_stage_id
            WHEN proposed < base.today THEN base.stages[3]
            WHEN qualified < base.today THEN base.stages[2]
            ELSE base.stages[1] END,
       timed.partner_id,
       CASE WHEN origin < 0.8 THEN base.source_id + (origin * base.sources / 0.8)::int % base.sources END,
       CASE WHEN origin < 0.8 THEN base.medium_id + (origin * 10 * base.mediums)::int % base.mediums END,
       CASE WHEN campaign < 0.5 THEN base.campaign_id + 1 + (campaign * 22)::int END,
       base.countries[1 + (land * 4)::int],
       CASE WHEN proposed < base.today THEN round(revenue * (0.7 + raise)::numeric, 2) ELSE revenue END,
       CASE won_status WHEN 'won' THEN 100 WHEN 'lost' THEN 0 ELSE 30 END,
       30, won_status, '1',
       CASE WHEN origin < 0.3 THEN 1 ELSE timed.user_id END, timed.user_id,
       born_at, COALESCE(closed, LEAST(proposed, base.today)), born_at,
       CASE WHEN closed IS NOT NULL THEN closed END,
       CASE WHEN is_lead AND qualified < base.today THEN qualified ELSE born_at END,
       COALESCE(CASE WHEN proposed < base.today THEN proposed END,
                CASE WHEN qualified < base.today THEN qualified END, born_at),
       NULL
  FROM timed CROSS JOIN base
 ORDER BY timed.id;

-- ---------------------------------------------------------------- messages and tracking

-- one row per message; step 0 to 9 are tracked changes, from 10 on contacts
CREATE TEMP TABLE letter AS
SELECT base.message_id + ROW_NUMBER() OVER (ORDER BY said.at, said.lead_id, said.step) AS id, said.*
  FROM base
CROSS JOIN LATERAL (
       SELECT timed.id AS lead_id, step, at, timed.user_id, timed.partner_id
         FROM timed
   CROSS JOIN LATERAL (VALUES
              (0, born_at), (1, qualified), (2, proposed),
              (3, CASE WHEN moves THEN qualified + INTERVAL '6 hours' END),
              (4, lost_first), (5, reopened), (6, closed),
              (10, contacted), (11, answered),
              (12, CASE WHEN contact < 0.4 THEN contacted + INTERVAL '4 days' END),
              (13, CASE WHEN answer > 0.85 THEN born_at + INTERVAL '2 days' END)
              ) AS happening(step, at)
        WHERE at IS NOT NULL AND at < base.today
       ) AS said;
CREATE INDEX ON letter (lead_id, step);
ANALYZE letter;

INSERT INTO mail_message (id, model, res_id, message_type, subtype_id, author_id, create_uid,
                          date, create_date, is_internal, mail_activity_type_id, body)
SELECT letter.id, 'crm.lead', letter.lead_id,
       CASE WHEN step < 10 THEN 'notification' WHEN step = 11 THEN 'email'
            WHEN step = 13 THEN 'notification' ELSE 'comment' END,
       CASE WHEN step = 0 THEN base.created_id WHEN step < 10 OR step = 13 THEN base.note_id
            ELSE base.comment_id END,
       CASE WHEN step = 11 THEN letter.partner_id ELSE person.partner_id END,
       CASE WHEN step = 11 THEN 1 ELSE letter.user_id END,
       letter.at, letter.at, step < 10 OR step = 13,
       CASE WHEN step = 13 THEN base.call_id END,
       CASE WHEN step >= 10 THEN '<p>A few words to the customer about what was asked.</p>' END
  FROM letter
  JOIN res_users person ON person.id = letter.user_id
CROSS JOIN base
 ORDER BY letter.id;

INSERT INTO mail_notification (mail_message_id, res_partner_id, author_id, notification_type,
                               notification_status, is_read)
SELECT letter.id, letter.partner_id, person.partner_id, 'email', 'sent', TRUE
  FROM letter
  JOIN res_users person ON person.id = letter.user_id
 WHERE step IN (10, 12)
 ORDER BY letter.id;

CREATE TEMP TABLE tracked AS
SELECT name, id FROM ir_model_fields
 WHERE model = 'crm.lead'
   AND name IN ('stage_id', 'user_id', 'team_id', 'expected_revenue', 'type', 'won_status', 'active');

INSERT INTO mail_tracking_value (mail_message_id, field_id, create_uid, create_date,
                                 old_value_integer, new_value_integer, old_value_char,
                                 new_value_char, old_value_float, new_value_float)
SELECT letter.id, tracked.id, letter.user_id, letter.at, change.old_integer, change.new_integer,
       change.old_char, change.new_char, change.old_float, change.new_float
  FROM letter
  JOIN timed ON timed.id = letter.lead_id
CROSS JOIN base
CROSS JOIN LATERAL (VALUES
       (1, 'stage_id', base.stages[1], base.stages[2], 'New', 'Qualified', 0.0, 0.0, TRUE),
       (1, 'type', NULL, NULL, 'Lead', 'Opportunity', NULL, NULL, is_lead),
       (2, 'stage_id', base.stages[2], base.stages[3], 'Qualified', 'Proposition', NULL, NULL, TRUE),
       (2, 'expected_revenue', NULL, NULL, NULL, NULL, revenue::float8,
           round(revenue * (0.7 + raise)::numeric, 2)::float8, TRUE),
       (3, 'user_id', timed.user_id, heir_id, 'Salesperson', 'Salesperson', NULL, NULL,
           timed.user_id <> heir_id),
       (3, 'team_id', timed.team_id, heir_team_id, 'Team', 'Team', NULL, NULL,
           timed.team_id <> heir_team_id),
       (4, 'won_status', NULL, NULL, 'Pending', 'Lost', NULL, NULL, TRUE),
       (4, 'active', 1, 0, NULL, NULL, NULL, NULL, TRUE),
       (5, 'won_status', NULL, NULL, 'Lost', 'Pending', NULL, NULL, TRUE),
       (5, 'active', 0, 1, NULL, NULL, NULL, NULL, TRUE),
       (6, 'won_status', NULL, NULL, 'Pending', 'Won', NULL, NULL, won_status = 'won'),
       (6, 'stage_id', base.stages[3], base.won_stage_id, 'Proposition', 'Won', NULL, NULL,
           won_status = 'won'),
       (6, 'won_status', NULL, NULL, 'Pending', 'Lost', NULL, NULL, won_status = 'lost'),
       (6, 'active', 1, 0, NULL, NULL, NULL, NULL, outcome IN ('lost', 'archived'))
       ) AS change(step, name, old_integer, new_integer, old_char, new_char, old_float, new_float, holds)
  JOIN tracked USING (name)
 WHERE change.step = letter.step AND change.holds
 ORDER BY letter.id, tracked.id;

-- ---------------------------------------------------------------- meetings

CREATE TEMP TABLE visit AS
SELECT base.event_id + ROW_NUMBER() OVER (ORDER BY timed.id) AS event_id, timed.*,
       date_trunc('hour', qualified + INTERVAL '5 days' * (0.1 + visit)) AS start_at
  FROM timed CROSS JOIN base
 WHERE visit < 0.21 AND qualified < base.today;

INSERT INTO calendar_event (id, name, active, user_id, create_uid, create_date, start, stop,
                            duration, show_as, privacy, opportunity_id, res_model, res_id)
SELECT event_id, 'Meeting ' || number, visit > 0.01, user_id, user_id, qualified, start_at,
       start_at + INTERVAL '1 hour', 1, 'busy', 'public', id, 'crm.lead', id
  FROM visit;

INSERT INTO calendar_attendee (event_id, partner_id, state)
SELECT event_id, partner_id, CASE WHEN visit < 0.02 THEN 'declined' ELSE 'accepted' END
  FROM visit
 UNION ALL
SELECT event_id, person.partner_id, 'accepted'
  FROM visit JOIN res_users person ON person.id = visit.user_id;

-- ---------------------------------------------------------------- orders

CREATE TEMP TABLE offered AS
SELECT base.order_id + ROW_NUMBER() OVER (ORDER BY proposed, timed.id) AS order_id, timed.*,
       CASE WHEN won_status = 'won' THEN 'sale'
            WHEN closed IS NOT NULL THEN 'cancel'
            WHEN offer < 0.4 THEN 'sent' ELSE 'draft' END AS state,
       round(revenue * 0.6, 2) AS first_price, round(revenue * 0.2, 2) AS second_price,
       proposed + INTERVAL '1 hour' AS made_at
  FROM timed CROSS JOIN base
 WHERE proposed < base.today - INTERVAL '2 hours'
   AND offer < CASE WHEN won_status = 'won' THEN 0.75 ELSE 0.17 END;

INSERT INTO sale_order (id, name, company_id, currency_id, currency_rate, partner_id,
                        partner_invoice_id, partner_shipping_id, user_id, team_id,
                        opportunity_id, source_id, medium_id, campaign_id, state, date_order,
                        amount_untaxed, amount_tax, amount_total, invoice_status, create_uid,
                        create_date, write_date)
SELECT offered.order_id, 'S' || offered.order_id, base.company_id, base.currency_id, 1,
       offered.partner_id, offered.partner_id, offered.partner_id, offered.user_id,
       offered.team_id, offered.id, lead.source_id, lead.medium_id, lead.campaign_id, state,
       CASE state WHEN 'sale' THEN closed ELSE made_at END,
       first_price + 2 * second_price, 0, first_price + 2 * second_price, 'no',
       offered.user_id, made_at, COALESCE(closed, made_at)
  FROM offered
  JOIN crm_lead lead ON lead.id = offered.id
CROSS JOIN base
 ORDER BY offered.order_id;

INSERT INTO sale_order_line (order_id, name, product_id, product_uom_id, product_uom_qty,
                             price_unit, price_subtotal, price_total, customer_lead, company_id,
                             currency_id, salesman_id, order_partner_id, state, sequence,
                             create_date)
SELECT offered.order_id, 'Line', base.product_id + 1 + (offered.number * 7 + line.position) % 50,
       base.uom_id, line.quantity, line.price, line.quantity * line.price,
       line.quantity * line.price, 0, base.company_id, base.currency_id, offered.user_id,
       offered.partner_id, offered.state, 10 * line.position, made_at
  FROM offered
CROSS JOIN base
CROSS JOIN LATERAL (VALUES (1, 1, first_price), (2, 2, second_price)) AS line(position, quantity, price)
 ORDER BY offered.order_id, line.position;

CREATE TEMP TABLE order_letter AS
SELECT base.message_id + (SELECT COUNT(*) FROM letter)
           + ROW_NUMBER() OVER (ORDER BY happening.at, offered.order_id) AS id,
       offered.order_id, offered.user_id, happening.*
  FROM offered
CROSS JOIN base
CROSS JOIN LATERAL (VALUES
       (made_at + INTERVAL '10 minutes', 'Quotation', 'Quotation Sent', state <> 'draft'),
       (closed, 'Quotation Sent', 'Sales Order', state = 'sale'),
       (closed, 'Quotation Sent', 'Cancelled', state = 'cancel')
       ) AS happening(at, old_char, new_char, holds)
 WHERE happening.holds;

INSERT INTO mail_message (id, model, res_id, message_type, subtype_id, author_id, create_uid,
                          date, create_date, is_internal)
SELECT letter.id, 'sale.order', letter.order_id, 'notification', base.note_id, person.partner_id,
       letter.user_id, letter.at, letter.at, TRUE
  FROM order_letter letter
  JOIN res_users person ON person.id = letter.user_id
CROSS JOIN base
 ORDER BY letter.id;

INSERT INTO mail_tracking_value (mail_message_id, field_id, create_uid, create_date,
                                 old_value_char, new_value_char)
SELECT letter.id, field.id, letter.user_id, letter.at, letter.old_char, letter.new_char
  FROM order_letter letter
  JOIN ir_model_fields field ON field.model = 'sale.order' AND field.name = 'state'
 ORDER BY letter.id;

-- ---------------------------------------------------------------- invoices and payments

CREATE TEMP TABLE billed AS
SELECT base.move_id + ROW_NUMBER() OVER (ORDER BY closed, id) AS move_id, offered.*,
       (closed + INTERVAL '3 days')::date AS day
  FROM offered CROSS JOIN base
 WHERE state = 'sale' AND bill < 0.9 AND closed < base.today - INTERVAL '4 days'
   AND base.sale_journal_id IS NOT NULL AND base.income_id IS NOT NULL;

INSERT INTO account_move (id, name, journal_id, company_id, currency_id, state, move_type,
                          auto_post, date, invoice_date, invoice_date_due, partner_id,
                          commercial_partner_id, invoice_user_id, team_id, source_id, medium_id,
                          campaign_id, amount_untaxed, amount_untaxed_signed, amount_tax,
                          amount_total, amount_total_signed, amount_residual,
                          amount_residual_signed, payment_state, invoice_origin, create_uid,
                          create_date, write_date, sequence_prefix, sequence_number, posted_before)
SELECT billed.move_id, 'INV/' || billed.move_id, base.sale_journal_id, base.company_id,
       base.currency_id, 'posted', 'out_invoice', 'no', day, day, day + 30, billed.partner_id,
       billed.partner_id, billed.user_id, billed.team_id, sold.source_id, sold.medium_id,
       sold.campaign_id, sold.amount_untaxed, sold.amount_untaxed, 0, sold.amount_untaxed,
       sold.amount_untaxed, CASE WHEN pays THEN 0 ELSE sold.amount_untaxed END,
       CASE WHEN pays THEN 0 ELSE sold.amount_untaxed END,
       CASE WHEN pays THEN 'paid' ELSE 'not_paid' END, sold.name, billed.user_id, day, day,
       'INV/', billed.move_id, TRUE
  FROM billed
  JOIN sale_order sold ON sold.id = billed.order_id
CROSS JOIN base
 ORDER BY billed.move_id;

-- the entries of the bank follow the invoices in number
INSERT INTO account_move (id, name, journal_id, company_id, currency_id, state, move_type,
                          auto_post, date, partner_id, commercial_partner_id, create_uid,
                          create_date, write_date, sequence_prefix, sequence_number, posted_before)
SELECT base.move_id + counted.invoices + (billed.move_id - base.move_id),
       'BNK/' || billed.move_id, base.bank_journal_id, base.company_id, base.currency_id,
       'posted', 'entry', 'no', LEAST(day + 20, base.today::date), billed.partner_id,
       billed.partner_id, billed.user_id, day + 20, day + 20, 'BNK/', billed.move_id, TRUE
  FROM billed
CROSS JOIN base
CROSS JOIN (SELECT COUNT(*) AS invoices FROM billed) AS counted
 WHERE pays AND base.bank_journal_id IS NOT NULL
 ORDER BY 1;

CREATE TEMP TABLE entry AS
SELECT base.line_id + ROW_NUMBER() OVER (ORDER BY item.move_id, item.position) AS id, item.*
  FROM base
CROSS JOIN LATERAL (
       SELECT billed.move_id, line.*, billed.partner_id, billed.day,
              base.sale_journal_id AS journal_id, billed.move_id AS invoice_id,
              billed.number, 'INV/' || billed.move_id AS move_name
         FROM billed
   CROSS JOIN LATERAL (VALUES
              (1, 'product', base.income_id, 1, first_price, -first_price),
              (2, 'product', base.income_id, 2, second_price, -2 * second_price),
              (3, 'payment_term', base.receivable_id, NULL, NULL, first_price + 2 * second_price)
              ) AS line(position, display_type, account_id, quantity, price, balance)
    UNION ALL
       SELECT base.move_id + counted.invoices + (billed.move_id - base.move_id), line.*,
              billed.partner_id, LEAST(billed.day + 20, base.today::date), base.bank_journal_id,
              billed.move_id, billed.number, 'BNK/' || billed.move_id
         FROM billed
   CROSS JOIN (SELECT COUNT(*) AS invoices FROM billed) AS counted
   CROSS JOIN LATERAL (VALUES
              (4, 'product', base.cash_id, NULL::int, NULL::numeric, first_price + 2 * second_price),
              (5, 'product', base.receivable_id, NULL, NULL, -first_price - 2 * second_price)
              ) AS line(position, display_type, account_id, quantity, price, balance)
        WHERE pays AND base.bank_journal_id IS NOT NULL
       ) AS item;

INSERT INTO account_move_line (id, move_id, journal_id, company_id, company_currency_id,
                               currency_id, account_id, partner_id, display_type, parent_state,
                               date, invoice_date, move_name, name, sequence, product_id,
                               product_uom_id, quantity, price_unit, price_subtotal, price_total,
                               debit, credit, balance, amount_currency, create_date)
SELECT entry.id, entry.move_id, entry.journal_id, base.company_id, base.currency_id,
       base.currency_id, entry.account_id, entry.partner_id, entry.display_type, 'posted',
       entry.day, entry.day, entry.move_name, 'Line', 10 * entry.position,
       CASE WHEN position < 3
            THEN base.product_id + 1 + (entry.number * 7 + entry.position) % 50 END,
       CASE WHEN position < 3 THEN base.uom_id END, entry.quantity, entry.price,
       entry.quantity * entry.price, entry.quantity * entry.price, GREATEST(balance, 0),
       GREATEST(-balance, 0), balance, balance, entry.day
  FROM entry CROSS JOIN base
 ORDER BY entry.id;

INSERT INTO account_partial_reconcile (debit_move_id, credit_move_id, debit_currency_id,
                                       credit_currency_id, company_id, amount,
                                       debit_amount_currency, credit_amount_currency, max_date)
SELECT claim.id, money.id, base.currency_id, base.currency_id, base.company_id, claim.balance,
       claim.balance, claim.balance, money.day
  FROM entry claim
  JOIN entry money ON money.invoice_id = claim.invoice_id AND money.position = 5
CROSS JOIN base
 WHERE claim.position = 3
 ORDER BY claim.id;

-- ---------------------------------------------------------------- the sequences go on behind

SELECT setval(pg_get_serial_sequence(name, 'id'), last)
  FROM (SELECT 'mail_alias' AS name, MAX(id) AS last FROM mail_alias
        UNION ALL SELECT 'crm_team', MAX(id) FROM crm_team
        UNION ALL SELECT 'res_partner', MAX(id) FROM res_partner
        UNION ALL SELECT 'res_users', MAX(id) FROM res_users
        UNION ALL SELECT 'utm_campaign', MAX(id) FROM utm_campaign
        UNION ALL SELECT 'product_template', MAX(id) FROM product_template
        UNION ALL SELECT 'product_product', MAX(id) FROM product_product
        UNION ALL SELECT 'crm_lead', MAX(id) FROM crm_lead
        UNION ALL SELECT 'mail_message', MAX(id) FROM mail_message
        UNION ALL SELECT 'calendar_event', MAX(id) FROM calendar_event
        UNION ALL SELECT 'sale_order', MAX(id) FROM sale_order
        UNION ALL SELECT 'account_move', MAX(id) FROM account_move
        UNION ALL SELECT 'account_move_line', MAX(id) FROM account_move_line) AS used
 WHERE last IS NOT NULL;
