"""What tests of the figures of targets share."""

from .common import SalesKpiCase


class TargetValueCase(SalesKpiCase):
    """Targets that are active already; how they become so is another matter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.targets = cls.env["sales.kpi.target"]

    @classmethod
    def target(cls, code, value, first, last, **values):
        """Create an active target of the test company, or of whom is given."""
        scope = next(
            (
                name[:-3]
                for name in ("user_id", "team_id", "customer_id")
                if name in values
            ),
            "company",
        )
        [kpi] = cls.env["sales.kpi"]._kpis([code])
        return cls.targets.create(
            {
                "kpi_id": kpi.id,
                "company_id": cls.company.id,
                "scope": scope,
                "date_from": first,
                "date_to": last,
                "target_value": value,
                "state": "active",
                **values,
            }
        )

    # class methods, so that a class can build its records once

    @classmethod
    def won(cls, amount, day, **values):
        """A lead that came in and was won on a day, at noon."""
        with cls.at(cls, f"{day} 12:00"):
            lead = cls.lead(cls, expected_revenue=amount, **values)
            lead.action_set_won()
        return lead

    @classmethod
    def lost(cls, day, **values):
        with cls.at(cls, f"{day} 12:00"):
            lead = cls.lead(cls, expected_revenue=1, **values)
            lead.action_set_lost()
        return lead

    @classmethod
    def update(cls, targets, at):
        """Compute facts and targets at a moment."""
        with cls.at(cls, at):
            cls.env["sales.kpi.fact"]._refresh_queue()
            targets._update_values()
        return targets
