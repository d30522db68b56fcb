"""What a partner learns of a lead before he accepts it, and what afterwards.

Portal, mails and signed links show nothing of a lead but what comes from here.
"""

from bisect import bisect_right
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import formatLang

#: Bounds of the classes in which a teaser tells what a lead may bring.
VALUE_BOUNDS = (
    1_000,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.private
    def _teaser(self):
        """What everybody may know who could get this lead (see :meth:`_teasers`)."""
        self.ensure_one()
        return self._teasers()[self.id]

    @api.private
    def _teasers(self):
        """A whitelist, and nothing that a person could be found by.

        :return: ``{lead id: {id, products, region, temperature, temperature_label,
            temperature_reason, age_hours, value_class, language, level}}``; texts in
            the language of the environment, empty where nothing is known
        """
        # sudo: only the whitelist comes of it
        leads = self.sudo()
        regions = leads._teaser_regions()
        degrees = leads._fields["temperature"]._description_selection(self.env)
        now = fields.Datetime.now()
        return {
            lead.id: {
                "id": lead.id,
                "products": lead.required_categ_ids.mapped("name"),
                "region": regions[lead.id],
                "temperature": lead.temperature,
                "temperature_label": dict(degrees).get(lead.temperature, ""),
                "temperature_reason": lead.temperature_reason or "",
                "age_hours": max((now - lead.create_date) // timedelta(hours=1), 0),
                "value_class": lead._value_class(),
                "language": (lead.lang_id.name or "").split(" / ")[-1],
                "level": lead.required_grade_id.name or "",
            }
            for lead in leads
        }

    def _value_class(self):
        """Roughly what a lead may bring, such as ``10,000 – 25,000 €``."""
        value = self.expected_revenue or self.potential_amount
        if value <= 0:
            return ""
        symbol = self.company_currency.symbol
        at = bisect_right(VALUE_BOUNDS, value)
        low, high = (
            formatLang(self.env, bound, digits=0)
            for bound in ((0, *VALUE_BOUNDS)[at], (*VALUE_BOUNDS, 0)[at])
        )
        if not at:
            return self.env._("up to %(high)s %(currency)s", high=high, currency=symbol)
        if at == len(VALUE_BOUNDS):
            return self.env._(
                "more than %(low)s %(currency)s", low=low, currency=symbol
            )
        return f"{low} – {high} {symbol}"


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    @api.private
    def _teaser(self):
        """What the partner may know before he accepts, as :meth:`_teasers` of leads.

        ``id`` is that of the offer; ``date_expires`` is when it lapses (UTC).
        """
        self.ensure_one()
        # sudo: the lead's whitelist
        teaser = self.sudo().lead_id.with_env(self.env)._teaser()
        return {**teaser, "id": self.id, "date_expires": self.date_expires}

    @api.private
    def _dossier(self):
        """All that the partner who accepted needs, as long as he may see it.

        :return: a dict of the customer's data, or None: the lead was not accepted,
            was taken back, or is closed for longer than the company allows
        """
        self.ensure_one()
        # sudo: partners have no right on leads; who may see the offer asked for it
        offer = self.sudo()
        if not offer._with_access():
            return None
        lead = offer.lead_id
        customer = lead.partner_id.commercial_partner_id
        return {
            "id": offer.id,
            "name": lead.name,
            "customer": lead.partner_name or customer.name or "",
            "contact": lead.contact_name or lead.partner_id.name or "",
            "function": lead.function or "",
            "phone": lead.phone or "",
            "email": lead.email_from or "",
            "website": lead.website or "",
            "street": lead.street or "",
            "street2": lead.street2 or "",
            "zip": lead.zip or "",
            "city": lead.city or "",
            "country": lead.country_id.name or "",
            "language": (lead.lang_id.name or "").split(" / ")[-1],
            "products": lead.required_categ_ids.mapped("name"),
            "expected_value": lead.expected_revenue,
            "currency": lead.company_currency,
            "temperature_label": lead._teaser()["temperature_label"],
            "temperature_reason": lead.temperature_reason or "",
            "description": lead.description or "",
            "partner_dossier": lead.partner_dossier or "",
            "access_until": offer._access_until(),
        }

    @api.private
    def _with_access(self):
        """Those of these offers whose partner may see now who the customer is."""
        now = fields.Datetime.now()
        # sudo: the state of the lead decides
        has_access = self.sudo().filtered(
            lambda offer: (
                offer.state == "accepted"
                and not offer.date_reclaimed
                and (not (until := offer._access_until()) or now < until)
            )
        )
        return self.browse(has_access.ids)

    def _access_until(self):
        """When the partner's access to the customer's data ends; False while open."""
        lead = self.lead_id
        is_closed = lead.won_status != "pending" or not lead.active
        closed = self.date_closed or (is_closed and lead.date_closed)
        company = lead.company_id or lead.team_id._offering_company()
        return closed and closed + timedelta(days=company.kpi_partner_access_days)
