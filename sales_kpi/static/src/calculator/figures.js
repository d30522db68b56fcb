import { describeCases } from "../dashboard/figure_words";
import { hasValue } from "../dashboard/kpi_format";

/** A figure, and what was entered in its place. */
export function describeFigure(figures, inputs, key) {
    const figure = figures[key];
    const isEntered = key in inputs;
    const isKnown = hasValue(figure.value);
    return {
        ...figure,
        key,
        isEntered,
        isKnown,
        shown: isEntered ? inputs[key] : figure.value,
        note: isKnown ? (figure.is_rate ? describeCases(figure) : "") : figure.hint,
    };
}

/** The figures among `keys` that the caller does not have. */
export function missingFigures(figures, keys) {
    return keys
        .filter((key) => !hasValue(figures[key].value))
        .map((key) => ({ key, label: figures[key].label, hint: figures[key].hint }));
}
