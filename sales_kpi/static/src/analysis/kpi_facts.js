import { Domain } from "@web/core/domain";

/**
 * What the list of facts must know to show the measures that matter.
 *
 * @param {Object} context of the view
 * @param {Object} field the measure
 */
export function factsContext(context, field) {
    return { ...context, kpi_measures: field?.kpi_measures || [field?.name] };
}

/**
 * Limit a cell's domain to the facts that its KPI counts.
 *
 * @param {Array} domain of the cell
 * @param {Object} [field] the measure, with `kpi_domain` if it is a KPI
 */
export function factsDomain(domain, field) {
    return field?.kpi_domain ? Domain.and([domain, field.kpi_domain]).toList() : domain;
}
