"""Protected facts name a team of five people or more: its size moves them."""

from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL


class CrmTeam(models.Model):
    _inherit = "crm.team"

    @api.model
    @contextmanager
    def _watch_team_sizes(self):
        """Queue the protected facts of the teams that grow or shrink across five.

        Records of other teams keep their facts, so that hiring someone costs nothing.
        """
        source = self.env["sales.kpi.source"]
        self.env.flush_all()
        before = source._large_teams()
        yield
        self.env.flush_all()
        changed = before ^ source._large_teams()
        if changed:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO sales_kpi_dirty (source, ref)
                    SELECT DISTINCT fact.source, fact.source_ref
                      FROM sales_kpi_fact fact
                      JOIN res_company company ON company.id = fact.company_id
                     WHERE fact.team_id = ANY(%s)
                       AND right(fact.event, 4) = '_own'
                       AND fact.date > COALESCE(
                           company.kpi_locked_until, '-infinity'::date)
                    """,
                    list(changed),
                )
            )


class CrmTeamMember(models.Model):
    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        with self.env["crm.team"]._watch_team_sizes():
            return super().create(vals_list)

    def write(self, vals):
        if not vals.keys() & {"active", "crm_team_id", "user_id"}:
            return super().write(vals)
        with self.env["crm.team"]._watch_team_sizes():
            return super().write(vals)

    def unlink(self):
        with self.env["crm.team"]._watch_team_sizes():
            return super().unlink()


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        if "active" not in vals:
            return super().write(vals)
        with self.env["crm.team"]._watch_team_sizes():
            return super().write(vals)

    def unlink(self):
        with self.env["crm.team"]._watch_team_sizes():
            return super().unlink()
