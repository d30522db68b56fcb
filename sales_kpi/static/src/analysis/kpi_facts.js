import { Domain } from "@web/core/domain";

/** Dimensions that make the report read the personal half of protected events. */
const PERSONAL = ["user_id", "lead_id", "order_id"];

/**
 * Limit a cell's domain to the facts that its KPI counts.
 *
 * @param {Array} domain of the cell
 * @param {Object} [field] the measure, with `kpi_domain` if it is a KPI
 */
export function factsDomain(domain, field) {
    return field?.kpi_domain ? Domain.and([domain, field.kpi_domain]).toList() : domain;
}

/** The context in which the list reads the same half of the facts as the cell. */
export function factsContext(context, groupBys) {
    const isPersonal = groupBys.some((spec) => PERSONAL.includes(spec.split(":")[0]));
    return isPersonal ? { ...context, sales_kpi_own: true } : context;
}
