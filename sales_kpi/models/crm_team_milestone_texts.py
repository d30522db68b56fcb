"""What the five milestones are called and ask for, in every installed language."""

from markupsafe import Markup

from odoo import models

#: Places of the milestones from which on there is an opportunity (S4-31).
QUALIFIED_FROM = 2


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def _template_values(self):
        """Values of the five stages, in the language of the user."""
        return [
            {
                "name": name,
                "customer_action": action,
                "playbook": Markup("<p>%s</p>") % advice,
                "is_sales_qualified": place >= QUALIFIED_FROM,
            }
            for place, (name, action, advice) in enumerate(self._template_texts())
        ]

    def _target_customers(self):
        return self.env._("Target customers")

    def _template_texts(self):
        """Name, what the customer does, and how to get him there."""
        return [
            (
                self.env._("Shows interest"),
                self.env._(
                    "The target customer shows interest in the benefit that we offer."
                ),
                self.env._(
                    "Name one benefit that a customer like this one already has from "
                    "you, and ask a question that is easy to answer. Interest is an "
                    "answer, not an opened mail."
                ),
            ),
            (
                self.env._("First talk"),
                self.env._("The decision maker invites us to a first talk."),
                self.env._(
                    "Find out who decides, and propose a day and a subject. An "
                    "appointment that the customer confirms is the invitation."
                ),
            ),
            (
                self.env._("Sees a need"),
                self.env._(
                    "The customer says that there is a need: now it is an opportunity."
                ),
                self.env._(
                    "Ask about goals, obstacles and what waiting costs. Write down the "
                    "customer's words and let the customer confirm them."
                ),
            ),
            (
                self.env._("Wants our solution"),
                self.env._(
                    "The customer sees the benefit in our concept and wants to put it "
                    "into use."
                ),
                self.env._(
                    "Present the concept with the customer's own figures. Agree on "
                    "what must be clear before the order: people, dates, budget."
                ),
            ),
            (
                self.env._("Buys"),
                self.env._("The customer buys our solution and puts it into use."),
                self.env._(
                    "Send a quotation that holds what was agreed, and fix the start "
                    "together."
                ),
            ),
        ]
