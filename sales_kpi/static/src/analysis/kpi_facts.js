import { Domain } from "@web/core/domain";

/**
 * Limit a cell's domain to the facts that its KPI counts.
 *
 * @param {Array} domain of the cell
 * @param {Object} [field] the measure, with `kpi_domain` if it is a KPI
 */
export function factsDomain(domain, field) {
    return field?.kpi_domain ? Domain.and([domain, field.kpi_domain]).toList() : domain;
}
